name   jumps outside loops
prog   BEGIN { break; } END { continue; }
error    D_JUMP 1:9-14 break is not inside a loop
error    D_JUMP 1:24-32 continue is not inside a loop

name   return
prog   BEGIN { if (pid) { return; } return 5; }
typed    (instance begin run
           (target begin)
           (if (cast pid:uint32):bool (block
             (return)):none):none
           (return 5:int64))

name   a probe returns integers
prog   BEGIN { return "a"; }
error    D_RETURN_TYPE 1:16-19 a probe can only return an integer, not string[2]

name   unreachable
prog   BEGIN { return; print(1); print(2) } END { exit(); print(3) }
warning  D_UNREACHABLE 1:17-25 this is never reached
warning  D_UNREACHABLE 1:52-60 this is never reached, so the block has no value

name   exit in a for loop
prog   BEGIN { for $i : 0..3 { exit() } while (pid) { exit() } }
error    D_JUMP 1:25-31 exit() ends the probe at once, which a for loop cannot do
warning  D_DEPRECATED 1:34-39 while loops are deprecated: the kernel may refuse them
           hint a for loop over a range always ends: for $i : 0..10 { }

name   ranges
prog   BEGIN { for $i : 0..5 { print($i) } for ($j : 0..pid) { print($j) } for $k : (-1)..3 { } }
typed    (instance begin run
           (target begin)
           (for $i 0:int8 5:int8 (block
             => (call print $i:int8):void):void)
           (for $j 0:uint32 pid:uint32 (block
             => (call print $j:uint32):void):void)
           (for $k -1:int8 3:int8 (block):none))

name   ranges of other things
prog   BEGIN { for $i : "a"..5 { } for $i : 0..comm { } }
error    D_LOOP 1:18-21 the start of a range must be an integer, not string[2]
error    D_LOOP 1:41-45 the end of a range must be an integer, not string[16]

name   loops over maps
prog   BEGIN { @a[1, "x"] = pid; for $kv : @a { print($kv.0.1); print($kv.1) } @c[comm] = count(); for $kv : @c { print($kv) } }
typed    (instance begin run
           (target begin)
           (= @a[(tuple 1:int8 "x":string[2]):(int8,string[2])]:uint32 pid:uint32)
           (for $kv @a:uint32 (block
             (call print (. (. $kv:((int8,string[2]),uint32) 0):(int8,string[2]) 1):string[2]):void
             => (call print (. $kv:((int8,string[2]),uint32) 1):uint32):void):void)
           (aggregate @c[comm:string[16]]:count_t count)
           (for $kv @c:count_t (block
             => (call print $kv:(string[16],uint64)):void):void))

name   loops over what is no map
prog   BEGIN { @a = 1; for $kv : @a { } @h[1] = hist(1); for $kv : @h { } for $kv : @nope { } }
error    D_LOOP 1:27-29 @a has no keys to loop over
error    D_LOOP 1:61-63 values of type hist_t cannot be looped over

name   what a loop body uses from outside
prog   BEGIN { $n = 0; for $i : 0..3 { $n += $i; for $j : 0..2 { $n++; } } print($n) }
typed    (instance begin run
           (target begin)
           (= $n:int64 0:int64)
           (for $i 0:int8 3:int8 (block
             (+= $n:int64 (cast $i:int8):int64)
             (for $j 0:int8 2:int8 (block
               (post++ $n:int64):int64):none)):none)
           => (call print $n:int64):void)

name   the context in a loop body
prog   kprobe:vfs_read { for $i : 0..3 { print(arg0); print(ctx) } }
error    D_NOT_HERE 1:41-45 arg0 cannot be read in the body of a for loop: store it in a variable before
error    D_NOT_HERE 1:54-57 ctx cannot be read in the body of a for loop: store it in a variable before

name   return with and without a value in loops
prog   BEGIN { for $i : 0..3 { return; } for $i : 0..3 { return 1; } }
error    D_JUMP 1:51-59 the loops of a probe must return either always or never with a value

name   while and unroll
prog   BEGIN { $i = 0; while ($i < 3) { $i++; if ($i == 2) { break; } } unroll(3) { print(1) } }
typed    (instance begin run
           (target begin)
           (= $i:int64 0:int64)
           (while (< $i:int64 3:int64):bool (block
             (post++ $i:int64):int64
             => (if (== $i:int64 2:int64):bool (block
               (break)):none):none):none)
           (unroll 3:int8 (block
             => (call print 1:int8):void):void))
warning  D_DEPRECATED 1:17-22 while loops are deprecated: the kernel may refuse them
           hint a for loop over a range always ends: for $i : 0..10 { }

name   unroll counts
prog   BEGIN { unroll(0) { } unroll(101) { } unroll(pid) { } }
error    D_UNROLL 1:16-17 an unroll count is a number from 1 to 100
error    D_UNROLL 1:30-33 an unroll count is a number from 1 to 100
error    D_UNROLL 1:46-49 an unroll count must be a literal

name   a predicate is a condition
prog   BEGIN /pid == 1/ { print(1) }
typed    (instance begin run
           (target begin)
           (if (== pid:uint32 1:uint32):bool (block
             => (call print 1:int8):void):void):none)

name   a predicate of the wrong type
prog   BEGIN /comm/ { print(1) }
error    D_CONDITION 1:8-12 a condition cannot be of type string[16]
           hint compare it: ... != ""

name   import in a block
prog   BEGIN { import "x"; }
error    D_UNSTABLE 1:9-19 import stands at the top of a script, not inside a block
           hint config = { unstable_import_statement=enable } allows it

name   import in a block that the configuration warns about
prog   config = { unstable_import_statement=warn } BEGIN { import "x"; import "y"; }
warning  D_UNSTABLE_USED 1:53-63 imports inside of blocks may change in later versions

name   comptime
prog   BEGIN { if comptime (sizeof(int32) == 4) { print(1) } else { print("a" - 1) } $x = comptime (1 + 2); $y = (uint16)1; if comptime (is_integer($y)) { print(2) } else { $z = $y.foo; } }
error    D_FOLD 1:68-75 a string and an integer can only be added, to skip bytes at the start

name   comptime of what is not known
prog   BEGIN { if comptime (pid == 1) { print(1) } print(comptime pid) }
error    D_COMPTIME 1:22-30 this is not known when the script is compiled
error    D_COMPTIME 1:60-63 this is not known when the script is compiled

name   typeinfo is off
prog   BEGIN { print(typeinfo(1)) }
error    D_UNSTABLE 1:15-26 typeinfo is not enabled: set unstable_typeinfo=enable in the config block

name   typeinfo
prog   config = { unstable_typeinfo=enable } BEGIN { print(typeinfo(1).full_type); print(typeinfo(comm())); @c = sum(pid); print(typeinfo(@c).base_type) }
typed    (instance begin run
           (target begin)
           (call print "int8":string[5]):void
           (call print (record btf_id=0:int8 base_type="string":string[7] full_type="string[16]":string[11]):record { .btf_id = int8, .base_type = string[7], .full_type = string[11] }):void
           (aggregate @c:usum_t sum (cast pid:uint32):uint64)
           => (call print "sum_t":string[6]):void)

name   the types do not settle or do
prog   BEGIN { $x = (1, 2); $x = (1, $x); @a = (1, @a) }
error    D_TYPE_MISMATCH 1:22-34 a value of type (int8,(int8,int8)) cannot be assigned to $x, which is of type (int8,int8)
           note 1:9-11 this is the first assignment of $x

name   types that need too many rounds
prog   BEGIN { @a1 = @a2; @a2 = @a3; @a3 = @a4; @a4 = @a5; @a5 = @a6; @a6 = @a7; @a7 = @a8; @a8 = @a9; @a9 = @a10; @a10 = @a11; @a11 = @a12; @a12 = @a13; @a13 = @a14; @a14 = @a15; @a15 = @a16; @a16 = @a17; @a17 = @a18; @a18 = @a19; @a19 = @a20; @a20 = @a21; @a21 = @a22; @a22 = @a23; @a23 = @a24; @a24 = @a25; @a25 = @a26; @a26 = @a27; @a27 = @a28; @a28 = @a29; @a29 = @a30; @a30 = @a31; @a31 = @a32; @a32 = @a33; @a33 = @a34; @a34 = @a35; @a35 = @a36; @a36 = @a37; @a37 = @a38; @a38 = @a39; @a39 = @a40; @a40 = @a41; @a41 = @a42; @a42 = @a43; @a43 = @a44; @a44 = @a45; @a45 = @a46; @a46 = @a47; @a47 = @a48; @a48 = @a49; @a49 = @a50; @a50 = @a51; @a51 = @a52; @a52 = @a53; @a53 = @a54; @a54 = @a55; @a55 = @a56; @a56 = @a57; @a57 = @a58; @a58 = @a59; @a59 = @a60; @a60 = 1 }
error    D_TYPE_LOOP 1:1-6 the types of the script's variables and maps do not settle after 50 rounds

name   functions of the script are checked
prog   fn f($a : int64) : int64 { if ($a > 1) { return $a; } else { return 2; } } fn g() : void { return; } BEGIN { print(1) }
typed    (instance begin run
           (target begin)
           => (call print 1:int8):void)
