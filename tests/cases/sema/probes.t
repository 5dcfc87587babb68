# Attach points: what they must look like and what exists.

name     an unknown probe type
prog     kprob:vfs_read { }
error    D_PROBE_SYNTAX 1:1-15 there is no probe type 'kprob'
           hint did you mean kprobe?

name     too few parts
prog     tracepoint:sched { }
error    D_PROBE_SYNTAX 1:1-17 tracepoint takes 2 parts, found 1
           hint the form is tracepoint:category:event

name     too many parts
prog     begin:x { }
error    D_PROBE_SYNTAX 1:1-8 begin takes no parts, found 1
           hint the form is begin

name     wildcards are for names that can be looked up
prog     interval:s:* { }
error    D_PROBE_SYNTAX 1:1-13 interval takes no wildcards

name     a unit that is none
prog     profile:min:1 { }
error    D_PROBE_VALUE 1:1-14 'min' is no unit of time
           hint the units are hz, s, ms and us

name     a rate that is none
prog     interval:s:x { }
error    D_PROBE_VALUE 1:1-13 interval: 'x' is no positive integer

name     a period that is too short
prog     interval:999 { }
error    D_PROBE_VALUE 1:1-13 a period of 999 ns is too short
           hint the shortest is 1us; interval:s:1 or interval:1s fires once a second

name     a tracepoint that does not exist
prog     tracepoint:sched:sched_swich { }
error    D_PROBE_MISSING 1:1-29 there is no tracepoint sched:sched_swich
           hint did you mean tracepoint:sched:sched_switch?

name     a tracepoint of another category
prog     tracepoint:syscall:sys_enter_read { }
error    D_PROBE_MISSING 1:1-34 there is no tracepoint syscall:sys_enter_read
           hint did you mean tracepoint:syscalls:sys_enter_read?

name     a pattern that matches nothing
prog     tracepoint:sched:nothing* { }
error    D_PROBE_MISSING 1:1-26 nothing matches tracepoint:sched:nothing*
           hint config = { missing_probes = "warn" } leaves out what does not exist

name     missing probes may be left out
prog     config = { missing_probes = "warn" } tracepoint:sched:nothing* { } begin { }
warning  D_PROBE_SKIPPED 1:38-63 nothing matches tracepoint:sched:nothing*; the attach point is left out

name     missing probes may be ignored
prog     config = { missing_probes = "ignore" } tracepoint:sched:nothing* { } begin { }

name     a function that does not exist
prog     kprobe:vfs_raed { }
error    D_PROBE_MISSING 1:1-16 vfs_raed has no code in this kernel and its loaded modules: there is none, or only inside of its callers
           hint did you mean vfs_read?

name     an address needs --unsafe
prog     kprobe:0xffffffff81000000 { }
error    D_PROBE_VALUE 1:1-26 a probe at an address needs --unsafe
           hint an address inside an instruction can crash the system

name     an offset that is none
prog     kprobe:vfs_read+x { }
error    D_PROBE_VALUE 1:1-18 'x' is no offset in a function

name     an event that does not exist
prog     software:cpu-clok:1 { }
error    D_PROBE_MISSING 1:1-20 there is no software event 'cpu-clok'
           hint did you mean cpu-clock?

name     an event that the processor does not count
prog     hardware:cycels { }
error    D_PROBE_MISSING 1:1-16 there is no hardware event 'cycels'
           hint did you mean cycles?

name     a count that is none
prog     software:faults:0 { }
error    D_PROBE_VALUE 1:1-18 software: '0' is no positive integer

name     a watchpoint's length
prog     watchpoint:0x1000:3:w { }
error    D_PROBE_VALUE 1:1-22 a watchpoint is 1, 2, 4 or 8 bytes long

name     a watchpoint's mode
prog     watchpoint:0x1000:4:r { }
error    D_PROBE_VALUE 1:1-22 'r' is no mode of a watchpoint
           hint the modes are w (write), rw (access), x (execute)

name     a watchpoint's address
prog     watchpoint:0:4:w { }
error    D_PROBE_VALUE 1:1-17 a watchpoint needs an address other than 0

name     a signal that self does not know
prog     self:signal:SIGINT { }
error    D_PROBE_VALUE 1:1-19 self knows no signal:SIGINT
           hint the only one is self:signal:SIGUSR1

name     a program that does not exist
prog     uprobe:/no/such/program:main { }
error    D_PROBE_MISSING 1:1-29 there is no program or library /no/such/program
           hint config = { missing_probes = "warn" } leaves out what does not exist

name     a uprobe without a binary
prog     uprobe:main { }
error    D_PROBE_SYNTAX 1:1-12 uprobe needs the binary that has the function
           hint for example uprobe:/bin/bash:readline, or -p PID

name     raw tracepoints need types of the kernel
prog     rawtracepoint:sched_switch { }
error    D_PROBE_SYSTEM 1:1-27 raw tracepoints need the types of the kernel
           hint /sys/kernel/btf/vmlinux is missing: CONFIG_DEBUG_INFO_BTF is off

name     more probes than allowed
prog     config = { max_probes = 2 } tracepoint:sched:* { }
error    D_PROBE_LIMIT 1:29-47 the script attaches to 3 places, 2 is the limit
           hint config = { max_probes = 3 } raises it; many probes can slow a system down

name     tests have names of their own
prog     test:a { } bench:a { } test:a { }
error    D_PROBE_VALUE 1:24-30 there are two test probes called a
           hint the report tells them apart by their names

name     a watchpoint that is not aligned
prog     watchpoint:0x1004:8:w { }
error    D_PROBE_VALUE 1:1-22 0x1004 is no multiple of 8, the length
           hint the CPU watches aligned words; a shorter length may do

name     a return probe at an offset
prog     kretprobe:vfs_read+4 { } uretprobe:/bin/sh:main+4 { }
error    D_PROBE_SYNTAX 1:1-21 kretprobe takes no offset: functions return as a whole
           hint without "return" in its name the probe may have one
         D_PROBE_SYNTAX 1:26-50 uretprobe takes no offset: functions return as a whole
           hint without "return" in its name the probe may have one

name     several kinds of probes, none of which has it
prog     *:vfs_nope { }
error    D_PROBE_MISSING 1:1-11 nothing matches *:vfs_nope
           hint config = { missing_probes = "warn" } leaves out what does not exist

name     a lock that programs take themselves
prog     config = { missing_probes = "ignore" } fentry:_raw_spin_lock { }
warning  D_PROBE_DANGEROUS 1:40-61 BPF programs use _raw_spin_lock themselves: some of its calls are missed
           hint the kernel keeps a program from running inside of itself; how often it did stands at the end
error    D_PROBE_SYSTEM 1:40-61 fentry needs the types of the kernel
           hint /sys/kernel/btf/vmlinux is missing: CONFIG_DEBUG_INFO_BTF is off

name     numbers are for BPF programs
prog     fentry:vmlinux:3:vfs_read { } fentry:bpf:x:name { }
error    D_PROBE_SYNTAX 1:1-26 only BPF programs have numbers: fentry:bpf:ID:name
         D_PROBE_VALUE 1:31-48 'x' is no number of a BPF program
