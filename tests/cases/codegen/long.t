# Long bodies are cut into functions that the verifier walks one by one (codegen/outline.c). Nothing
# of that shows: variables, returns, loops, errors and what the probe knows are as in short ones.

name     ten thousand statements of many kinds
needs    root native
run      awk 'BEGIN { print "BEGIN { $x = (uint64)0;"; for (i = 0; i < 2000; i++) printf "@c%d = count();\n@m[%d] += %d;\nif (pid == %d) { @never[%d] = count(); }\n$x = $x * 3 + %d;\nif ($x == 1) { printf(\"%%d\\n\", $x); }\n", i % 7, i % 50, i, 5000000 + i, i % 3, i; print "print($x); exit() }" }' >"$TMP/s.bt"; "$SONDE" -q "$TMP/s.bt" >"$TMP/o"; grep -c '^@c' "$TMP/o"; grep '^@m.49.' "$TMP/o"; grep -c never "$TMP/o"; grep -v @ "$TMP/o"
timeout  60
out      7
         @m[49]: 40960
         0
         1
         3181011024827914920

name     variables of all kinds live on across the parts
needs    root feature:bpf_loop
run      { printf 'BEGIN { $n = 1; $s = "text"; $t = (1, "two", 3); $p = (int8)-5; let $late;\n'; for i in $(seq 400); do printf '$n += %d; @m[$s, %d] += $t.2; if ($n == 0) { $s = "wrong"; }\n' $i $((i % 5)); done; printf '$late = $n; for ($i : 0..3) { $n += $i; @m[$s, 1] += 1; }\n'; for i in $(seq 400); do printf '@k[$t.1, $p] = count(); $p--; $p++;\n'; done; printf 'print(($n, $s, $t, $p, $late)); print(@m["text", 1]); print({@k["two", -5]}); clear(@m); clear(@k); exit() }\n'; } >"$TMP/s.bt"; "$SONDE" -q "$TMP/s.bt"
timeout  60
out      (80204, text, (1, two, 3), -5, 80201)
         243
         400

name     a return leaves the whole probe
needs    root
run      { printf 'BEGIN { $x = 5;\n'; for i in $(seq 300); do printf '@m[%d] += 1;\n' $i; done; printf 'if ($x == 5) { @m[1] += 100; return; }\n'; for i in $(seq 300); do printf '@m[%d] += 1000;\n' $i; done; printf '} BEGIN { print(@m[1]); print(@m[300]); clear(@m); exit() }\n'; } >"$TMP/s.bt"; "$SONDE" -q "$TMP/s.bt"
timeout  60
out      101
         1

name     an exit leaves the whole probe with its code
needs    root
run      { printf 'BEGIN { $x = 5;\n'; for i in $(seq 300); do printf '@m[%d] += 1;\n' $i; done; printf 'if ($x == 5) { exit(7); }\n'; for i in $(seq 300); do printf '@m[1] += 1000;\n'; done; printf '} END { print(@m[1]); clear(@m); }\n'; } >"$TMP/s.bt"; "$SONDE" -q "$TMP/s.bt"
status   7
out      1

name     break, continue and return in the long body of a loop
needs    root feature:bpf_loop
run      { printf 'BEGIN { $sum = 0; for ($i : 0..100) { if ($i %% 2 == 0) { continue; }\n'; for i in $(seq 300); do printf '@m[%d] += 1;\n' $i; done; printf 'if ($i == 3) { continue; } $sum += $i; if ($i == 9) { break; }\n'; for i in $(seq 300); do printf '@m[%d] += 1;\n' $i; done; printf '}\nprint($sum); print(@m[1]); for ($j : 0..10) {\n';  for i in $(seq 300); do printf '@m[%d] += 1;\n' $i; done; printf 'if ($j == 2) { return; } }\nprint("not reached"); }\nBEGIN { print(@m[300]); clear(@m); exit() }\n'; } >"$TMP/s.bt"; "$SONDE" -q "$TMP/s.bt"
timeout  60
out      22
         8
         11

name     the same in a while loop
needs    root feature:bpf_loop
run      { printf 'BEGIN { $sum = 0; $i = 0; while ($i < 100) { $i++; if ($i %% 2 == 0) { continue; }\n'; for i in $(seq 300); do printf '@m[%d] += 1;\n' $i; done; printf 'if ($i == 3) { continue; } $sum += $i; if ($i == 9) { break; }\n'; for i in $(seq 300); do printf '@m[%d] += 1;\n' $i; done; printf '}\nprint($sum); print(@m[1]); clear(@m); exit() }\n'; } >"$TMP/s.bt"; "$SONDE" -q "$TMP/s.bt"
timeout  60
out      22
         8

name     unrolled bodies
needs    root feature:bpf_loop
run      "$SONDE" -q -e 'BEGIN { $n = 0; for ($r : 0..4) { unroll(100) { $once = $n * 2; @m[$n % 7] += $once; if ($n == 399) { print($once); } $n++; } } print(@m[0]); clear(@m); exit() }'
timeout  60
out      798
         23142

name     branches with long arms, in long arms
needs    root
run      { printf 'BEGIN { $x = 3; if ($x == 3) {\n'; for i in $(seq 300); do printf '@m[%d] += $x;\n' $i; done; printf 'if ($x == 4) {\n';  for i in $(seq 300); do printf '@m[%d] += 100;\n' $i; done; printf '} else { $y = $x + 1;\n';  for i in $(seq 300); do printf '@m[%d] += $y;\n' $i; done; printf '} } else {\n'; for i in $(seq 300); do printf '@m[%d] += 1000;\n' $i; done; printf '}\nprint(@m[300]); clear(@m); exit() }\n'; } >"$TMP/s.bt"; "$SONDE" -q "$TMP/s.bt"
timeout  60
out      7

name     every kind of change of a map with keys
needs    root
run      { printf 'BEGIN {\n'; for i in $(seq 100); do printf '@count[1] = count(); @sum[1] = sum(%d); @avg[1] = avg(%d); @min[1] = min(%d - 50); @max[1] = max(%d); @hist[1] = hist(%d); @lhist[1] = lhist(%d, 0, 100, 50); @stats[1] = stats(%d); @set[1] = %d; @post[1]++; --@pre[1]; @or[1] |= %d; @mul[1] = 2; @mul[1] *= 3; @small[1] = (uint8)@set[1]; @ts[1] = tseries(%d, 1h, 2);\n' $i $i $i $i $i $i $i $i $i $i; done; printf 'print(@post[1]++); print(++@post[1]); delete(@ts, 1); exit() }\n'; } >"$TMP/s.bt"; "$SONDE" -q "$TMP/s.bt" 2>"$TMP/e" | grep -v -e '^ *$' -e '^\[[0-9, )KMG]* 0 '
timeout  60
out      100
         102
         @avg[1]: 50
         @count[1]: 100
         @hist[1]:
         [1]                    1 |@                                                   |
         [2, 4)                 2 |@@                                                  |
         [4, 8)                 4 |@@@@@                                               |
         [8, 16)                8 |@@@@@@@@@@@                                         |
         [16, 32)              16 |@@@@@@@@@@@@@@@@@@@@@@                              |
         [32, 64)              32 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@        |
         [64, 128)             37 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         @lhist[1]:
         [0, 50)               49 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@  |
         [50, 100)             50 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         [100, ...)             1 |@                                                   |
         @max[1]: 100
         @min[1]: -49
         @mul[1]: 6
         @or[1]: 127
         @post[1]: 102
         @pre[1]: -100
         @set[1]: 100
         @small[1]: 100
         @stats[1]: { .count = 100, .average = 50, .total = 5050 }
         @sum[1]: 5050

name     a full map is reported at the statement it was too small for
needs    root
run      { printf 'config = { max_map_keys = 2 } BEGIN {\n'; for i in $(seq 500); do printf '@m[1] += 1;\n'; done; printf '@m[2] += 1;\n@m[3] += 1;\nexit() }\n'; } >"$TMP/s.bt"; "$SONDE" -q "$TMP/s.bt"
errmatch ^[^ ]*s.bt:503:1-11: WARNING: .*
match    ^@m\[2\]: 1$
         ^@m\[1\]: 500$
nomatch  ^@m\[3\]

name     functions of the script, called from parts
needs    root
run      { printf 'fn twice($x : uint64) : uint64 { return $x * 2; } fn name($x : uint64) : string { if ($x == 1) { return "one"; } return "many"; }\nBEGIN { $n = (uint64)0;\n'; for i in $(seq 300); do printf '@m[name($n)] += twice($n); $n++;\n'; done; printf 'print(@m["one"]); print(@m["many"]); clear(@m); exit() }\n'; } >"$TMP/s.bt"; "$SONDE" -q "$TMP/s.bt"
timeout  60
out      2
         89698

name     arguments of system calls and which probe fired
needs    root tracefs
run      { printf 'tracepoint:syscalls:sys_enter_getpriority, tracepoint:syscalls:sys_enter_sched_get_priority_max /pid == cpid/ {\n'; for i in $(seq 300); do printf '@m[probe, %d] += 1;\n' $((i % 3)); done; printf '}\ntracepoint:syscalls:sys_enter_sched_get_priority_max /pid == cpid/ {\n'; for i in $(seq 400); do printf '@a[args.policy] += %d; @s[ustack(1) == ustack(1)] = count();\n' $i; done; printf 'clear(@s) }\n'; } >"$TMP/s.bt"; "$SONDE" -q -c "$PROGRAMS/load 1 1" "$TMP/s.bt" | grep -v '^$' >"$TMP/o"; grep -c '^@a.[0-9]*.: 80200$' "$TMP/o"; grep '^@m' "$TMP/o"
timeout  60
match    ^1$
         ^@m\[tracepoint:syscalls:sys_enter_sched_get_priority_max, 0\]: 100$

# Programs of this type may not hand their context to a global function.
name     the record of a tracepoint
needs    root tracefs
run      { printf 'tracepoint:sched:sched_process_exec /pid == cpid/ { $f = str(args.filename);\n'; for i in $(seq 300); do printf '@m[str(args.filename), args.pid == pid] += 1; @p[args.pid == pid] = count();\n'; done; printf 'print($f == str(args.filename)); @k[kstack(1) == kstack(1)] = count(); print(len(kstack) > 0); clear(@k); }\n'; } >"$TMP/s.bt"; "$SONDE" -q -c /bin/true "$TMP/s.bt"
timeout  60
match    ^@m\[(/usr)?/bin/true, true\]: 300$
         ^@p\[true\]: 300$
         ^true$
nomatch  ^false$

name     registers of a traced program
needs    root uprobe
run      { printf 'uprobe:%s/functions:* /arg0 == arg0/ {\n' "$PROGRAMS"; for i in $(seq 300); do printf '@m[func == func, arg0 == arg0] += 1; @u[len(ustack(3)) > 0] = count();\n'; done; printf '@n++ }\n'; } >"$TMP/s.bt"; "$SONDE" -q -c "$PROGRAMS/functions" "$TMP/s.bt" | awk '$1 == "@n:" { n = $2 } $1 == "@m[true," { m = $3 } $1 == "@u[true]:" { u = $2 } END { print (n > 0), (m == 300 * n), (u == 300 * n) }'
timeout  60
out      1 1 1

name     a profile
needs    root
run      { printf 'profile:hz:99 {\n'; for i in $(seq 300); do printf '@m[cpu >= 0, kstack(1) == kstack(1)] += 1; @c = count();\n'; done; printf '@n = count(); } interval:ms:200 { exit() }\n'; } >"$TMP/s.bt"; "$SONDE" -q "$TMP/s.bt" | awk '$1 == "@n:" { n = $2 } $1 == "@m[true," { m = $3 } $1 == "@c:" { c = $2 } END { print (n > 0), (m == 300 * n), (c == 300 * n) }'
timeout  60
out      1 1 1

name     an iterator
needs    root btf
run      { printf 'iter:task {\n'; for i in $(seq 300); do printf '@m[ctx.task.pid > 0] += 1; if (ctx.task.pid == pid) { printf("%%d", ctx.task.pid == pid); }\n'; done; printf '@n = count(); }\n'; } >"$TMP/s.bt"; timeout 20 "$SONDE" -q "$TMP/s.bt" | awk '$1 == "@n:" { n = $2 } $1 == "@m[true]:" { m = $2 } END { print (n > 0), (m == 300 * n) }'
timeout  60
out      1 1

name     the predicate of a long body costs no scratch memory
needs    root
run      { printf 'rawtracepoint:sched_switch /pid == 4999999/ {\n'; for i in $(seq 300); do printf '@m[%d] += 1;\n' $i; done; printf '}\nBEGIN { exit() }\n'; } >"$TMP/s.bt"; "$SONDE" -q "$TMP/s.bt"
out

name     packets in a long body
needs    root
run      { printf 'xdp:lo /udp && udp.dport == 7001/ {\n'; for i in $(seq 300); do printf 'if (ip.src == "127.0.0.1") { @m[ip.proto, %d] += udp.dport; }\n' $((i % 2)); done; printf 'if (payload[0] == 1) { return pass; } @n = count(); }\n'; } >"$TMP/s.bt"; "$PROGRAMS/packets" lonely "$SONDE" -q -c "$PROGRAMS/packets udp 5 7001" "$TMP/s.bt" | grep @
timeout  60
out      @m[17, 0]: 5250750
         @m[17, 1]: 5250750
         @n: 5

# 1 KiB each: walked in line they would be two million instructions for the verifier.
name   many comparisons of long strings
needs  root feature:bpf_loop
prog   BEGIN {
         $a = str_concat("abcdefghijklmnopqrstuvwxyz0123456789", "!");
         $b = str_concat("abcdefghijklmnopqrstuvwxyz", "0123456789!");
         $c = str_concat("abcdefghijklmnopqrstuvwxyz", "0123456789?");
         unroll (100) { if ($a == $b) { @equal++; } }
         unroll (100) { if ($a != $c) { @other++; } }
         exit()
       }
out    @equal: 100
       @other: 100
