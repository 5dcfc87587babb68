name   arguments of a tracepoint
prog   tracepoint:sched:sched_switch { @[args.prev_comm, args->next_pid] = count(); print(args.prev_state) }
typed    (instance tracepoint:sched:sched_switch tracepoint
           (target tracepoint:sched:sched_switch)
           (aggregate @[(tuple (. args:struct _tracepoint_sched_sched_switch prev_comm):string[16] (. args:struct _tracepoint_sched_sched_switch next_pid):int32):(string[16],int32)]:count_t count)
           => (call print (. args:struct _tracepoint_sched_sched_switch prev_state):int64):void)
plan     map @ hash key=(string[16],int32) value=count_t bpf=AT_ sizes=20:8 entries=4096 per_cpu
         record print_value (int64@0) size=8 at 1:78
         probe tracepoint tracepoint tracepoint:sched:sched_switch as tracepoint_sched_sched_switch_1 lost=0
           target 0 tracepoint:sched:sched_switch
         memory globals=16 cells=64 scratch=0x4

name   arguments of a system call
prog   tracepoint:syscalls:sys_enter_openat { printf("%s\n", str(args.filename)); print(args.flags) } tracepoint:syscalls:sys_exit_openat { print(args.ret) }
typed    (instance tracepoint:syscalls:sys_enter_openat syscall
           (target tracepoint:syscalls:sys_enter_openat)
           (call printf "%s\n":string[4] (call str (. args:struct _tracepoint_syscalls_sys_enter_openat filename):int8 *):string[1024]):void
           => (call print (. args:struct _tracepoint_syscalls_sys_enter_openat flags):uint64):void)
         (instance tracepoint:syscalls:sys_exit_openat syscall
           (target tracepoint:syscalls:sys_exit_openat)
           => (call print (. args:struct _tracepoint_syscalls_sys_exit_openat ret):int64):void)

name   strings of a tracepoint that lie elsewhere
prog   tracepoint:sched:sched_process_exec { print(str(args.filename)); print(args.pid) }
typed    (instance tracepoint:sched:sched_process_exec tracepoint
           (target tracepoint:sched:sched_process_exec)
           (call print (call str (cast (. args:struct _tracepoint_sched_sched_process_exec filename):int64):void *):string[1024]):void
           => (call print (. args:struct _tracepoint_sched_sched_process_exec pid):int32):void)

name   structs behind arguments
prog   tracepoint:task:task_newtask { print(args.task.pid); print(args.words[2]); print(args.addr) }
typed    (instance tracepoint:task:task_newtask tracepoint
           (target tracepoint:task:task_newtask)
           (call print (. (. args:struct _tracepoint_task_task_newtask task):struct task_struct * pid):int32):void
           (call print ([] (. args:struct _tracepoint_task_task_newtask words):uint32[4] 2:uint64):uint32):void
           => (call print (. args:struct _tracepoint_task_task_newtask addr):uint8[6]):void)

name   no such argument
prog   tracepoint:sched:sched_switch { print(args.prev_com); print(args.common_pid); print(args) }
error    D_FIELD 1:39-52 this probe has no argument "prev_com"
           hint did you mean prev_comm?
error    D_FIELD 1:61-76 the common fields of tracepoints cannot be read by programs
error    D_NOT_PRINTABLE 1:85-89 a value of type struct _tracepoint_sched_sched_switch cannot be printed

name   a kprobe
prog   kprobe:vfs_read { print(arg0); print(func); print(probe); print(ctx.ip) } kretprobe:vfs_read { print(retval) }
typed    (instance kprobe:vfs_read kprobe
           (target kprobe:vfs_read)
           (call print arg0:uint64):void
           (call print func:ksym_t):void
           (call print probe:string[16]):void
           => (call print (. ctx:struct pt_regs * ip):uint64):void)
         (instance kretprobe:vfs_read kretprobe_multi
           (target kretprobe:vfs_read)
           => (call print retval:uint64):void)

name   builtins where they are not
prog   BEGIN { print(arg0); print(retval); print(args); print(ctx); print(func) } kprobe:vfs_read { print(arg7); print(retval) } tracepoint:sched:sched_switch { print(retval); print(ctx) }
error    D_NOT_HERE 1:15-19 arg0 is not available in begin probes: arguments by number are those of kprobes, uprobes and usdt
error    D_NOT_HERE 1:28-34 retval is not available in begin probes: only probes on the return of a function have it
error    D_NOT_HERE 1:43-47 args is not available in begin probes: its arguments have no names
error    D_NOT_HERE 1:56-59 ctx is not available in begin probes: it has no context to read
error    D_NOT_HERE 1:68-72 func is not available in begin probes: it is not about a function
error    D_NOT_HERE 1:100-104 arg7 is not in a register: arg0 to arg5 are, the others lie on the stack
error    D_NOT_HERE 1:113-119 retval is not available in kprobe probes: only probes on the return of a function have it
error    D_NOT_HERE 1:161-167 retval is not available in tracepoint probes: args.ret may be what is meant
error    D_NOT_HERE 1:176-179 ctx is not available in tracepoint probes: use args instead

name   names of probes
prog   interval:s:1 { print(probe); print(probetype) } BEGIN { print(probe); print(probetype) }
typed    (instance interval:s:1 run
           (target interval:s:1)
           (call print probe:string[13]):void
           => (call print "interval":string[9]):void)
         (instance begin run
           (target begin)
           (call print probe:string[6]):void
           => (call print "special":string[8]):void)

name   the context of a profile
prog   profile:hz:99 { print(ctx.sample_period); print(ctx.regs.ip) }
typed    (instance profile:hz:99 perf
           (target profile:hz:99)
           (call print (. ctx:struct bpf_perf_event_data * sample_period):uint64):void
           => (call print (. (. ctx:struct bpf_perf_event_data * regs):struct pt_regs ip):uint64):void)

name   one body for many functions
prog   kprobe:vfs_* { print(probe) }
typed    (instance kprobe:vfs_* kprobe_multi
           (target kprobe:vfs_open)
           (target kprobe:vfs_read)
           (target kprobe:vfs_write)
           => (call print probe:string[17]):void)
