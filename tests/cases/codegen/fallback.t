# What stands in for features that older kernels lack; forbidden here, so that every kernel shows it.

name     keys of more than 512 bytes are hashes with the keys beside them
needs    root btf
args     --no-feature large_keys
prog     BEGIN { @a[str(curtask.comm), 1] = 5; @a[str(curtask.comm), 2] = 6; @c[str(curtask.comm)] = count(); @c[str(curtask.comm)] = count();
           @h["x", str(curtask.comm)] = hist(5); @h["x", str(curtask.comm)] = hist(9); @g[str(curtask.comm)]++; @z[str(curtask.comm)] = 7; @l[str(curtask.comm)] = lhist(3, 0, 10, 5);
           print(has_key(@a, (str(curtask.comm), 1))); print(delete(@a, (str(curtask.comm), 1))); print(@a[str(curtask.comm), 2]);
           print(delete(@l, str(curtask.comm))); print(@g); clear(@g); zero(@z); exit() }
out      true
         true
         6
         true
         @g[sonde]: 1
         <empty>
         <empty>
         @a[sonde, 2]: 6
         @c[sonde]: 2
         @h[x, sonde]:
         [4, 8)                 1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         [8, 16)                1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         <empty>
         @z[sonde]: 0

name     stacks as such keys
needs    root
args     --no-feature large_keys
prog     tracepoint:sched:sched_switch { @[kstack, ustack] = count(); } interval:ms:200 { exit(); }
match    ^        [a-z_].*\+[0-9]+$
         ^, $
         ^\]: [0-9]+$

name     min, max and counters without atomic operations that have a result
needs    root
args     --no-feature atomic_fetch
prog     BEGIN { @m[1] = max(-5); @m[1] = max(7); @m[1] = max(6); @n = min(3); @n = min(-2); @n = min(5); print(@x++); print(++@x); print(@k[1]++); @s += 5; @s -= 2;
           $s = str(kptr(8)); printf("[%s]\n", $s); exit() }
out      0
         2
         0
         []
         <empty>
         <empty>
         @k[1]: 1
         @m[1]: 7
         @n: -2
         @s: 3
         @x: 2

name     minima and maxima that a program reads, where it can neither read other CPUs' values nor exchange
needs    root uprobe
run      "$SONDE" -q --no-feature percpu_lookup,atomic_fetch,for_each_map_elem -c "$PROGRAMS/load 1000 4" -e 'uprobe:'"$PROGRAMS"'/load:hit { @m["x", 1] = max(arg0 * 1000 + arg1); @n[arg0] = min(2000 - arg1); @d[1] = min(5); @all[cpu] = max(arg1); if ((uint64)@m["x", 1] < arg0 * 1000 + arg1) { printf("too small\n"); } }
         END { print((int64)@m["x", 1]); print((int64)@m["y", 1]); print((int64)@n[3]); print((has_key(@d, 1), has_key(@d, 2), delete(@d, 1), delete(@d, 1), has_key(@d, 1))); clear(@all); }'
out      4000
         3999
         0
         1001
         (true, false, true, false, false)
         <empty>
         <empty>
         @m[x, 1]: 3999
         @n[0]: 1001
         @n[1]: 1001
         @n[2]: 1001
         @n[3]: 1001

name     aggregates that a program reads, where other CPUs' values cannot be read
needs    root
args     --no-feature percpu_lookup
prog     BEGIN { @c[1] = count(); @c[1] = count(); @s["a"] = sum(-5); @s["a"] = sum(2); @m[1] = max(3); @m[1] = max(9); @a[1] = avg(-5); @a[1] = avg(-6); @t[1] = stats(4); @n[1] = count();
           print((int64)@c[1]); if (@s["a"] < 0) { print("negative"); } $x = @m[1] + 1; print($x); print((int64)@a[1]); print(@t[1]); print((int64)@c[7]); exit() }
out      2
         negative
         10
         -5
         { .count = 1, .average = 4, .total = 4 }
         0
         <empty>
         <empty>
         @a[1]: -5
         @c[1]: 2
         @m[1]: 9
         @n[1]: 1
         @s[a]: -3
         @t[1]: { .count = 1, .average = 4, .total = 4 }

name     system calls by perf events, where raw tracepoints would miss some
needs    root tracefs
run      "$SONDE" -q --no-feature raw_syscalls -c "$PROGRAMS/load 1000 4" -e 'tracepoint:syscalls:sys_enter_sched_get_priority_max /pid == cpid/ { @in[args.policy] = count(); } tracepoint:syscalls:sys_exit_sched_get_priority_max,tracepoint:syscalls:sys_exit_sched_get_priority_min /pid == cpid/ { @out[probe, args.ret] = count(); }'
match    ^@in\[1\]: 4000$
         ^@out\[tracepoint:syscalls:sys_exit_sched_get_priority_max, 99\]: 4000$

name     more programs than a perf event takes
needs    root tracefs
run      for i in $(seq 70); do echo "tracepoint:syscalls:sys_enter_sched_get_priority_max /pid == cpid/ { @n++; @k[$i]++; }"; done >"$TMP/s.bt"
         "$SONDE" -q --no-feature raw_syscalls -c "$PROGRAMS/load 20 1" "$TMP/s.bt" | grep @n
timeout  60
out      @n: 1400
