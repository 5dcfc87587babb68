name   numbers of arguments
prog   BEGIN { strncmp("a", "b"); exit(1, 2); has_key(); ksym(); printf(); print(); time("a", "b") }
warning  D_UNREACHABLE 1:40-49 this is never reached
error    D_ARG_COUNT 1:9-26 strncmp() takes 3 arguments, not 2
error    D_ARG_COUNT 1:28-38 exit() takes up to 1 argument, not 2
error    D_ARG_COUNT 1:40-49 has_key() takes 2 arguments, not 0
error    D_ARG_COUNT 1:51-57 ksym() takes 1 argument, not 0
error    D_ARG_COUNT 1:59-67 printf() takes at least 1 argument, not 0
error    D_ARG_COUNT 1:69-76 print() takes 1 to 3 arguments, not 0
error    D_ARG_COUNT 1:78-92 time() takes up to 1 argument, not 2

name   kinds of arguments
prog   BEGIN { _ = strncmp(1, "b", 3); exit("x"); _ = ksym("a"); time(1); _ = str(1, "a") }
warning  D_UNREACHABLE 1:44-57 this is never reached
error    D_ARG_TYPE 1:21-22 strncmp(): argument 1 (a) must be string, not int8
error    D_ARG_TYPE 1:38-41 exit(): argument 1 (code) must be int, not string[2]
error    D_ARG_TYPE 1:53-56 ksym(): argument 1 (address) must be int or pointer, not string[2]
error    D_ARG_TYPE 1:64-65 time(): argument 1 (format) must be string, not int8
warning  D_ADDRESS_SPACE 1:76-77 it is not known whether this address is the kernel's or a user's
           hint say so with kptr() or uptr()
error    D_ARG_TYPE 1:79-82 str(): argument 2 (n) must be int, not string[2]

name   literals
prog   BEGIN { _ = strncmp(comm, "b", pid); time(comm); printf(comm) }
error    D_ARG_LITERAL 1:32-35 strncmp(): argument 3 (n) must be a literal of type int
error    D_ARG_LITERAL 1:43-47 time(): argument 1 (format) must be a literal of type string
error    D_ARG_LITERAL 1:57-61 printf(): argument 1 (format) must be a literal of type string
           hint printf("%s", ...) prints any value

name   str
prog   kprobe:vfs_read { print(str(arg0)); print(str(arg0, 10)); print(str(arg0, pid)); $n = 5; print(str(arg0, $n)); print(str((int8 *)arg1)) }
typed    (instance kprobe:vfs_read kprobe_multi
           (target kprobe:vfs_read)
           (call print (call str (cast arg0:uint64):void *):string[1024]):void
           (call print (call str (cast arg0:uint64):void * 10:int64):string[11]):void
           (call print (call str (cast arg0:uint64):void * (cast pid:uint32):uint64):string[1024]):void
           (= $n:int8 5:int8)
           (call print (call str (cast arg0:uint64):void * (cast $n:int8):int64):string[1024]):void
           => (call print (call str (cast int8* arg1:uint64):int8 *):string[1024]):void)

name   a string longer than strings are
prog   kprobe:vfs_read { print(str(arg0, 5000)) }
warning  D_SHORTENED 1:35-39 a string of 5000 bytes is too long: it is cut to 1024 (config max_strlen)

name   stacks
prog   BEGIN { print(kstack); print(kstack(3)); print(kstack(perf)); print(ustack(raw, 5)); print(ustack(build_id)); print(ustack()) }
typed    (instance begin run
           (target begin)
           (call print kstack:kstack_bpftrace_127):void
           (call print kstack:kstack_bpftrace_3):void
           (call print kstack:kstack_perf_127):void
           (call print ustack:ustack_raw_5):void
           (call print ustack:ustack_build_id_127):void
           => (call print ustack:ustack_bpftrace_127):void)

name   stacks as they are not
prog   BEGIN { print(kstack(2000)); print(kstack(foo)); print(kstack(build_id)); print(kstack(perf, 3, 4)); print(kstack(pid)) }
error    D_ARG_VALUE 1:22-26 kstack(): a stack has at most 1024 frames, not 2000
error    D_ARG_VALUE 1:43-46 kstack(): the mode of a stack is bpftrace, perf or raw
error    D_ARG_VALUE 1:63-71 kstack(): the mode of a stack is bpftrace, perf or raw
error    D_ARG_COUNT 1:81-99 kstack() takes up to 2 arguments, not 3
error    D_ARG_VALUE 1:115-118 kstack(): the mode of a stack is bpftrace, perf or raw

name   clocks and name spaces
prog   BEGIN { print(nsecs(boot)); print(nsecs(tai)); print(nsecs(monotonic)); print(nsecs(sw_tai)); print(pid(init)); print(tid(curr_ns)) }
typed    (instance begin run
           (target begin)
           (call print (nsecs boot):uint64):void
           (call print (nsecs tai):uint64):void
           (call print (nsecs monotonic):uint64):void
           (call print (nsecs sw_tai):uint64):void
           (call print (pid init):uint32):void
           => (call print (tid curr_ns):uint32):void)

name   unknown clocks and name spaces
prog   BEGIN { print(nsecs(foo)); print(pid(bar)); print(nsecs(1)); print(nsecs(boot, tai)) }
error    D_ARG_VALUE 1:21-24 nsecs(): there are boot, monotonic, tai and sw_tai
error    D_ARG_VALUE 1:38-41 pid(): there are curr_ns and init
error    D_ARG_VALUE 1:57-58 nsecs(): there are boot, monotonic, tai and sw_tai
error    D_ARG_COUNT 1:68-84 nsecs() takes up to 1 argument, not 2

name   builtins with parentheses
prog   BEGIN { print(pid()); print(comm()); print(nsecs()); print(cpu()); print(rand()) }
typed    (instance begin run
           (target begin)
           (call print pid:uint32):void
           (call print comm:string[16]):void
           (call print nsecs:uint64):void
           (call print cpu:uint64):void
           => (call print rand:uint64):void)

name   bare words
prog   BEGIN { print(boot); print(perf) }
error    D_UNKNOWN_NAME 1:15-19 there is no builtin or enumerator "boot"
error    D_UNKNOWN_NAME 1:28-32 there is no builtin or enumerator "perf"

name   symbols
prog   kprobe:vfs_read { print(ksym(arg0)); print(ksym(curtask)); print(kaddr("vfs_read")); print(*(int8 *)kaddr("jiffies")); print(cgroupid("/sys/fs/cgroup/a")) }
typed    (instance kprobe:vfs_read kprobe_multi
           (target kprobe:vfs_read)
           (call print (call ksym arg0:uint64):ksym_t):void
           (call print (call ksym curtask:struct task_struct *):ksym_t):void
           (call print 18446744071580942336:uint64):void
           (call print (* (cast int8* 18446744071595622400:uint64):int8 *):int8):void
           => (call print 42:uint64):void)

name   symbols that do not exist
prog   BEGIN { print(kaddr("nope")); print(cgroupid("/nope")) }
error    D_SYMBOL 1:21-27 the kernel has no symbol "nope", or hides its addresses
error    D_SYMBOL 1:46-53 there is no cgroup at "/nope"

name   address spaces
prog   BEGIN { $p = (int8 *)kptr(1); print(*$p); print(str(uptr(2))); print(*uptr($p)) }
typed    (instance begin run
           (target begin)
           (= $p:int8 * (cast int8* (cast (cast 1:int64):void *):int64):int8 *)
           (call print (* $p:int8 *):int8):void
           (call print (call str (cast (cast (cast 2:int64):void *):int64):void *):string[1024]):void
           => (call print (* (cast $p:int8 *):int8 *):int8):void)

name   questions about types
prog   BEGIN { print(is_str(comm)); print(is_ptr(curtask)); print(is_integer(pid)); print(is_unsigned_integer(-1)); print(is_array(curtask.cpus)); print(is_literal(5)); print(is_literal(pid)); print(strcap(comm)); print(default_str_length()) }
typed    (instance begin run
           (target begin)
           (call print true:bool):void
           (call print true:bool):void
           (call print true:bool):void
           (call print false:bool):void
           (call print true:bool):void
           (call print true:bool):void
           (call print false:bool):void
           (call print 16:int8):void
           => (call print 1024:uint64):void)

name   the library
prog   BEGIN { print(username); print(ppid); print(pcomm()); print(leader_tid(curtask)); print(leader_comm); print(is_err(curtask)); print(container_of(curtask, typeof(struct task_struct), pid)); print(has_cpid) }
typed    (instance begin run
           (target begin)
           (call print (cast username_t uid:uint64):username_t):void
           (call print (. (. curtask:struct task_struct * real_parent):struct task_struct * pid):int32):void
           (call print (. (. curtask:struct task_struct * real_parent):struct task_struct * comm):string[16]):void
           (call print (. (. curtask:struct task_struct * group_leader):struct task_struct * pid):int32):void
           (call print (. (. curtask:struct task_struct * group_leader):struct task_struct * comm):string[16]):void
           (call print (>= (cast uint64 curtask:struct task_struct *):uint64 18446744073709547521:uint64):bool):void
           (call print (cast typeof(struct task_struct)* (- (cast (cast uint64 curtask:struct task_struct *):uint64):int64 8:int64):int64):struct task_struct *):void
           => (call print true:bool):void)

name   the library with wrong arguments
prog   BEGIN { print(ppid(1, 2)); print(container_of(1, 2, 3)); print(is_err()); _ = find(1, 2, 3) }
error    D_ARG_COUNT 1:15-25 ppid() takes 0 to 1 arguments, not 2
error    D_ARG_TYPE 1:34-55 container_of() takes a pointer, typeof(type) and the name of a member
error    D_ARG_COUNT 1:64-72 is_err() takes 1 to 1 arguments, not 0
error    D_ARG_TYPE 1:79-92 find() takes a map, a key and a variable for the value

name   the script stops itself
prog   BEGIN { fail("no %s for %d", "luck", 3); static_assert(false, "too bad") }
error    D_ASSERTION 1:9-40 no luck for 3
error    D_ASSERTION 1:42-73 too bad

name   static_assert of what is not known
prog   BEGIN { static_assert(pid == 1, "x") }
error    D_COMPTIME 1:23-31 static_assert() wants a condition that is known when the script is compiled

name   unwatch
prog   BEGIN { unwatch(1) }
error    D_REMOVED 1:9-19 unwatch() is not supported

name   named parameters
args   -- --n=7 --b --s=x
prog   BEGIN { print(getopt("n", 5)); print(getopt("b")); print(getopt("c", true)); print(getopt("s", "abc")) }
error    D_OPTION the script has no parameter --
           hint it has --n
           hint it has --b
           hint it has --c
           hint it has --s

name   named parameters with wrong values
args   --n=x --b=maybe --zz
prog   BEGIN { print(getopt("n", 5)); print(getopt("b")); }
error    D_OPTION 1:15-29 the parameter --n wants an integer, not "x"
error    D_OPTION 1:38-49 the parameter --b wants true or false, not "maybe"
error    D_OPTION the script has no parameter --zz
           hint it has --n
           hint it has --b

name   a named parameter with two defaults
prog   BEGIN { print(getopt("n", 5)); print(getopt("n", 6)) }
error    D_OPTION 1:38-52 the parameter --n has another default or description here
           note 1:15-29 than here

name   functions that talk to user space
args   --unsafe
prog   BEGIN { warnf("x %d", 1); errorf("y"); cat("/x/%s", comm); system("ls"); debugf("a %d", pid) }
typed    (instance begin run
           (target begin)
           (call warnf "x %d":string[5] 1:int8):void
           (call errorf "y":string[2]):void
           (call cat "/x/%s":string[6] comm:string[16]):void
           (call system "ls":string[3]):void
           => (call debugf "a %d":string[5] pid:uint32):void)
plan     record warnf "x %d" (int8@0) size=8 at 1:9
         record errorf "y" at 1:27
         record cat "/x/%s" (string[16]@0) size=16 at 1:40
         record system "ls" at 1:60
         probe begin run begin as begin_1 lost=0
           target 0 begin
         memory globals=0 cells=64 scratch=0x4
warning  D_DEBUG_OUTPUT 1:74-93 debugf() writes to a buffer that the whole system shares: use it for debugging only

name   join
prog   tracepoint:syscalls:sys_enter_execve { join(args.argv); join(args.argv, ", ") }
plan     record join " " (string[1024]@0+tail, string[1024]@4+tail, string[1024]@8+tail, string[1024]@12+tail, string[1024]@16+tail, string[1024]@20+tail, string[1024]@24+tail, string[1024]@28+tail, string[1024]@32+tail, string[1024]@36+tail, string[1024]@40+tail, string[1024]@44+tail, string[1024]@48+tail, string[1024]@52+tail, string[1024]@56+tail, string[1024]@60+tail) size=64 at 1:40
         record join ", " (string[1024]@0+tail, string[1024]@4+tail, string[1024]@8+tail, string[1024]@12+tail, string[1024]@16+tail, string[1024]@20+tail, string[1024]@24+tail, string[1024]@28+tail, string[1024]@32+tail, string[1024]@36+tail, string[1024]@40+tail, string[1024]@44+tail, string[1024]@48+tail, string[1024]@52+tail, string[1024]@56+tail, string[1024]@60+tail) size=64 at 1:57
         probe tracepoint syscall tracepoint:syscalls:sys_enter_execve as tracepoint_syscalls_sys_enter_execve_1 lost=0
           target 0 tracepoint:syscalls:sys_enter_execve
         memory globals=0 cells=64 scratch=0x4

name   functions on memory and strings
prog   tracepoint:syscalls:sys_enter_execve { print(buf(args.filename, 5)); print(buf(args.filename, pid)); print(strlen(comm)); print(strstr(comm, "x")); print(strcontains(comm, "x")); print(str_concat(comm, "y")); print(memcmp(comm, "a", 1)); print(bswap((uint16)1)); print(strerror(1)); print(signal_name(9)); print(syscall_name(1)) }
typed    (instance tracepoint:syscalls:sys_enter_execve syscall
           (target tracepoint:syscalls:sys_enter_execve)
           (call print (call buf (. args:struct _tracepoint_syscalls_sys_enter_execve filename):int8 * 5:int64):buffer[9]):void
           (call print (call buf (. args:struct _tracepoint_syscalls_sys_enter_execve filename):int8 * (cast pid:uint32):uint64):buffer[1024]):void
           (call print (call strlen comm:string[16]):uint64):void
           (call print (call strstr comm:string[16] "x":string[2]):int64):void
           (call print (>= (call strstr comm:string[16] "x":string[2]):int64 0:int64):bool):void
           (call print (call str_concat comm:string[16] "y":string[2]):string[1024]):void
           (call print (call memcmp comm:string[16] "a":string[2] 1:int8):int64):void
           (call print (call bswap (cast uint16 1:int8):uint16):uint16):void
           (call print (call strerror 1:int64):string[64]):void
           (call print (call signal_name 9:int64):string[64]):void
           => (call print (call syscall_name 1:int64):string[64]):void)

name   functions on addresses
prog   kprobe:vfs_read { print(ntop(5)); print(ntop(2, (uint32)7)); print(pton("1.2.3.4")); print(ntop(pton("::1"))); print(macaddr(arg0)); print(usym(arg0)); print(reg("ip")); print(percpu_kaddr("jiffies")); print(buf(curtask.cpus)) }
typed    (instance kprobe:vfs_read kprobe
           (target kprobe:vfs_read)
           (call print (call ntop 5:int64):inet[24]):void
           (call print (call ntop 2:int64 (cast (cast uint32 7:int8):uint32):uint64):inet[24]):void
           (call print (call pton "1.2.3.4":string[8]):uint8[4]):void
           (call print (call ntop (call pton "::1":string[4]):uint8[16]):inet[24]):void
           (call print (call macaddr (cast arg0:uint64):void *):mac_address):void
           (call print (call usym arg0:uint64):usym_t):void
           (call print (call reg "ip":string[3]):uint64):void
           (call print (call percpu_kaddr "jiffies":string[8]):uint64):void
           => (call print (call buf (. curtask:struct task_struct * cpus):int32[4]):buffer[20]):void)

name   times and cgroups
prog   BEGIN { print(strftime("%H:%M", nsecs)); print(strftime("%H", nsecs(tai))); print(cgroup_path(cgroup)); print(cgroup_path(cgroup, "unified")); print(len(kstack)); @a[1] = 1; print(len(@a)) }
typed    (instance begin run
           (target begin)
           (call print (call strftime "%H:%M":string[6] nsecs:uint64):timestamp):void
           (call print (call strftime "%H":string[3] (nsecs tai):uint64):timestamp):void
           (call print (call cgroup_path cgroup:uint64):cgroup_path_t):void
           (call print (call cgroup_path cgroup:uint64 "unified":string[8]):cgroup_path_t):void
           (call print (call len kstack:kstack_bpftrace_127):int64):void
           (= @a[1:int8]:int8 1:int8)
           => (call print (call len @a:int8):int64):void)

name   signals
args   --unsafe
prog   kprobe:vfs_read { signal("KILL"); signal("sigterm"); signal("SIGTERM"); signal(9); signal(pid); signal_thread("HUP"); override(1); _ = write_user(arg0, "x", 1) }
error    D_ARG_VALUE 1:42-51 signal(): there is no signal of this name

name   signals there are not
args   --unsafe
prog   kprobe:vfs_read { signal("FOO"); signal(0); signal(65); signal(comm); } BEGIN { signal(9); override(1) }
error    D_ARG_VALUE 1:26-31 signal(): there is no signal of this name
error    D_ARG_VALUE 1:41-42 signal(): signals have numbers from 1 to 64
error    D_ARG_VALUE 1:52-54 signal(): signals have numbers from 1 to 64
error    D_ARG_VALUE 1:64-68 signal(): a signal is a literal name or an integer
error    D_NOT_HERE 1:81-90 signal() cannot be used in begin probes
error    D_NOT_HERE 1:92-103 override() can only be used in kprobes

name   unsafe functions
prog   kprobe:vfs_read { signal(9); system("x"); override(1) }
error    D_UNSAFE 1:19-28 signal() changes the traced system or runs commands: it needs --unsafe
error    D_UNSAFE 1:30-41 system() changes the traced system or runs commands: it needs --unsafe
error    D_UNSAFE 1:43-54 override() changes the traced system or runs commands: it needs --unsafe

name   wrong values of arguments
prog   BEGIN { print(buf(comm)); print(buf(comm, -1)); print(pton("x")); print(ntop(curtask.se.deep.matrix[0], curtask.cpus)); print(macaddr(5)); print(bswap("a")); print(strftime("%H", nsecs(monotonic))); print(strftime("%H", -1)); print(len(pid)); print(path(curtask)) }
error    D_ARG_COUNT 1:15-24 buf() needs a length for a value of type string[16]: only arrays have one
error    D_ARG_VALUE 1:43-45 buf(): a length cannot be negative
error    D_ARG_VALUE 1:60-63 pton(): this is no IPv4 or IPv6 address
warning  D_ADDRESS_SPACE 1:135-136 it is not known whether this address is the kernel's or a user's
           hint say so with kptr() or uptr()
error    D_ARG_VALUE 1:135-136 macaddr(): a literal is no place in memory
error    D_ARG_VALUE 1:152-155 bswap(): only integers have an order of bytes to reverse
error    D_ARG_VALUE 1:180-196 strftime(): the monotonic clock stops when the machine sleeps: it is no time of day
error    D_ARG_VALUE 1:221-223 strftime(): a time cannot be negative
error    D_ARG_TYPE 1:237-240 len(): argument 1 (value) must be map or stack, not uint32
error    D_NOT_HERE 1:250-263 path() is only available in fentry, fexit and iter probes

name   registers
prog   kprobe:vfs_read { print(reg("foo")) } BEGIN { print(reg("ip")) }
error    D_ARG_VALUE 1:29-34 x86_64 has no register "foo"
error    D_NOT_HERE 1:53-62 reg() cannot be used in begin probes

name   a buffer longer than buffers are
prog   BEGIN { print(buf(comm, 5000)) }
warning  D_SHORTENED 1:25-29 a buffer of 5000 bytes is too long: it is cut to 1020 (config max_strlen)

name   debugf has few conversions
prog   BEGIN { debugf("%d %d %d %d", 1, 2, 3, 4); debugf("%o", 1) }
warning  D_DEBUG_OUTPUT 1:9-42 debugf() writes to a buffer that the whole system shares: use it for debugging only
error    D_ARG_COUNT 1:9-42 debugf() takes at most 3 values
warning  D_DEBUG_OUTPUT 1:44-59 debugf() writes to a buffer that the whole system shares: use it for debugging only
error    D_FORMAT 1:44-59 debugf() only knows %d, %u, %x, %p and %s

name   more of the library
prog   BEGIN { assert(pid == 1, "no"); assert_str(comm); print(config.max_strlen); print(usermode); print(cpid); print(numaid); print(jiffies) } kprobe:vfs_read { print(usermode) }
typed    (instance begin run
           (target begin)
           (if (== pid:uint32 1:uint32):bool (block):none (block
             (call errorf "assert failed: %s":string[18] "no":string[3]):void
             (call exit 1:int64):void):none):none
           (block):none
           (call print 1024:int16):void
           (call print 1:uint8):void
           (call print cpid:uint64):void
           (call print numaid:uint64):void
           => (call print jiffies:uint64):void)
         (instance kprobe:vfs_read kprobe_multi
           (target kprobe:vfs_read)
           => (call print usermode:uint8):void)

name   strings only
prog   BEGIN { assert_str(pid) }
error    D_ASSERTION 1:9-24 a string is expected here

name   sockets and packets
prog   kprobe:vfs_read { print(socket_cookie(curtask)); _ = skboutput("x.pcap", curtask, 100, 0) }
typed    (instance kprobe:vfs_read kprobe_multi
           (target kprobe:vfs_read)
           (call print (call socket_cookie curtask:struct task_struct *):uint64):void
           (_= (call skboutput "x.pcap":string[7] curtask:struct task_struct * 100:int64 0:int64):uint32))

name   comm of another process
prog   kprobe:vfs_read { print(comm(arg0)); print(comm("x")); } BEGIN { print(comm(1)) } profile:hz:9 { print(kfunc_allowed("bpf_task_from_pid")) }
error    D_ARG_TYPE 1:49-52 comm(): argument 1 (pid) must be int, not string[2]
error    D_NOT_HERE 1:72-79 comm() of another process is not possible in begin probes
           hint it takes bpf_task_from_pid (Linux 6.2), which this kernel does not let programs of this kind call

name   functions of the kernel
prog   kprobe:vfs_read { print(kfunc_allowed("bpf_task_from_pid")); print(kfunc_exist("bpf_rcu_read_lock")); print(kfunc_exist("nope")); print(comm(5)); } BEGIN { if comptime (kfunc_allowed("bpf_task_from_pid")) { print(nsecs + comm); } }
typed    (instance kprobe:vfs_read kprobe_multi
           (target kprobe:vfs_read)
           (call print true:bool):void
           (call print true:bool):void
           (call print false:bool):void
           (call print (call comm 5:int64):string[16]):void)
         (instance begin run
           (target begin)
           => (block):none)

name   symbols of programs
prog   BEGIN { print(uaddr("counter")) } fn f() : uint64 { return *uaddr("counter"); }
error    D_NOT_HERE 1:61-77 uaddr() is not available in a function, only in the probe
           hint give f() what it needs as a parameter

name   stacks without frame pointers
args   --dwarf-pid=1
prog   BEGIN { print(dw_ustack); @[dw_ustack(3)] = 1; print(dw_ustack(perf, 5)); print(dw_ustack(build_id)) }
warning  D_UNSTABLE_USED 1:15-24 dw_ustack may change in later versions
           hint config = { unstable_dw_ustack=enable } says that this is known
error    D_ARG_VALUE 1:91-99 dw_ustack(): the mode of a stack is bpftrace, perf or raw

name   stacks without frame pointers: of which processes?
prog   config = { unstable_dw_ustack = enable } BEGIN { print(dw_ustack); }
error    D_MISSING_FEATURE 1:56-65 dw_ustack must know the processes in advance
           hint name them with -p, -c or --dwarf-pid

name   stacks without frame pointers: not enabled
args   --dwarf-pid=1
prog   config = { unstable_dw_ustack = error } BEGIN { print(dw_ustack); print(dw_ustack) }
error    D_UNSTABLE 1:55-64 dw_ustack is not enabled: set unstable_dw_ustack=enable in the config block

name   an error where a literal is wanted
prog   BEGIN { print(pton(~":1")); time(~"x"); printf(~"x"); print(kaddr(~"x")); static_assert(1, ~"x"); print(getopt(~"x")); print(buf((int8[3])"abc")); }
error    D_OPERATOR 1:20-25 ~ cannot be used on string[3]
error    D_OPERATOR 1:34-38 ~ cannot be used on string[2]
error    D_OPERATOR 1:48-52 ~ cannot be used on string[2]
error    D_ARG_LITERAL 1:48-52 printf(): argument 1 (format) must be a literal of type string
           hint printf("%s", ...) prints any value
error    D_OPERATOR 1:67-71 ~ cannot be used on string[2]
error    D_OPERATOR 1:92-96 ~ cannot be used on string[2]
error    D_OPERATOR 1:112-116 ~ cannot be used on string[2]
error    D_CAST 1:130-144 there is no cast from string[4] to int8[3]
