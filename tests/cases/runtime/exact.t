# Counters are exact: threads on every CPU hit the same maps at once, interrupted by other probes
# that update the same maps, and the totals are known.

name     counters without keys, from system calls on every CPU
needs    root
run      "$SONDE" -q -c "$PROGRAMS/load 100000 4" -e 'tracepoint:syscalls:sys_enter_sched_get_priority_max /pid == cpid/ { @inc++; @add += 2; @sub -= 3; @c = count(); @s = sum(5); @a = avg(7); @st = stats(7); @mn = min(-7); @mx = max(7); @xor ^= 0; }'
timeout  60
out      400000
         <empty>
         <empty>
         @a: 7
         @add: 800000
         @c: 400000
         @inc: 400000
         @mn: -7
         @mx: 7
         @s: 2000000
         @st: { .count = 400000, .average = 7, .total = 2800000 }
         @sub: -1200000
         @xor: 0

name     counters with keys, from system calls on every CPU
needs    root
run      "$SONDE" -q -c "$PROGRAMS/load 100000 4" -e 'tracepoint:syscalls:sys_enter_sched_get_priority_max /pid == cpid/ { @inc["k"]++; @add[1, "x"] += 2; @sub["k"]--; @c["k"] = count(); @s["k"] = sum(5); @st["k"] = stats(7); @h["k"] = hist(5); @l = lhist(5, 0, 10, 5); }'
timeout  60
match    ^@inc\[k\]: 400000$
         ^@add\[1, x\]: 800000$
         ^@sub\[k\]: -400000$
         ^@c\[k\]: 400000$
         ^@s\[k\]: 2000000$
         ^@st\[k\]: \{ \.count = 400000, \.average = 7, \.total = 2800000 \}$
         ^\[4, 8\) +400000 \|@{52}\|$
         ^\[5, 10\) +400000 \|@{52}\|$

name     keys that every CPU creates at the same time
needs    root uprobe feature:for_each_map_elem feature:percpu_lookup
run      for i in 1 2 3 4 5; do "$SONDE" -q -c "$PROGRAMS/load 400 8" -e 'uprobe:'"$PROGRAMS"'/load:hit { @inc[arg1]++; @add[arg1] += 2; @c[arg1] = count(); @s[arg1] = sum(3); } END { for ($kv : @inc) { if ($kv.1 != 8) { printf("@inc[%d] is %d\n", $kv.0, $kv.1); } } for ($kv : @add) { if ($kv.1 != 16) { printf("@add[%d] is %d\n", $kv.0, $kv.1); } } for ($kv : @c) { if ($kv.1 != 8) { printf("@c[%d] is %d\n", $kv.0, $kv.1); } } for ($kv : @s) { if ($kv.1 != 24) { printf("@s[%d] is %d\n", $kv.0, $kv.1); } } print((len(@inc), len(@add), len(@c), len(@s))); clear(@inc); clear(@add); clear(@c); clear(@s); }' | grep -v '^$'; done
timeout  60
out      3200
         (400, 400, 400, 400)
         3200
         (400, 400, 400, 400)
         3200
         (400, 400, 400, 400)
         3200
         (400, 400, 400, 400)
         3200
         (400, 400, 400, 400)

# While another tracer reads its maps the kernel keeps some kinds of programs from running on that
# CPU. What it kept from us it counts, along with calls that the probe
# did not mean: not more may be lacking than is reported.
name     the same counter from user probes and from system calls
needs    root uprobe
run      "$SONDE" -q -c "$PROGRAMS/load 50000 4" -e 'uprobe:'"$PROGRAMS"'/load:hit { @n++; @k["x"]++; @c = count(); @ck["x"] = count(); } tracepoint:syscalls:sys_enter_sched_get_priority_max /pid == cpid/ { @n++; @k["x"]++; @c = count(); @ck["x"] = count(); }' >"$TMP/o" 2>"$TMP/e"
         missed=$(sed -n 's/^WARNING: .* missed \([0-9]*\) events.*/\1/p' "$TMP/e" | awk '{ n += $1 } END { print n + 0 }')
         awk -v missed=$missed '/^@/ && $2 < 400000 && $2 + missed >= 400000 { $2 = 400000 } { print }' "$TMP/o"
timeout  60
out      200000
         <empty>
         <empty>
         @c: 400000
         @ck[x]: 400000
         @k[x]: 400000
         @n: 400000

name     counters that a timer interrupts
needs    root uprobe feature:percpu_lookup feature:for_each_map_elem
run      "$SONDE" -q -c "$PROGRAMS/load 100000 4" -e 'uprobe:'"$PROGRAMS"'/load:hit { @n++; @k["x"]++; @s = sum(1); @ks["x"] = sum(1); @a += 2; @own = count(); }
         tracepoint:syscalls:sys_enter_sched_get_priority_max /pid == cpid/ { @n++; @k["x"]++; @s = sum(1); @ks["x"] = sum(1); @a += 2; @own = count(); }
         profile:us:100 { @n++; @k["x"]++; @s = sum(1); @ks["x"] = sum(1); @a += 2; @interrupts[cpu] = count(); }
         END { $i = 0; for ($kv : @interrupts) { $i += $kv.1; } printf("%d interrupts: %s\n", $i > 100, "enough"); printf("%d %d %d %d %d %d\n", (int64)@own, @n - $i, @k["x"] - $i, (int64)@s - $i, (int64)@ks["x"] - $i, @a - 2 * $i); clear(@interrupts); clear(@n); clear(@k); clear(@s); clear(@ks); clear(@a); clear(@own); }' >"$TMP/o" 2>"$TMP/e"
         missed=$(grep -v '^WARNING: profile' "$TMP/e" | sed -n 's/^WARNING: .* missed \([0-9]*\) events.*/\1/p' | awk '{ n += $1 } END { print n + 0 }')
         grep -v '^$' "$TMP/o" | awk -v m=$missed 'NF == 6 { for (i = 1; i <= 6; i++) { want = i == 6 ? 1600000 : 800000; if ($i < want && $i + m * want / 800000 >= want) $i = want } } { print }'
timeout  60
out      400000
         1 interrupts: enough
         800000 800000 800000 800000 800000 1600000

# What is printed and taken out every 20 ms adds up to what happened, five times over; means are those
# of whole events.
name     printed and cleared meanwhile, every update is counted once
needs    root
run      for i in 1 2 3 4 5; do "$SONDE" -q -c "$PROGRAMS/load 100000 4" -e 'tracepoint:syscalls:sys_enter_sched_get_priority_max /pid == cpid/ { @c = count(); @s = sum(2); @st = stats(7); @h = hist(5); @n++; @k[tid % 7] = count(); @kn[tid % 7]++; @ks["x"] = stats(3); @kh[1] = hist(9); } interval:ms:20 { print(@c); clear(@c); print(@s); zero(@s); print(@n); clear(@n); print(@st); print(@h); clear(@st); time(""); zero(@h); print(@k); clear(@k); print(@kn); zero(@kn); print(@ks); clear(@ks); print(@kh); clear(@kh) }' >"$TMP/o"
         awk '/^@c:/ { c += $2; turns += $2 > 0 } /^@s:/ { s += $2 } /^@n:/ { n += $2 } /^@k\[/ { k += $2 } /^@kn\[/ { kn += $2 } /^@st:/ { st += $5; total += $11; bad += $5 + 0 && $8 + 0 != 7 } /^@ks\[/ { ks += $5; bad += $8 + 0 != 3 } /^@h:/ { at = "h" } /^@kh/ { at = "kh" } /\|@/ { rows[at] += $3 } END { print c, s, n, k, kn, st, total, ks, rows["h"], rows["kh"], bad + 0, (turns > 1) }' "$TMP/o"; done
timeout  100
out      400000 800000 400000 400000 400000 400000 2800000 400000 400000 400000 0 1
         400000 800000 400000 400000 400000 400000 2800000 400000 400000 400000 0 1
         400000 800000 400000 400000 400000 400000 2800000 400000 400000 400000 0 1
         400000 800000 400000 400000 400000 400000 2800000 400000 400000 400000 0 1
         400000 800000 400000 400000 400000 400000 2800000 400000 400000 400000 0 1

name     keys that come and go while the map is printed and cleared
needs    root uprobe
run      "$SONDE" -q -c "$PROGRAMS/load 100000 4" -e 'config = { max_map_keys = 20000 } uprobe:'"$PROGRAMS"'/load:hit { @k[arg1 / 16] = count(); @s[arg1 / 16, "x"] += 2; } interval:ms:10 { print(@k); clear(@k); print(@s); clear(@s); }' >"$TMP/o"
         awk '/^@k/ { k += $2 } /^@s/ { s += $3 } END { print k, s }' "$TMP/o"
timeout  60
out      400000 800000

name     a program empties the map that others count into
needs    root uprobe
run      "$SONDE" -q -c "$PROGRAMS/load 20000 4" -e 'uprobe:'"$PROGRAMS"'/load:hit { @k["x"]++; if (arg1 % 4000 == 0) { print(@k); clear(@k); } }' | awk '/^@k/ { k += $2; n++ } END { print k, (n > 1) }'
timeout  60
out      80000 1

name     what is read between print and clear keeps them apart
needs    root
prog     BEGIN { @a = 1; @b = 2; print(@a); if (@a == 1) { print("one"); } clear(@a); print(@b); @b = 3; clear(@b); print(@a); print(@b); exit(); }
out      @a: 1
         one
         @b: 3
         @a: 0
         @b: 0

name     events of every CPU arrive whole
needs    root uprobe
run      "$SONDE" -q -c "$PROGRAMS/load 20000 4" -e 'config = { perf_rb_pages = 16384 } uprobe:'"$PROGRAMS"'/load:hit { printf("%d %d\n", arg0, arg1); }' >"$TMP/o" 2>"$TMP/e"
         cat "$TMP/e"; grep -cE '^[0-3] [0-9]+$' "$TMP/o"; awk 'NF == 2 && $2 != want[$1]++ { print "out of order:", $0; exit }' "$TMP/o"
timeout  60
out      80000

name     a lost event is counted
needs    root uprobe
run      "$SONDE" -q -c "$PROGRAMS/load 20000 4" -e 'config = { perf_rb_pages = 2 } uprobe:'"$PROGRAMS"'/load:hit { printf("%d %d\n", arg0, arg1); @n = count(); }' >"$TMP/o" 2>"$TMP/e"
         lost=$(sed -n 's/^WARNING: Total lost event count: //p' "$TMP/e"); got=$(grep -cE '^[0-3] [0-9]+$' "$TMP/o"); echo $((got + ${lost:-0})); grep @n "$TMP/o"
timeout  60
out      80000
         @n: 80000

name     counters at the end of what 64 bits hold go round, and say so in both formats
needs    root
run      for f in text json; do "$SONDE" -q -f $f -e 'BEGIN { @up = 9223372036854775806; @up++; @up++; @down = -9223372036854775807; @down--; @down--; @u = 18446744073709551614; @u++; @k["x"] = 9223372036854775807; @k["x"] += 2; @s = sum(9223372036854775807); @s = sum(1); @us = sum(18446744073709551615); @us = sum(2); @st = stats(9223372036854775807); @st = stats(9223372036854775807); @a = avg(9223372036854775807); @m = max(9223372036854775807); @mi = min(-9223372036854775808); @h = hist(9223372036854775807); }'; done | grep -v '^$'
out      @a: 9223372036854775807
         @down: 9223372036854775807
         @h:
         [4E, 8E)               1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         @k[x]: -9223372036854775807
         @m: 9223372036854775807
         @mi: -9223372036854775808
         @s: -9223372036854775808
         @st: { .count = 2, .average = -1, .total = -2 }
         @u: 18446744073709551615
         @up: -9223372036854775808
         @us: 1
         {"type": "stats", "data": {"@a": "9223372036854775807"}}
         {"type": "map", "data": {"@down": "9223372036854775807"}}
         {"type": "hist", "data": {"@h": [{"min": 4611686018427387904, "max": 9223372036854775807, "count": 1}]}}
         {"type": "map", "data": {"@k": {"x": "-9223372036854775807"}}}
         {"type": "map", "data": {"@m": "9223372036854775807"}}
         {"type": "map", "data": {"@mi": -9223372036854775808}}
         {"type": "map", "data": {"@s": -9223372036854775808}}
         {"type": "stats", "data": {"@st": {"count": 2, "average": -1, "total": -2}}}
         {"type": "map", "data": {"@u": "18446744073709551615"}}
         {"type": "map", "data": {"@up": -9223372036854775808}}
         {"type": "map", "data": {"@us": 1}}

name     what is done to maps faster than it can be is done at the end, once
needs    root feature:bpf_loop
prog     BEGIN { @a = 1; @b[1] = 1; for ($i : 0..200000) { zero(@a); } clear(@b); @c[1] = 5; for ($i : 0..200000) { print(@c); } exit(); }
match    ^@a: 0$
         ^@c\[1\]: 5$
nomatch  ^@b
errmatch lost
timeout  60
