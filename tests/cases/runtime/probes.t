# Every kind of probe sees its events, and only them.

name     uprobe: arguments, once per call
needs    root uprobe
prog     uprobe:$1:twice { @[arg0, str(arg1)] = count(); }
args     -c "$PROGRAMS/functions 100" "$PROGRAMS/functions"
match    ^@\[7, seven\]: 100$

name     uretprobe: what the function returned
needs    root uprobe
prog     uretprobe:$1:twice { @ = sum(retval); }
args     -c "$PROGRAMS/functions 10" "$PROGRAMS/functions"
match    ^@: 140$

name     several functions, one program, told apart
needs    root uprobe
prog     uprobe:$1:*ui* { @a = count(); } uprobe:$1:twice,uprobe:$1:quiet { @[probe] = count(); }
args     -c "$PROGRAMS/functions 10" "$PROGRAMS/functions"
match    ^@a: 10$
         ^@\[uprobe:.*/functions:twice\]: 10$
         ^@\[uprobe:.*/functions:quiet\]: 10$

name     a pattern over functions, told apart by cookies
needs    root uprobe feature:attach_cookie
prog     uprobe:$1:*i* { @[probe] = count(); }
args     -c "$PROGRAMS/functions 10" "$PROGRAMS/functions"
match    ^@\[uprobe:.*/functions:twice\]: 10$
         ^@\[uprobe:.*/functions:quiet\]: 10$

name     uprobes without the link for many
needs    root uprobe
prog     uprobe:$1:*i* { @[probe] = count(); }
args     -c "$PROGRAMS/functions 10" --no-feature uprobe_multi "$PROGRAMS/functions"
match    ^@\[uprobe:.*/functions:twice\]: 10$
         ^@\[uprobe:.*/functions:quiet\]: 10$

name     a program in $PATH and a library by its short name
needs    root uprobe
prog     uprobe:libc:getpid { } uprobe:sh:main { } interval:ms:1 { exit(); }
args     -q
env      BPFTRACE_MISSING_PROBES=ignore
status   0

name     rawtracepoint: typed arguments
needs    root btf
prog     rawtracepoint:sched_process_exec /args.p->tgid == cpid/ { @ = count(); }
args     -c "$PROGRAMS/functions"
match    ^@: 1$

name     software: page faults
needs    root
prog     software:page-faults:1 /pid == cpid/ { @ = count(); }
args     -c "$PROGRAMS/functions"
match    ^@: [1-9][0-9]*$

name     profile by period
needs    root
prog     profile:ms:5 { @[cpu] = count(); } interval:ms:300 { exit(); }
match    ^@\[0\]: [1-9][0-9]*$

name     self: a signal to the tracer
needs    root
prog     self:signal:SIGUSR1 { printf("signalled\n"); exit(); }
during   true
send     USR1 after 0.5
match    ^signalled$

name     raw tracepoints, told apart by cookies
needs    root feature:raw_tp_cookie
prog     tracepoint:sched:sched_w* { @[probe] = count(); } interval:ms:300 { exit(); }
match    ^@\[tracepoint:sched:sched_wakeup\]: [1-9]

name     the same by perf events
needs    root feature:attach_cookie
prog     tracepoint:sched:sched_w* { @[probe] = count(); } interval:ms:300 { exit(); }
args     --no-feature raw_tp_cookie
match    ^@\[tracepoint:sched:sched_wakeup\]: [1-9]

name     the same by a program for each
needs    root
prog     tracepoint:sched:sched_w* { @[probe] = count(); } interval:ms:300 { exit(); }
args     --no-feature raw_tp_cookie --no-feature attach_cookie
match    ^@\[tracepoint:sched:sched_wakeup\]: [1-9]

name     a field that lies elsewhere in each event
needs    root
prog     tracepoint:sched:sched_process_exec, tracepoint:sched:sched_process_exit /pid == cpid/ { @[args.pid == pid] = count(); }
args     -c "$PROGRAMS/functions"
match    ^@\[(1|true)\]: 2$

name     strings of a record
needs    root
prog     tracepoint:sched:sched_process_exec { @[str(args.filename)] = count(); }
args     -c "$PROGRAMS/functions"
match    ^@\[.*/functions\]: 1$

name     system calls through their own events
needs    root
prog     tracepoint:syscalls:sys_enter_openat /pid == cpid/ { @[args.__syscall_nr, str(args.filename)] = count(); }
args     -c "$PROGRAMS/activity 3 /no/such/file"
match    ^@\[[0-9]+, /no/such/file\]: 3$

name     kprobe and kretprobe
needs    root kprobe
prog     kprobe:vfs_read /pid == cpid/ { @k = count(); } kretprobe:vfs_read /pid == cpid && retval == 16/ { @r = count(); }
args     -c "$PROGRAMS/activity 20"
match    ^@k: 2[0-9]$
         ^@r: 20$

name     many kprobes, told apart
needs    root kprobe feature:attach_cookie
prog     kprobe:vfs_rea* /pid == cpid/ { @[probe] = count(); }
args     -c "$PROGRAMS/activity 20"
match    ^@\[kprobe:vfs_read\]: 2[0-9]$

name     fentry: typed arguments
needs    root kprobe btf
prog     fentry:vfs_read /pid == cpid/ { @[args.count] = count(); }
args     -c "$PROGRAMS/activity 20"
match    ^@\[16\]: 20$

name     fexit: the typed result and the arguments
needs    root kprobe btf
prog     fexit:vfs_read /pid == cpid/ { @[args.count, retval > 0, retval] = count(); $r = retval; if ($r < 0) { print("negative") } }
args     -c "$PROGRAMS/activity 20"
match    ^@\[16, true, 16\]: 20$

name     fexit by its other names and by a pattern
needs    root kprobe btf
prog     fr:vmlinux:vfs_rea* /pid == cpid/ { @a = count(); } kretfunc:vfs_read /pid == cpid && retval == 16/ { @b = count(); }
args     -c "$PROGRAMS/activity 20"
match    ^@a: 2[0-9]$
         ^@b: 20$

name     fexit is listed with its result
needs    root kprobe btf
run      "$SONDE" -lv 'fexit:vfs_read'
match    ^fexit:vmlinux:vfs_read$
         ^    size_t count$
         ^    ssize_t retval$

name     a kernel without kprobes says so
needs    root
run      [ -e /sys/bus/event_source/devices/kprobe/type ] && { echo "has no kprobes"; exit 0; }; "$SONDE" -e 'kprobe:vfs_read { }' 2>&1 | grep -o "has no kprobes"
out      has no kprobes

name     events inside of a probe are told as missed
needs    root btf kernel:>=6.1
prog     rawtracepoint:s*_ent* { if (pid == cpid && @hits < 3) { @hits++; for ($i : 0..2000000) { @ += $i; } } }
args     -c "$PROGRAMS/activity 5"
errmatch ^WARNING: rawtracepoint:s\*_ent\* missed [0-9]+ events? inside of other probes$

name     missed events as JSON
needs    root btf kernel:>=6.1
prog     rawtracepoint:s*_ent* { if (pid == cpid && @hits < 3) { @hits++; for ($i : 0..2000000) { @ += $i; } } }
args     -f json -c "$PROGRAMS/activity 5"
json
match    ^\{"type": "missed_events", "count": ([0-9]+), "data": \{"probe": "rawtracepoint:s\*_ent\*", "nested": \1, "unseen": 0\}\}$

name     a function that programs call misses those calls
needs    root kprobe kernel:>=6.12
prog     kprobe:strncpy_from_user_nofault { @inner = count(); } kprobe:do_sys_openat2 /pid == cpid/ { @[str(uptr(arg1))] = count(); }
args     --no-feature kprobe_multi -c "$PROGRAMS/activity 3 /no/such/file"
match    ^@\[/no/such/file\]: 3$
errmatch ^WARNING: kprobe:strncpy_from_user_nofault missed [0-9]+ events?

name     nothing is missed by a probe in peace
needs    root
prog     tracepoint:syscalls:sys_enter_openat /pid == cpid/ { @ = count(); }
args     -c "$PROGRAMS/activity 3 /no/such/file"
errnomatch missed

name     a uretprobe of one process, while another tracer has all
needs    root uprobe
run      P="$PROGRAMS/functions"; "$SONDE" -q --no-feature uprobe_multi -e "uretprobe:$P:twice { @ = count(); } interval:s:8 { exit(); }" >/dev/null & other=$!; sleep 0.7; "$PROGRAMS/functions" 200000 & "$SONDE" -q --no-feature uprobe_multi -c "$P 10" -e "uretprobe:$P:twice { @[pid == cpid] = count(); }"; kill -INT $other; wait
out      @[true]: 10
timeout  20

name     several probes on one event run in the order of the script
needs    root uprobe
run      P=$PROGRAMS; for f in uprobe_multi uprobe_multi,raw_tp_cookie,attach_cookie; do "$SONDE" -q --no-feature $f -c "$P/functions 1" -e "uprobe:$P/functions:twice { printf(\"a\") } uprobe:$P/functions:tw* { printf(\"b\") } uretprobe:$P/functions:twice { printf(\"c\") } uretprobe:$P/functions:twice { printf(\"d\") }"; done; "$SONDE" -q -c "$P/functions 1" -e "uprobe:$P/functions:twice { printf(\"a\") } uprobe:$P/functions:tw* { printf(\"b\") } uretprobe:$P/functions:twice { printf(\"c\") } uretprobe:$P/functions:twice { printf(\"d\") }"; "$SONDE" -q -c "$P/usdt 1" -e "usdt:$P/usdt:guarded { printf(\"a\") } usdt:$P/usdt:guarded { printf(\"b\") }"; "$SONDE" -q -c "$P/memory 1 1" -e 'w:0x20000000:8:w { printf("a") } w:0x20000000:8:w { printf("b") }'; "$SONDE" -q -c "$P/functions" -e 'tracepoint:sched:sched_process_exec /pid == cpid/ { printf("a") } tracepoint:sched:sched_process_exec /pid == cpid/ { printf("b") } rawtracepoint:sched_process_exec /pid == cpid/ { printf("c") } rawtracepoint:sched_process_exec /pid == cpid/ { printf("d") }'; "$SONDE" -q -c "$P/activity 1" -e 'tracepoint:syscalls:sys_enter_sched_yield /pid == cpid/ { printf("a") } tracepoint:syscalls:sys_enter_sched_yield /pid == cpid/ { printf("b") }'
match    ^abcd$
         ^ab$
nomatch  ^[a-d]*(ba|dc)[a-d]*$
timeout  60

name     kprobes on one function run in the order of the script
needs    root kprobe
prog     kprobe:vfs_read /pid == cpid && arg2 == 16/ { printf("a") } kprobe:vfs_read /pid == cpid && arg2 == 16/ { printf("b") } kretprobe:vfs_read /pid == cpid && retval == 16/ { printf("c") } kretprobe:vfs_read /pid == cpid && retval == 16/ { printf("d") } end { printf("\n"); }
args     -q -c "$PROGRAMS/activity 2"
out      abcdabcd

name     fentry and fexit on one function run in the order of the script
needs    root kprobe btf
prog     fentry:vfs_read /pid == cpid && args.count == 16/ { printf("a") } fentry:vfs_read /pid == cpid && args.count == 16/ { printf("b") } fexit:vfs_read /pid == cpid && args.count == 16/ { printf("c") } fexit:vfs_read /pid == cpid && args.count == 16/ { printf("d") } end { printf("\n"); }
args     -q -c "$PROGRAMS/activity 2"
out      abcdabcd

name     BPF programs that are loaded are listed and probed
needs    root kprobe btf
run      "$SONDE" -q -e 'interval:us:50111 { @ = count(); }' >/dev/null & traced=$!
         until "$SONDE" -l 'fexit:bpf:*al_us_50111_1' | grep -q interval; do sleep 0.2; done
         "$SONDE" -q -e 'fentry:bpf:*al_us_50111_1 { @in = count(); } fexit:bpf:*al_us_50111_1 { @out[probe != ""]++; if (@out[true] > 2) { exit(); } }'
         kill -INT $traced; wait
match    ^@in: [1-9]
         ^@out\[true\]: [1-9]
timeout  60

# The compiler of this sonde waits until what it found has gone.
name     a BPF program that goes away while the script is compiled
needs    root btf
run      cp "$SONDE" "$TMP/sonde"
         printf '#!/bin/sh\n"%s-compile" "$@" || exit $?\nkill -INT $(cat "%s/pid")\nwhile [ -e "%s/pid" ]; do sleep 0.1; done\n' "$SONDE" "$TMP" "$TMP" >"$TMP/sonde-compile"
         chmod +x "$TMP/sonde-compile"
         for name in '*al_us_50333_1' interval_us_50333_1; do
         { "$SONDE" -q -e 'interval:us:50333 { @ = count(); }' >/dev/null & echo $! >"$TMP/pid"; wait; until [ -z "$("$SONDE" -l 'fentry:bpf:*al_us_50333_1')" ]; do sleep 0.1; done; rm "$TMP/pid"; } &
         until "$SONDE" -l 'fentry:bpf:*al_us_50333_1' | grep -q interval; do sleep 0.2; done
         "$TMP/sonde" -q -e "fentry:bpf:$name { } interval:ms:1 { printf(\"goes on\n\"); exit(); }"
         done
out      goes on
errmatch fentry:bpf:[0-9]*:interval_us_50333_1: the BPF program is no longer loaded
status   255
timeout  60

name     a BPF program that is not loaded
needs    root
prog     fentry:bpf:no_such_program { }
errmatch no BPF program no_such_program with types is loaded
status   1

name     what a BPF program returns is not known
needs    root
prog     fexit:bpf:any { print(retval); }
errmatch arguments and results of BPF programs are not known here
status   1
