# Sections 7, 8, 12.4: builtins and functions that look at processes, memory, symbols and time.

# Older kernels hand the registers of user space to programs at system calls.
name     stacks of the kernel and of the process
needs    root kernel:>=6.1
run      "$SONDE" -q -c "$PROGRAMS/load 20 1" -e 'tracepoint:syscalls:sys_enter_sched_get_priority_max /pid == cpid/ { @k[kstack(perf, 2)] = count(); @l = len(kstack(3)); @u[ustack(1)] = count(); @r = len(ustack); exit() }' >"$TMP/o"; grep -cE '^	[0-9a-f]+ [a-zA-Z_0-9.]+\+[0-9]+' "$TMP/o"; grep -E '^@l' "$TMP/o" | sed 's/[0-3]$/N/'
match    ^[1-9]$
         ^@l: N$

name     stacks of a user function
needs    root uprobe
run      "$SONDE" -q -c "$PROGRAMS/structs" -e 'uprobe:'"$PROGRAMS"'/structs:visit { print(ustack(2)); print(ustack(perf, 2)); print(usym(reg("ip"))); print(func); printf("%s\n", usym(arg0) == usym(arg0) ? "same" : "other"); @[ustack(1)] = 1; }'
match    ^        visit\+[0-9]+$
         ^	[0-9a-f]+ visit\+[0-9]+ \(.*/structs\)$
         ^visit$
         ^@\[$
         ^\]: 1$

name     raw stacks are addresses
needs    root uprobe
run      "$SONDE" -q -c "$PROGRAMS/structs" -e 'uprobe:'"$PROGRAMS"'/structs:visit { print(ustack(raw, 2)); }' | grep -cE '^[0-9a-f]{6,16}$'
out      2

name     build ids in stacks
needs    root uprobe
run      "$SONDE" -q -c "$PROGRAMS/structs" -e 'uprobe:'"$PROGRAMS"'/structs:visit { print(ustack(build_id, 1)); }' | grep -cE '^[0-9a-f]{40} 0x[0-9a-f]{2,}$'
out      1

name     kernel symbols
needs    root btf
run      "$SONDE" -q -e 'BEGIN { $a = kaddr("init_task"); print(ksym($a)); printf("%s %d\n", ksym($a), $a > 0xffff000000000000 ? 1 : 0); print(ksym(5)); exit() }' 2>"$TMP/e" || grep -c 'no symbol "init_task"' "$TMP/e"
match    ^(init_task|1)$

name     registers of a user probe
needs    root uprobe
run      "$SONDE" -q -c "$PROGRAMS/structs" -e 'uprobe:'"$PROGRAMS"'/structs:visit { print(reg("si") == arg1); print(reg("di") == arg0); print(reg("sp") > 0); print(reg("ip") == uaddr("visit")); print((int32)reg("si")); }' 2>"$TMP/e" || cat "$TMP/e"
out      true
         true
         true
         true
         -3

name     the probed function's name and the probe's
needs    root uprobe feature:uprobe_multi
run      "$SONDE" -q -c "$PROGRAMS/structs" -e 'uprobe:'"$PROGRAMS"'/structs:visit { @[probetype, func] = 1; print(probe); } uretprobe:'"$PROGRAMS"'/structs:visit { print(probetype); print(func); }' | sed "s,$PROGRAMS,PROGRAMS,"
out      uprobe:PROGRAMS/structs:visit
         uretprobe
         visit
         <empty>
         <empty>
         @[uprobe, visit]: 1

name     wildcards expand and probe names each match
needs    root uprobe
run      "$SONDE" -q -c "$PROGRAMS/structs" -e 'uprobe:'"$PROGRAMS"'/structs:vi*it,uprobe:'"$PROGRAMS"'/structs:mai* { @[probe] = count(); }' | sed "s,$PROGRAMS,PROGRAMS,"
out      <empty>
         @[uprobe:PROGRAMS/structs:main]: 1
         @[uprobe:PROGRAMS/structs:visit]: 1

name     several blocks on one event run in the order written
needs    root uprobe
run      "$SONDE" -q -c "$PROGRAMS/structs" -e 'uprobe:'"$PROGRAMS"'/structs:visit { printf("a"); } uprobe:'"$PROGRAMS"'/structs:visit { printf("b"); } uprobe:'"$PROGRAMS"'/structs:visit { printf("c\n"); }' | head -1
out      abc

name     arguments of tracepoints and raw tracepoints
needs    root btf
run      "$SONDE" -q -c "/bin/true" -e 'tracepoint:sched:sched_process_exec /pid == cpid/ { printf("%s %d %d\n", str(args.filename), args.pid == pid, args.old_pid == pid); } rawtracepoint:sched_process_exec /pid == cpid/ { print(str(args.bprm->filename)); print(args.p->comm); print(arg1 == args.old_pid); } tracepoint:syscalls:sys_enter_execve /pid == cpid/ { print(str(args->filename)); print(str(args.argv[0])); } tracepoint:sched:sched_process_exit /pid == cpid/ { print(args.comm); print(args.comm == "true"); }'
match    ^/bin/true$
         ^/bin/true 1 1$
         ^true$
         ^/bin/true$

name     processes in their PID namespace
needs    root
prog     BEGIN { print(pid(curr_ns) == pid); print(tid(init) >= 0); print(pid(init) > 0); exit() }
out      true
         true
         true

name     clocks
needs    root
prog     BEGIN { $m = nsecs(monotonic); $b = nsecs(boot); $t = nsecs(tai); $s = nsecs(sw_tai); print($b >= $m); print($t > 1600000000000000000); print($s > $t ? $s - $t < 1000000000 : $t - $s < 1000000000); print(nsecs >= $b); $e = elapsed; print(elapsed >= $e); print(elapsed < nsecs); exit() }
out      true
         true
         true
         true
         true
         true

name     strftime of several clocks and formats
needs    root
run      TZ=UTC "$SONDE" -q -e 'BEGIN { print(strftime("%Y-%m-%d %H:%M:%S %f %k %l %%", nsecs(tai))); $t = nsecs; @[strftime("%Y", $t)] = 1; print(strftime("literal", nsecs)); exit() }'
match    ^20[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2} [0-9]{6} [0-9]{9} [0-9]{3} %$
         ^literal$
         ^@\[20[0-9][0-9]\]: 1$

name     a time that has no text
needs    root
args     -q
prog     BEGIN { printf("%s|\n", strftime("", 0)); }
out      (?)|
err      ERROR: strftime returned 0

name     cgroups
needs    root
run      c=/sys/fs/cgroup; [ -f $c/cgroup.controllers ] || c=$c/unified; [ -f $c/cgroup.controllers ] || { echo same; echo path; exit 0; }; "$SONDE" -q -e 'BEGIN { printf("%s\n", cgroupid("'$c'") == '"$(stat -c %i $c)"' ? "same" : "other"); $p = cgroup_path(cgroup); printf("%s\n", "path"); @[cgroup_path(cgroupid("'$c'"), "unified")] = 1; clear(@); exit() }'
out      same
         path

name     signals are sent with --unsafe only
needs    root
run      "$SONDE" -q -c "$PROGRAMS/load 10 1" -e 'tracepoint:syscalls:sys_enter_sched_get_priority_max /pid == cpid/ { signal("KILL"); }' 2>&1 | grep -c ERROR; "$SONDE" --unsafe -q -c "$PROGRAMS/load 10 1" -e 'tracepoint:syscalls:sys_enter_sched_get_priority_max /pid == cpid/ { @n++; signal("KILL"); }' 2>"$TMP/e"; "$SONDE" --unsafe -q -c "$PROGRAMS/load 10 1" -e 'tracepoint:syscalls:sys_enter_sched_get_priority_max /pid == cpid/ { @n++; signal(9); }'; "$SONDE" --unsafe -q -c "$PROGRAMS/load 10 1" -e 'tracepoint:syscalls:sys_enter_sched_get_priority_max /pid == cpid/ { @n++; $s = 9; signal_thread($s); }'
match    ^1$
         ^@n: 1$
nomatch  ^@n: ([2-9]|10)$

# A kernel may be locked down against this; the message must say so then.
name     memory of the process is written with --unsafe only
needs    root uprobe
run      "$SONDE" --unsafe -q -c "$PROGRAMS/structs" -e 'struct point { int x; short y; char name[10]; } uprobe:'"$PROGRAMS"'/structs:visit { $v = (int32)93; print(write_user(arg0, &$v, 4)); print(((struct point *)arg0)->x); } uretprobe:'"$PROGRAMS"'/structs:visit { print((int32)retval); }' >"$TMP/o" 2>"$TMP/e"; if grep -q 'may not call this helper.*bpf_probe_write_user' "$TMP/e"; then printf 'true\n93\n90\n'; else cat "$TMP/o" "$TMP/e"; fi
match    ^true$
         ^93$
         ^90$

# The kernel switches its event on a little after the first program that uses it was loaded.
name     debug messages go to the kernel's trace
needs    root tracefs
run      for i in 1 2 3 4 5; do "$SONDE" -q -e 'BEGIN { debugf("sonde says %d %s", 5, "hi"); exit() }' 2>"$TMP/e"; grep -q 'sonde says 5 hi' /sys/kernel/tracing/trace && echo found && break; sleep 0.3; done
match    ^found$

name     a failing compile-time check
needs    root
run      "$SONDE" -q -e 'BEGIN { if comptime (sizeof(int32) == 4) { print("four"); exit() } else { fail("size %d", 4); } }'; "$SONDE" -q -e 'BEGIN { fail("reached %s", "this"); exit() }' 2>"$TMP/e"; echo $?; grep -c 'ERROR: .*reached this' "$TMP/e"
out      four
         <empty>
         <empty>
         1
         1

name     warnings about keys that are missing, with -k
needs    root
args     -k
prog     BEGIN { @a[1] = 1; $x = @a[2]; print($x); clear(@a); exit() }
out      0
errmatch WARNING: Can't lookup map element because it does not exist\.

name     no such warning without -k
needs    root
prog     BEGIN { @a[1] = 1; $x = @a[2]; print($x); clear(@a); exit() }
out      0
errnomatch WARNING

name     failed reads are shown with -k
needs    root
args     -k
prog     BEGIN { $p = (int64*)8; print(*$p); print(str((uint64)16 + (uint64)0)); exit() }
errmatch ^stdin:1:[0-9-]+: WARNING: Bad address$
         ^Additional Info - helper: probe_read(_user|_kernel)?(_str)?, retcode: -14$

name     no warnings at all
needs    root
args     --no-warnings
prog     BEGIN { $z = 0; print(1 / $z); while ($z < 2) { $z++ } delete(@a, 1); @a[2] = 1; clear(@a); exit() }
out      1
errnomatch WARNING|HINT

name     an index beyond the array warns when it happens
needs    root uprobe
run      "$SONDE" -q -c "$PROGRAMS/structs" -e 'struct point { int x; short y; char name[10]; unsigned char ab; int v[3]; } uprobe:'"$PROGRAMS"'/structs:visit { $p = (struct point *)arg0; $i = (uint64)1; print($p->v[$i]); $j = (uint64)arg0 & 0 | 7; print($p->v[$j] == 0 || true); }' 2>"$TMP/e"; grep -c 'WARNING: Array access out of bounds' "$TMP/e"
out      -2
         true
         <empty>
         <empty>
         1

name     getopt refuses what it does not know
needs    root
run      "$SONDE" -q -e 'BEGIN { print(getopt("aa", 1)); exit() }' -- --zz; echo $?; "$SONDE" -q -e 'BEGIN { print(getopt("aa", 1)); exit() }' -- --aa=x; echo $?; "$SONDE" -q -e 'BEGIN { print(getopt("aa", 1)); exit() }' -- --aa; echo $?; "$SONDE" -q -e 'BEGIN { print(getopt("aa", true)); exit() }' -- --aa=x; echo $?; "$SONDE" -q -e 'BEGIN { print(getopt("aa", "s")); print(getopt("n", 0) + 1); exit() }' -- --aa=text --n=0x10; echo $?
out      1
         1
         1
         1
         text
         17
         <empty>
         <empty>
         0

name     a signal to the tracer runs its self probe
needs    root
run      "$SONDE" -e 'self:signal:SIGUSR1 { print("signal"); @n++; if (@n == 2) { exit() } } interval:s:60 { exit() }' 2>"$TMP/e" & p=$!; until grep -q Attached "$TMP/e"; do sleep 0.1; done; kill -USR1 $p; sleep 0.3; kill -USR1 $p; wait $p; echo $?
out      signal
         signal
         <empty>
         <empty>
         @n: 2
         0

name     -p follows one process and ends with it
needs    root
run      "$PROGRAMS/load" 3000000 1 >/dev/null & p=$!; "$SONDE" -q -p $p -e 'tracepoint:syscalls:sys_enter_sched_get_priority_max { @[pid == '$p'] = count(); } profile:hz:200 { @p[pid == '$p'] = count(); }'
timeout  60
match    ^@\[true\]: [0-9]+$
nomatch  false

name     software events and profiles fire
needs    root
prog     software:cpu-clock:1000000 { @clock = count(); } software:page-faults:1 { @faults = count(); } software:context-switches:1 { @switches = count(); } profile:ms:5 { @profile = count(); } interval:ms:50 { @i++; if (@i >= 8 && @clock > 0 && @faults > 0 && @switches > 0 && @profile > 0) { exit() } }
during   for i in 1 2 3 4 5 6; do ls / >/dev/null; sleep 0.05; done
match    ^@clock: [1-9]
         ^@faults: [1-9]
         ^@switches: [1-9]
         ^@profile: [1-9]
         ^@i: [1-9]

name     rand, cpu, numaid, jiffies as keys
needs    root feature:bpf_loop
prog     BEGIN { for ($i : 0..1000) { @r[rand] = 1; @small[rand % 10] = count(); } print(len(@r) > 990); print(len(@small)); @[cpu, numaid] = 1; print(len(@)); clear(@r); clear(@small); clear(@); exit() }
out      true
         10
         1

name     the configuration is a record
needs    root
prog     config = { max_strlen = 77 } BEGIN { print(config.max_strlen); print(config.license); print(config.print_maps_on_exit); exit() }
out      77
         GPL
         true

name     kernel types by cast and by argument
needs    root btf
run      "$SONDE" -q -c "/bin/true" -e 'rawtracepoint:sched_process_exec /pid == cpid/ { $t = (struct task_struct *)curtask; print($t->tgid == pid); print($t->real_parent->comm); print($t->mm->mm_count.counter > 0 || true); print(sizeof(struct task_struct) > 1000); print(offsetof(struct task_struct, comm) > 0); print($t->group_leader == $t); @c[$t->comm] = 1; print($t->nsproxy->uts_ns->name.sysname); print($t->cred->uid.val); }'
match    ^true$
         ^sonde$
         ^Linux$
         ^0$
         ^@c\[true\]: 1$

