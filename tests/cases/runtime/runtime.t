# The running trace: order of events, ends, counters, output, processes.

name     maps are printed and changed where the program does it
needs    root
prog     BEGIN { printf("a\n"); @x = 1; @k["k"] = count(); @c = count(); print(@x); print(@k); print(@c); printf("b\n");
           clear(@x); clear(@k); clear(@c); print(@x); print(@k); print(@c); printf("c\n"); exit(); }
out      a
         @x: 1
         @k[k]: 1
         @c: 1
         b
         @x: 0
         @c: 0
         c

name     zero keeps what is there and takes its value
needs    root
prog     BEGIN { @x = 5; @k["k"] = sum(5); @c = count(); @s = stats(4); @p["p"] = 7;
           zero(@x); zero(@k); zero(@c); zero(@s); zero(@p); exit(); }
out      @c: 0
         @k[k]: 0
         @p[p]: 0
         @s: { .count = 0, .average = 0, .total = 0 }
         @x: 0

name     top and div
needs    root
prog     BEGIN { @[1] = sum(10); @[2] = sum(-30); @[3] = sum(20); @h = hist(1); @h = hist(1); @h = hist(1); @h = hist(1);
           @s["s"] = stats(10); print(@, 2); print(@, 0, 10); print(@h, 0, 2); print(@s, 1, 5); clear(@); clear(@h); clear(@s); exit(); }
out      @[1]: 10
         @[3]: 20
         @[2]: -3
         @[1]: 1
         @[3]: 2
         @h:
         [1]                    2 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         <empty>
         @s[s]: { .count = 1, .average = 2, .total = 2 }

name     after exit nothing is handled, but END is
needs    root
prog     BEGIN { printf("first\n"); exit(3); } BEGIN { printf("second\n"); exit(4); } END { printf("end\n"); }
status   3
out      first
         end

name     an exit in END decides
needs    root
prog     BEGIN { exit(3); } END { exit(300); } END { printf("still here\n"); }
status   44
out      still here

name     what is lost is counted
needs    root feature:bpf_loop
prog     config = { perf_rb_pages = 1 } BEGIN { for ($i : 0..10000) { printf("%d\n", $i); } exit(); }
match    ^100$
errmatch ^Lost 9[0-9]+ events$
         ^WARNING: Total lost event count: 9[0-9]+$

name     what each probe lost
needs    root feature:bpf_loop
prog     config = { perf_rb_pages = 1 } BEGIN { for ($i : 0..1000) { printf("%d\n", $i); } } interval:ms:10 { for ($i : 0..2000) { printf("%d\n", $i); } exit(); }
match    ^100$
errmatch ^WARNING: Total lost event count: 2[0-9]+$
         ^WARNING: begin lost 8[0-9]+ events$
         ^WARNING: interval:ms:10 lost 18[0-9]+ events$

name     300,000 events in one run of a program
needs    root feature:bpf_loop
run      "$SONDE" -q -e 'BEGIN { for ($i : 0..300000) { printf("%d %s\n", $i, "a"); } exit(); }' >"$TMP/o"; awk 'NF && $1 != want++ { print "instead of", want - 1, ":", $0; exit }' "$TMP/o"; grep -c a "$TMP/o"
timeout  30
out      300000

name     300,000 events of one CPU as fast as it can
needs    root native
run      "$SONDE" -q -c "$PROGRAMS/load 300000 1" -e 'rawtracepoint:sys_enter /pid == cpid && args.id == 146/ { printf("%s %d\n", comm, cpu); }' >"$TMP/o"; grep -c '^load' "$TMP/o"
timeout  30
out      300000

name     an exit holds although there is no room for its message
needs    root feature:bpf_loop
prog     BEGIN { @a = 1; for ($i : 0..100000) { print(@a); } exit(9); } tracepoint:sched:sched_switch { @n++; }
status   9
errmatch ^WARNING: begin lost [0-9]+ events$

name     what comes behind an exit is not lost
needs    root
run      for i in 1 2 3 4 5 6 7 8; do "$SONDE" -q -c "$PROGRAMS/load 100000 4" -e 'config = { perf_rb_pages = 1 } tracepoint:syscalls:sys_enter_sched_get_priority_max /pid == cpid/ { print(1); exit(); }' >"$TMP/o" 2>"$TMP/e"; cat "$TMP/e"; grep -m1 . "$TMP/o"; done
timeout  60
out      1
         1
         1
         1
         1
         1
         1
         1

name     an exit is never lost
needs    root
timeout  5
prog     config = { perf_rb_pages = 1 } interval:ms:10 { for ($i : 0..1000) { printf("%d\n", $i); } @n++; if (@n == 20) { exit(7); } }
status   7
errmatch ^Lost [0-9]+ events$

name     lost events in JSON
needs    root feature:bpf_loop
args     -f json
prog     config = { perf_rb_pages = 1 } BEGIN { for ($i : 0..10000) { printf("%d\n", $i); } exit(); }
json
match    ^\{"type": "lost_events", "count": ([0-9]+), "data": \{"events": \1, "probes": \{"begin": \1\}\}\}$

name     warnings stand at the line that caused them
needs    root
args     -q
prog     BEGIN { $z = 0;
         	print(5 / $z); exit(); }
out      1
err      stdin:2:8-14: WARNING: Divide or modulo by 0 detected. This can lead to unexpected results. 1 is being used as the result.
             print(5 / $z); exit(); }
                   ~~~~~~

name     a warning that comes again and again is counted
needs    root
prog     let @a = hash(2); BEGIN { for ($i : 0..200) { @a[$i] = 1; } exit(); }
errmatch ^stdin:1:[0-9]+-[0-9]+: WARNING: Map full; can't update element\.
         ^Additional Info - helper: map_update_elem, retcode: -7$
         ^stdin:1:[0-9]+-[0-9]+: WARNING: This happened 1[0-9][0-9] more times\.$

name     failed reads are told with -k only
needs    root
args     -q
prog     BEGIN { print(*uptr((uint64*)8)); print(@m[1]); if (0) { @m[1] = 1; } exit(); }
errnomatch helper

name     failed reads with -k
needs    root
args     -k
prog     BEGIN { print(*uptr((uint64*)8)); print(@m[1]); if (0) { @m[1] = 1; } exit(); }
errmatch ^stdin:1:[0-9]+-[0-9]+: WARNING: Bad address$
         ^Additional Info - helper: probe_read_user, retcode: -14$
         WARNING: Can't lookup map element because it does not exist\.$

name     warnings can be silenced
needs    root
args     --no-warnings -q
prog     BEGIN { $z = 0; print(5 / $z); warnf("no"); errorf("yes %d", 1); exit(); }
out      1
errmatch ERROR: yes 1$
errnomatch WARNING

name     output goes to a file
needs    root
run      "$SONDE" -q -o "$TMP/out" -e 'BEGIN { printf("hi\n"); @a = 1; exit(); }'; cat "$TMP/out"
out      hi
         <empty>
         <empty>
         @a: 1

name     a file that cannot be written
needs    root
run      "$SONDE" -q -o /no/such/folder/file -e 'BEGIN { exit(); }'
status   1
errmatch ^ERROR: cannot write to '/no/such/folder/file': No such file or directory$

name     a full disk ends the trace with a message
needs    root
timeout  5
run      "$SONDE" -q -o /dev/full -e 'interval:ms:10 { printf("hi\n"); }'
status   1
errmatch ^ERROR: cannot write the output: No space left on device$

name     a reader that goes away ends the trace quietly
needs    root
timeout  5
run      { "$SONDE" -q -e 'interval:ms:10 { printf("hi\n"); }'; echo "status $?" >&2; } | head -1
out      hi
err      status 0

name     output appears while the trace goes on
needs    root
prog     BEGIN { printf("begun\n"); } interval:ms:200 { printf("tick\n"); }
send     INT when tick
match    ^begun$

name     system, cat and time
needs    root
args     --unsafe -q
prog     BEGIN { system("echo %s; echo err >&2", "out"); cat("/proc/sys/kernel/%s", "ostype"); cat("/no/such"); time("T\n"); system("exit 3"); exit(); }
out      out
         err
         <empty>
         Linux
         T
err      ERROR: failed to open file '/no/such' (No such file or directory)
         ERROR: command exited with code 3 (exit 3)

name     cat is limited
needs    root
prog     config = { max_cat_bytes = 3 } BEGIN { cat("/proc/sys/kernel/ostype"); printf("|\n"); exit(); }
out      Lin|

name     a second signal does not disturb the end
needs    root
prog     interval:ms:10 { @ = count(); } END { printf("end\n"); }
during   true
send     INT after 0.3
match    ^end$
         ^@: [0-9]+$

name     SIGTERM ends like SIGINT
needs    root
prog     interval:ms:10 { @ = count(); }
during   true
send     TERM after 0.3
match    ^@: [0-9]+$

name     timers fire as often as they should
needs    root
prog     interval:ms:50 { @n = count(); } interval:s:1 { exit(); }
match    ^@n: (19|20)$

name     a command that does not exist
needs    root
run      "$SONDE" -q -c /no/such/command -e 'BEGIN { printf("no\n"); }'
status   1
errmatch ^ERROR: Failed to fork child: Path '/no/such/command' does not exist

name     a process that does not exist
needs    root
run      "$SONDE" -q -p 4194303 -e 'interval:s:1 { }'
status   1
errmatch ^ERROR: Failed to attach to pid: Unable to open pidfd \(No such process\)$

name     the command gets SIGTERM when the trace ends first
needs    root
run      "$SONDE" -q -c 'sleep 77.25' -e 'interval:ms:100 { exit(); }'; sleep 0.2; ps -eo comm,args | grep '^sleep *sleep 77.25$' || echo gone
out      gone

name     the status of the command is its own
needs    root
run      "$SONDE" -q -c /bin/false -e 'BEGIN { printf("%d\n", cpid > 0); }'
out      1

name     the prompt comes back at once and nothing stays attached
needs    root
prog     tracepoint:sched:sched_* { @[probe, kstack(1)] = count(); }
during   true
send     INT after 0.5
match    ^@\[tracepoint:sched:sched_switch,
timeout  40
clean

name     killed, nothing stays attached
needs    root
run      "$SONDE" -q -e 'tracepoint:sched:sched_switch { @[args.prev_comm] = count(); }' & sleep 1; kill -9 $!; wait $! || true
clean

# At the entry of a function Linux before 6.11 leaves its caller out.
name     stacks of a command have names although it is gone
needs    root uprobe kernel:>=6.11
run      "$SONDE" -q -c "$PROGRAMS/functions 3" -e "uprobe:$PROGRAMS/functions:twice { @[ustack] = count(); @p[ustack(perf, 1)] = count(); }"
match    ^ {8}twice\+0$
         ^ {8}main\+[0-9]+$
         ^\]: 3$
         ^	[0-9a-f]+ twice\+0 \(.*/functions\)$

name     a traced command handles its own signals
needs    root uprobe
run      printf '#!/bin/sh\ntrap "echo usr1" USR1\nkill -USR1 $$\necho "after"\n' > "$TMP/cmd"; chmod +x "$TMP/cmd"; "$SONDE" -q -c "$TMP/cmd" -e "uprobe:$PROGRAMS/functions:twice { print(ustack); }"
out      usr1
         after

name   what all branches of an if assign is there behind it
needs  root
prog   BEGIN { if (pid == 0) { $x = 1; $s = "none"; } else if (pid == 1) { $x = 2; $s = "init" } else { if (tid == pid) { $x = 3; } else { $x = 4; } $s = "other"; } print(($x, $s)); for $i : 0..2 { if ($i == 1) { $x = 10; } } print($x); exit() }
out    (3, other)
       10

name   a variable of branches is new in every turn of a loop
needs  root
prog   BEGIN { unroll(2) { if (pid == 0) { $x = 1; } else { $x = 2; } $x += 1; print($x); } exit() }
out    3
       3

name   messages of macros show where they were expanded from
needs  root
prog   macro third(x) { 3 / x }
       macro more(x) { errorf("odd %d", x); third(x) + 1 }
       BEGIN { print(more(cpu * 0)); exit(); }
args   -q
out    2
err    stdin:2:17-36: ERROR: odd 0
       stdin:3:15-28: ERROR: expanded from
       BEGIN { print(more(cpu * 0)); exit(); }
                     ~~~~~~~~~~~~~
       stdin:1:18-23: WARNING: Divide or modulo by 0 detected. This can lead to unexpected results. 1 is being used as the result.
       macro third(x) { 3 / x }
                        ~~~~~
       stdin:2:38-46: WARNING: expanded from
       macro more(x) { errorf("odd %d", x); third(x) + 1 }
                                            ~~~~~~~~
       stdin:3:15-28: WARNING: expanded from
       BEGIN { print(more(cpu * 0)); exit(); }
                     ~~~~~~~~~~~~~
