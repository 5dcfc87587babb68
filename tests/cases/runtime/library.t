# Builtins and functions that are written in terms of others, and those that only some kernels have.

name     names of the process and its family
needs    root btf
run      "$SONDE" -q -e 'BEGIN { print((ppid == '$$', leader_tid == tid)); print((pcomm, leader_comm)); print(username); }'; true
out      (true, true)
         (sh, sonde)
         root

name     the same of a given task
needs    root btf
prog     BEGIN { print((ppid(curtask) == ppid, pcomm(curtask) == pcomm)); $p = curtask.real_parent; print((leader_tid($p) == ppid, leader_comm($p) == pcomm)); print(leader_comm(curtask)); }
out      (true, true)
         (true, true)
         sonde

name     there is no command
needs    root
prog     BEGIN { print(has_cpid); print(has_cpid()); }
out      true
         true

name     there is a command
needs    root
args     -c true
prog     BEGIN { print(has_cpid); } tracepoint:syscalls:sys_enter_exit_group /pid == cpid/ { @ = count(); }
out      false
         <empty>
         <empty>
         @: 1

name     the struct around a member
needs    root btf
prog     BEGIN { $p = kptr((uint64)curtask + offsetof(struct task_struct, tgid)); $t = container_of((int32 *)$p, typeof(struct task_struct), tgid); print($t.comm); print($t == curtask); }
out      sonde
         true

name     the struct around a member, in memory of the process
needs    root uprobe
run      "$SONDE" -q -c "$PROGRAMS/structs" -e 'struct point { int x; short y; char name[10]; }; uprobe:'"$PROGRAMS"'/structs:visit { $p = (int16 *)(arg0 + offsetof(struct point, y)); $s = container_of(uptr($p), typeof(struct point), y); print($s.x); print($s.name); }'
out      -7
         point one

name     the configuration as a record
needs    root
prog     config = { max_strlen = 99; stack_mode = perf; str_trunc_trailer = "!" } BEGIN { print((config.max_strlen, config.stack_mode, config.str_trunc_trailer, config.cpp_demangle)); }
out      (99, perf, !, true)

name     strings are asserted
needs    root
prog     BEGIN { assert_str("a"); assert_str(comm); print("strings"); }
out      strings

name     what is no string is refused
needs    root
prog     BEGIN { assert_str(pid); }
status   1
errmatch ^stdin:1:9-24: ERROR: a string is expected here$

name     a watchpoint cannot be taken back
needs    root
prog     BEGIN { unwatch(0x1234); }
status   1
errmatch ^stdin:1:9-24: ERROR: unwatch\(\) is not supported$

name     addresses of the kernel
needs    root btf
prog     BEGIN { $n = (uint64)curtask; $t = (struct task_struct *)kptr($n); print($t.comm); print(kptr(0)); }
out      sonde
         0

name     addresses of the process
needs    root btf uprobe
run      "$SONDE" -q -c "$PROGRAMS/functions" -e 'uprobe:'"$PROGRAMS"'/functions:twice { print(str(uptr(arg1))); print(str(kptr(arg1))); }' | sed 's/^$/-/'
out      seven
         -
         -
         -

name     the context of a uprobe
needs    root btf uprobe
run      "$SONDE" -q -c "$PROGRAMS/functions" -e 'uprobe:'"$PROGRAMS"'/functions:twice { print(ctx.di); print(ctx.di == arg0); print(str(uptr(ctx.si))); }'
out      7
         true
         seven

name     the context of a sample
needs    root btf
prog     profile:hz:200 { @[ctx.regs.ip == reg("ip")] = count(); } interval:ms:200 { exit(); }
match    ^@\[true\]: [0-9]+$
nomatch  false

name     the context of a kprobe
needs    root btf kprobe
prog     kprobe:vfs_read { @[ctx.di == arg0] = count(); }
during   cat /etc/passwd
send     INT after 0
match    ^@\[true\]: [0-9]+$
nomatch  false

name     paths
needs    root btf kprobe
prog     fentry:filp_close { @[path(args.filp.f_path)] = count(); @short[path(args.filp.f_path, 8)] = count(); }
during   sh -c 'read x </etc/passwd'
send     INT after 0
match    ^@\[/etc/passwd\]: [0-9]+$
         ^@short\[

name     variables that each CPU has
needs    root btf kprobe
prog     BEGIN { $r = (struct rq *)percpu_kaddr("runqueues", 1); print($r.cpu); $mine = (struct rq *)percpu_kaddr("runqueues"); print($mine.cpu == cpu); }
out      1
         true

name     a variable that does not exist
needs    root
prog     BEGIN { print(percpu_kaddr("no_such_variable")); }
status   1
errmatch ^stdin:1:28-46: ERROR: the kernel has no symbol "no_such_variable"

# Not every kernel has it: then its name stands in the refusal.
name     a function is made to fail
needs    root kprobe
run      "$SONDE" --unsafe --dry-run -e 'kprobe:__x64_sys_getuid { override(7); }' >"$TMP/o" 2>&1; grep -cE 'Attached 1 probe|bpf_override_return' "$TMP/o"
out      1

name     functions are overridden in kprobes only
needs    root
args     --unsafe
prog     BEGIN { override(1); }
status   1
errmatch ^stdin:1:9-20: ERROR: override\(\) can only be used in kprobes$

name     numbers of sockets
needs    root btf kprobe kernel:>=5.12 program:busybox
args     -c 'busybox wget http://127.0.0.1:1/'
prog     fentry:tcp_close { @[socket_cookie(args.sk) > 0] = count(); }
match    ^@\[true\]: [0-9]+$
nomatch  false

name     assertions
needs    root
prog     BEGIN { assert(1 + 1 == 2, "arithmetic"); print("goes on"); assert($1 == 5, "the parameter"); print("never"); }
args     4
status   1
out      goes on
errmatch ^stdin:1:[0-9-]+: ERROR: assert failed: the parameter$

name     assertions that hold
needs    root
prog     BEGIN { assert($1 == 5, "the parameter"); print("goes on"); }
args     -q 5
out      goes on

name     a failure at compile time
needs    root
prog     BEGIN { if comptime (is_str(pid)) { print(1); } else { fail("%s is no string, %d", "pid", 7); } }
status   1
errmatch ^stdin:1:[0-9-]+: ERROR: .*pid is no string, 7
