name   scalars and keys
prog   BEGIN { @a = 1; @b[1] = "x"; @c[pid, comm] = (1, 2); @d = "text"; @e = kstack; @f = true }
typed    (instance begin run
           (target begin)
           (= @a:int8 1:int8)
           (= @b[1:int8]:string[2] "x":string[2])
           (= @c[(tuple pid:uint32 comm:string[16]):(uint32,string[16])]:(int8,int8) (tuple 1:int8 2:int8):(int8,int8))
           (= @d:string[5] "text":string[5])
           (= @e:kstack_bpftrace_127 kstack:kstack_bpftrace_127)
           (= @f:bool true:bool))
plan     map @a global value=int8 offset=0 size=1
         map @b hash key=int8 value=string[2] bpf=AT_b sizes=1:2 entries=4096
         map @c hash key=(uint32,string[16]) value=(int8,int8) bpf=AT_c sizes=20:2 entries=4096
         map @d hash value=string[5] bpf=AT_d sizes=8:5 entries=1
         map @e hash value=kstack_bpftrace_127 bpf=AT_e sizes=8:1024 entries=1
         map @f global value=bool offset=16 size=1
         probe begin run begin as begin_1 lost=0
           target 0 begin
         memory globals=32 cells=64 scratch=0x4

name   with and without a key
prog   BEGIN { @a[1] = 1; @a = 2 } END { @b = 1; print(@b[2]) }
error    D_MAP_SHAPE 1:20-22 @a is used without a key here, but with a key before
           note 1:9-14 this is its first use
error    D_MAP_SHAPE 1:49-54 @b is used with a key here, but without a key before
           note 1:35-37 this is its first use

name   keys of other types
prog   BEGIN { @a[1] = 1; @a["x"] = 2; @b[1, 2] = 1; @b[1] = 2 }
error    D_KEY_MISMATCH 1:23-26 @a has keys of type int8; this one is of type string[2]
           note 1:9-14 this is its first use
error    D_KEY_MISMATCH 1:50-51 @b has keys of type (int8,int8); this one is of type int8
           note 1:33-41 this is its first use

name   keys join
prog   BEGIN { @a["x"] = 1; @a["longer"] = 2; @b[1, "a"] = 1; @b[pid, comm] = 2; print(has_key(@a, "the longest")) }
typed    (instance begin run
           (target begin)
           (= @a[(cast "x":string[2]):string[12]]:int8 1:int8)
           (= @a[(cast "longer":string[7]):string[12]]:int8 2:int8)
           (= @b[(tuple 1:uint32 (cast "a":string[2]):string[16]):(uint32,string[16])]:int8 1:int8)
           (= @b[(tuple pid:uint32 comm:string[16]):(uint32,string[16])]:int8 2:int8)
           => (call print (call has_key @a:int8 "the longest":string[12]):bool):void)

name   values of other types
prog   BEGIN { @a = 1; @a = "x"; @b = count(); @b = 1; @c = count(); @c = sum(1) }
error    D_TYPE_MISMATCH 1:17-25 a value of type string[2] cannot be assigned to @a, which is of type int8
           note 1:9-11 this is its first use
error    D_TYPE_MISMATCH 1:41-47 a value of type int8 cannot be assigned to @b, which is of type count_t
           note 1:27-29 this is its first use
error    D_TYPE_MISMATCH 1:63-74 a value of type sum_t cannot be assigned to @c, which is of type count_t
           note 1:49-51 this is its first use

name   what is no key
prog   interval:s:1 { @a = hist(1); @b[@a] = 1; @c[printf("x")] = 1 }
error    D_AGGREGATE_COPY 1:33-35 a value of type hist_t can only be printed as part of its map
           hint print(@map) shows the whole map
error    D_NO_VALUE 1:45-56 this has no value (its type is void) where one is needed

name   the context is no value
prog   kprobe:vfs_read { @a = ctx; @b[ctx] = 1 }
error    D_TYPE_MISMATCH 1:19-27 the context of a probe cannot be kept in a map
error    D_KEY_TYPE 1:32-35 a value of type struct pt_regs * cannot be a map key

name   delete and has_key
prog   BEGIN { @a[1] = 1; _ = delete(@a, 1); _ = delete(@a[300]); _ = has_key(@a, pid); @b = 1; _ = delete(@b) }
typed    (instance begin run
           (target begin)
           (= @a[1:uint32]:int8 1:int8)
           (_= (call delete @a:int8 1:uint32):bool)
           (_= (call delete @a:int8 300:uint32):bool)
           (_= (call has_key @a:int8 pid:uint32):bool)
           (= @b:int8 1:int8)
           (_= (call delete @b:int8):bool))

name   delete and has_key as the map is not
prog   BEGIN { @a[1] = 1; _ = delete(@a); @b = 1; _ = delete(@b, 1); _ = has_key(@b, 1); _ = delete(1); _ = has_key(@a) }
error    D_MAP_SHAPE 1:24-34 delete() without a key: @a has keys
error    D_MAP_SHAPE 1:48-61 delete() with a key: @b is used without keys
error    D_MAP_SHAPE 1:67-81 has_key() with a key: @b is used without keys
error    D_ARG_TYPE 1:94-95 delete(): the first argument must be a map
error    D_ARG_COUNT 1:102-113 has_key() takes 2 arguments, not 1

name   find
prog   BEGIN { @a[1] = "x"; $v = "y"; if (find(@a, 1, $v)) { print($v) } }
typed    (instance begin run
           (target begin)
           (= @a[1:int8]:string[2] "x":string[2])
           (= $v:string[2] "y":string[2])
           => (if (? (call has_key @a:string[2] 1:int8):bool (block
             (= $v:string[2] @a[1:int8]:string[2])
             => true:bool):bool (block
             => false:bool):bool):bool (block
             => (call print $v:string[2]):void):void):none)

name   whole maps
prog   BEGIN { @a[1] = 1; print(@a); print(@a, 5); print(@a, 5, 2); clear(@a); zero(@a); print(@a[1]); print(is_scalar(@a)) }
typed    (instance begin run
           (target begin)
           (= @a[1:int8]:int8 1:int8)
           (call print @a:int8):void
           (call print @a:int8 5:int8):void
           (call print @a:int8 5:int8 2:int8):void
           (call clear @a:int8):void
           (call zero @a:int8):void
           (call print @a[1:int8]:int8):void
           => (call print false:bool):void)

name   wrong use of whole maps
prog   BEGIN { @a[1] = 1; print(@a, pid); print(1, 2); clear(1); clear(@a[1]); @h[1] = hist(1); print(@h[1]) }
error    D_ARG_LITERAL 1:30-33 print(): top must be a literal number that is not negative
error    D_ARG_COUNT 1:36-47 print() of a value takes 1 argument, not 2: only whole maps have more
error    D_ARG_TYPE 1:55-56 clear(): the first argument must be a map
error    D_ARG_TYPE 1:65-70 clear(): the first argument must be a map
error    D_NOT_PRINTABLE 1:96-101 a value of type hist_t cannot be printed alone: print the whole map

name   printing in a loop
prog   BEGIN { @a = 1; for $i : 0..3 { print(@a) } }
warning  D_PRINT_IN_LOOP 1:33-42 the map is printed when the message arrives, most likely after the loop has changed it

name   declared maps
prog   let @a = hash(10); let @b = lruhash(5); let @c = percpuhash(7); let @d = percpulruhash(8); BEGIN { @a[1] = 1; @b[1] = 1; @c[1] = count(); @d[1] = sum(1) }
typed    (instance begin run
           (target begin)
           (= @a[1:int8]:int8 1:int8)
           (= @b[1:int8]:int8 1:int8)
           (aggregate @c[1:int8]:count_t count)
           (aggregate @d[1:int8]:sum_t sum 1:int64))
plan     map @a hash key=int8 value=int8 bpf=AT_a sizes=1:1 entries=10
         map @b hash key=int8 value=int8 bpf=AT_b sizes=1:1 entries=5 lru
         map @c hash key=int8 value=count_t bpf=AT_c sizes=1:8 entries=7 per_cpu
         map @d hash key=int8 value=sum_t bpf=AT_d sizes=1:16 entries=8 per_cpu lru
         probe begin run begin as begin_1 lost=0
           target 0 begin
         memory globals=0 cells=64 scratch=0x4

name   declarations that do not fit
prog   let @a = hash(10); let @b = percpuhash(5); let @c = foo(7); let @d = hash(3); BEGIN { @a[1] = count(); @b[1] = 1; @c[1] = 1 }
error    D_MAP_KIND 1:1-19 @a is declared as hash, but values of type count_t are kept per CPU (percpuhash, percpulruhash)
error    D_MAP_KIND 1:20-43 @b is declared as percpuhash, but values of type int8 are kept once (hash, lruhash)
error    D_MAP_KIND 1:53-56 there is no map type foo
           hint there are hash, lruhash, percpuhash and percpulruhash
warning  D_UNUSED_MAP 1:61-78 @d is not used

name   where maps live
prog   BEGIN { @i = 1; @s = "a"; @c = count(); @h = hist(1); @l = lhist(1, 0, 10, 1); @t = tseries(1, 1s, 10); @k[1] = hist(1, 2); @m[comm] = min(1); @v[1] = avg(1); @w[1] = stats(1); @big = tseries(1, 1s, 10000); @x = 1; $p = &@x }
plan     map @i global value=int8 offset=0 size=1
         map @s hash value=string[2] bpf=AT_s sizes=8:2 entries=1
         map @c cell value=count_t offset=0 size=8
         map @h cell value=hist_t bits=0 offset=8 size=520
         map @l cell value=lhist_t min=0 max=10 step=1 offset=528 size=96
         map @t cell value=tseries_t interval=1000000000 intervals=10 agg=0 offset=624 size=240
         map @k hash key=int8 value=hist_t bits=2 bpf=AT_k sizes=16:8 entries=4096 per_cpu
         map @m hash key=string[16] value=min_t bpf=AT_m sizes=16:16 entries=4096 per_cpu
         map @v hash key=int8 value=avg_t bpf=AT_v sizes=1:16 entries=4096 per_cpu
         map @w hash key=int8 value=stats_t bpf=AT_w sizes=1:16 entries=4096 per_cpu
         map @big hash value=tseries_t interval=1000000000 intervals=10000 agg=0 bpf=AT_big sizes=16:24 entries=4096 per_cpu
         map @x hash value=int8 bpf=AT_x sizes=8:1 entries=1
         probe begin run begin as begin_1 lost=864
           target 0 begin
         memory globals=16 cells=896 scratch=0x4
warning  D_UNSTABLE_USED 1:80-103 tseries() may change in later versions
           hint config = { unstable_tseries=enable } says that this is known

name   room that no map can have
prog   let @a = hash(0); let @b = lruhash(5000000000);
       BEGIN { @a[1] = 1; @b[1] = 1; }
error    D_MAP_KIND 1:1-18 a map has room for 1 to 1073741823 elements
error    D_MAP_KIND 1:19-48 a map has room for 1 to 1073741823 elements

name   the address of a map that nothing assigns
prog   BEGIN { $a = &@m; }
error    D_UNDEFINED_MAP 1:15-17 nothing ever assigns @m

name   a type that is unknown is no type to stay
prog   BEGIN { $x = (int31)1; if comptime (sizeof($x) == 3) { $x = 100000 } }
error    D_UNKNOWN_TYPE 1:15-20 there is no type "int31" here
           hint integer types are called int8 to int64 and uint8 to uint64; other names come from the kernel's types and from the script's own definitions
error    D_COMPTIME 1:37-52 this is not known when the script is compiled

name   pinned maps have maps of their own and numbers of 64 bits
prog   let @a = hash(10) pinned("a"); let @b = hash(1) pinned("b"); let @c = percpuhash(3) pinned("c"); BEGIN { @a[1, true] = pid; @b = 1; @c = count(); clear(@a); }
typed    (instance begin run
           (target begin)
           (= @a[(tuple 1:int64 true:bool):(int64,bool)]:uint64 (cast pid:uint32):uint64)
           (= @b:int64 1:int64)
           (aggregate @c:count_t count)
           (call clear @a:uint64):void)
plan     map @a hash key=(int64,bool) value=uint64 bpf=AT_a sizes=16:8 entries=10 pinned=a
         map @b hash value=int64 bpf=AT_b sizes=8:8 entries=1 pinned=b
         map @c hash value=count_t bpf=AT_c sizes=8:8 entries=3 per_cpu pinned=c
         record clear @a at 1:147
         probe begin run begin as begin_1 lost=0
           target 0 begin
         memory globals=16 cells=64 scratch=0x4

name   maps that cannot be pinned
prog   let @a = hash(10) pinned("a/b"); let @b = hash(1) pinned("x"); let @c = hash(3) pinned("x"); let @d = hash(3) pinned("d"); BEGIN { @a = 1; @b[1, ustack] = 1; @c = 1; @d = nsecs; @d = 1; }
error    D_MAP_PIN 1:26-31 a map cannot be pinned as "a/b"
           hint names have up to 64 letters, digits, _ and -
error    D_MAP_PIN 1:58-61 @b cannot be pinned: its keys have a part of type ustack_bpftrace_127, which means nothing to others
error    D_MAP_PIN 1:88-91 @b is pinned as "x" already
