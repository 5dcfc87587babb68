# Section 13: sizes at the edges. Everything loads, and the results are right.

name     two hundred probes in one script
needs    root
run      for i in $(seq 0 199); do echo "BEGIN { @n++; @c = count(); @k[$i] = $i * 2; if (@n == 200) { exit() } }"; done >"$TMP/s.bt"; "$SONDE" "$TMP/s.bt" >"$TMP/o"; grep -c '^@k' "$TMP/o"; grep -E '^@(n|c):' "$TMP/o"; grep -F '@k[199]' "$TMP/o"
timeout  60
out      200
         @c: 200
         @n: 200
         @k[199]: 398
errmatch ^Attached 200 probes$

name     two hundred probes on one system call
needs    root
run      { for i in $(seq 1 200); do echo "tracepoint:syscalls:sys_enter_sched_get_priority_max /pid == cpid/ { @n++; @k[$i]++; }"; done; } >"$TMP/s.bt"; "$SONDE" -q -c "$PROGRAMS/load 10 2" "$TMP/s.bt" >"$TMP/o"; grep -c '^@k\[[0-9]*\]: 20$' "$TMP/o"; grep '^@n' "$TMP/o"
timeout  60
out      200
         @n: 4000

name     keys of odd sizes
needs    root
prog     BEGIN { @a[(uint8)1, (uint16)2] = 1; @b[(uint8)1, (uint32)2, (uint8)3] = 2; @c[(uint8)1, (uint64)2, (uint8)3, (uint16)4] = 3; @d["abc", (uint8)1] = 4; @e[(uint8)1, "abcde", (uint16)3, "x", (uint64)5] = 5; @f[((uint8)1, ((uint16)2, "q")), true] = 6; @g[(uint16)1, (uint8)2, (uint8)3, (uint32)4, (uint8)5] = 7;
           print((@a[1, 2], @b[1, 2, 3], @c[1, 2, 3, 4], @d["abc", 1], @e[1, "abcde", 3, "x", 5], @f[(1, (2, "q")), true], @g[1, 2, 3, 4, 5]));
           print((@a[2, 1], @b[1, 2, 4], @d["abd", 1], @e[1, "abcde", 3, "y", 5], @f[(1, (2, "q")), false])); exit() }
out      (1, 2, 3, 4, 5, 6, 7)
         (0, 0, 0, 0, 0)
         <empty>
         <empty>
         @a[1, 2]: 1
         @b[1, 2, 3]: 2
         @c[1, 2, 3, 4]: 3
         @d[abc, 1]: 4
         @e[1, abcde, 3, x, 5]: 5
         @f[(1, (2, q)), true]: 6
         @g[1, 2, 3, 4, 5]: 7

name     padding inside keys is always zero
needs    root feature:bpf_loop
prog     BEGIN { for ($i : 0..20) { $junk = (0xffffffffffffffff, 0xffffffffffffffff, (uint64)$i); @j = $junk; @m[(uint8)1, (uint64)2, (uint8)3, "ab"] += 1; @m[(uint8)1, (uint64)2, (uint8)3, "abc"] += 1; } print(len(@m)); clear(@j); exit() }
out      2
         <empty>
         <empty>
         @m[1, 2, 3, ab]: 20
         @m[1, 2, 3, abc]: 20

name     tuples of thirty members as keys, values and variables
needs    root
run      t=$(seq -s ', ' 1 30); "$SONDE" -q -e "BEGIN { \$t = ($t); @v = \$t; @k[$t] = \$t; print(\$t.29); print(@v.15); print(@k[$t].0); print(\$t == ($t)); print(\$t); clear(@v); clear(@k); exit() }"
out      30
         16
         1
         true
         (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30)

name     tuples nested twenty deep
needs    root
run      t=1; for i in $(seq 2 20); do t="($t, $i)"; done; p=; for i in $(seq 2 20); do p="$p.0"; done; "$SONDE" -q -e "BEGIN { \$t = $t; print(\$t$p); print(\$t.1); @[\$t] = \$t; print(\$t); clear(@); exit() }"
out      1
         20
         (((((((((((((((((((1, 2), 3), 4), 5), 6), 7), 8), 9), 10), 11), 12), 13), 14), 15), 16), 17), 18), 19), 20)

name     wide keys: strings of hundreds of bytes
needs    root
run      long=$(printf 'k%.0s' $(seq 400)); "$SONDE" -q -e "BEGIN { @m[\"$long\", 1, \"$long\"] = 5; @n[\"$long\"] = \"v$long\"; \$s = \"$long\"; @c[\$s, \$s] = count(); print(@m[\"$long\", 1, \"$long\"]); print(@m[\"x$long\", 1, \"\"]); print(strlen(@n[\$s])); print(has_key(@c, (\$s, \$s))); clear(@m); clear(@n); clear(@c); exit() }"
out      5
         0
         401
         true

name     strings of 64 KiB in variables, maps, keys and printf
needs    root uprobe feature:bpf_loop
run      head -c 65000 /dev/zero | tr '\0' 'x' >"$TMP/f"; BPFTRACE_MAX_STRLEN=65536 "$SONDE" -q -c "$PROGRAMS/longtext 65000" -e 'uprobe:'"$PROGRAMS"'/longtext:show { $s = str(arg0); print(strlen($s)); @m[0] = $s; @k[$s] = 1; @s = $s; printf("%s\n", $s); print(strlen(@m[0])); print(@k[$s]); print(strlen(@s)); print(strcontains($s, "y")); clear(@m); clear(@k); clear(@s); }' >"$TMP/o"; wc -c <"$TMP/f"; grep -v x "$TMP/o"; grep x "$TMP/o" | tr -d '\n' | cmp - "$TMP/f" && echo same
timeout  60
out      65000
         65000
         65000
         1
         65000
         false
         <empty>
         <empty>
         same

name     strings of 64 KiB compare
needs    root uprobe feature:bpf_loop
run      BPFTRACE_MAX_STRLEN=65536 "$SONDE" -q -c "$PROGRAMS/longtext 65000" -e 'uprobe:'"$PROGRAMS"'/longtext:show { $s = str(arg0); $t = str(arg0 + 1); print($s == str(arg0)); print($s == $t); print($s != $t); print($s == "xyz"); print(strncmp($s, $t, 64000)); print(strncmp($s, $t, 65000)); @s = $s; print(@s == $s); clear(@s); }'
timeout  60
out      true
         false
         true
         false
         0
         1
         true

name     tuples and keys with strings of 30,000 bytes
needs    root uprobe feature:for_each_map_elem feature:bpf_loop
run      BPFTRACE_MAX_STRLEN=30000 BPFTRACE_MAX_MAP_KEYS=100 "$SONDE" -q -c "$PROGRAMS/longtext 29000" -e 'uprobe:'"$PROGRAMS"'/longtext:show { $t = (str(arg0), 1, str(arg0 + 10)); print($t.1); print(strlen($t.2)); @m[$t.0, $t.1] = $t; @c[str(arg0), 5] = count(); print(strlen(@m[$t.0, 1].0)); print(len(@c)); print(str_concat(str(arg0), "abc") != ""); clear(@m); clear(@c); }'
timeout  60
out      1
         28990
         29000
         1
         true

name     strings are as long as the configuration says
needs    root uprobe
run      for n in 64 100 200 1000 1024 4096 10000 65536; do BPFTRACE_MAX_STRLEN=$n "$SONDE" -q -c "$PROGRAMS/longtext 70000" -e 'uprobe:'"$PROGRAMS"'/longtext:show { $s = str(arg0); print(strlen($s)); }' | head -1; done
timeout  60
match    ^6[34]$
         ^(99|100)$
         ^(199|200)$
         ^(999|1000)$
         ^102[34]$
         ^409[56]$
         ^(9999|10000)$
         ^6553[56]$

name     text that does not fit shows its end
needs    root uprobe
env      BPFTRACE_MAX_STRLEN=10
run      "$SONDE" -q -c "$PROGRAMS/longtext 100" -e 'config = { max_strlen = 10 } uprobe:'"$PROGRAMS"'/longtext:show { print(str(arg0)); print(str(arg0, 5)); }'
match    ^x{9,10}\.\.$
         ^x{4}(\.\.)?$

name     buffers of 60,000 bytes
needs    root uprobe
run      BPFTRACE_MAX_STRLEN=65536 "$SONDE" -q -c "$PROGRAMS/longtext 60000" -e 'uprobe:'"$PROGRAMS"'/longtext:show { printf("%r\n", buf(arg0, 60000)); $n = arg1; printf("%r\n", buf(arg0, $n)); }' | head -2 | awk '{ print length($0) }'
out      60000
         60000

name     conditions and blocks nested a hundred and fifty deep
needs    root
run      { printf 'BEGIN { $n = 0; '; for i in $(seq 150); do printf 'if ($n == %d) { $n++; ' $((i - 1)); done; for i in $(seq 150); do printf '} '; done; printf 'print($n); exit() }\n'; } >"$TMP/s.bt"; "$SONDE" -q "$TMP/s.bt"
timeout  60
out      150

name     parentheses nested a hundred and fifty deep
needs    root
run      { printf 'BEGIN { $n = 1; print('; for i in $(seq 150); do printf '('; done; printf '$n'; for i in $(seq 150); do printf ' + 1)'; done; printf '); exit() }\n'; } >"$TMP/s.bt"; "$SONDE" -q "$TMP/s.bt"
timeout  60
out      151

name     a chain of five hundred operators
needs    root
run      { printf 'BEGIN { $n = 1; print($n'; for i in $(seq 500); do printf ' + $n'; done; printf '); exit() }\n'; } >"$TMP/s.bt"; "$SONDE" -q "$TMP/s.bt"
out      501

name     a hundred thousand parentheses are an error, not a crash
needs    root
run      { printf 'BEGIN { print('; head -c 100000 /dev/zero | tr '\0' '('; printf '1'; head -c 100000 /dev/zero | tr '\0' ')'; printf '); exit() }\n'; } >"$TMP/s.bt"; "$SONDE" -q "$TMP/s.bt" >"$TMP/o" 2>"$TMP/e"; s=$?; [ $s = 0 ] || [ $s = 1 ] || echo "status $s"; [ $s = 0 ] || grep -c ERROR "$TMP/e"
timeout  60
nomatch  status

name     loops nested six deep
needs    root feature:bpf_loop
prog     BEGIN { $n = 0; for ($a : 0..3) { for ($b : 0..3) { for ($c : 0..3) { for ($d : 0..3) { for ($e : 0..3) { for ($f : 0..3) { $n += $a * $f; } } } } } } print($n); exit() }
out      729

name     two thousand statements that each update a key
needs    root
run      { printf 'BEGIN { $x = 0;\n'; for i in $(seq 2000); do echo "\$x += $i; @s += $i; @m[$i % 7] += \$x;"; done; printf 'print($x); print(@m[6]); print({@s}); clear(@m); clear(@s); exit() }\n'; } >"$TMP/s.bt"; "$SONDE" -q "$TMP/s.bt"
timeout  60
out      2001000
         189904715
         2001000

name     five hundred variables
needs    root
run      { printf 'BEGIN {\n'; for i in $(seq 500); do echo "\$v$i = (uint64)$i; \$s$i = \"text $i\";"; done; printf '$t = 0;\n'; for i in $(seq 500); do echo "\$t += \$v$i;"; done; printf 'print($t); print($s1); print($s500); exit() }\n'; } >"$TMP/s.bt"; "$SONDE" -q "$TMP/s.bt"
timeout  60
out      125250
         text 1
         text 500

name     five hundred maps without keys and fifty with keys
needs    root
run      { printf 'BEGIN {\n'; for i in $(seq 500); do echo "@s$i = $i; @c$i = count();"; done; for i in $(seq 50); do echo "@k$i[\"a\"] = $i;"; done; printf 'exit() }\n'; } >"$TMP/s.bt"; "$SONDE" -q "$TMP/s.bt" >"$TMP/o"; grep -c '^@' "$TMP/o"; grep -c '^@k50\[a\]: 50$' "$TMP/o"; grep -c '^@c500: 1$' "$TMP/o"
timeout  60
out      1050
         1
         1

name     two hundred maps with keys, fifty in a probe
needs    root
run      { for p in 1 2 3 4; do printf 'BEGIN {\n'; for i in $(seq 50); do echo "@k${p}_$i[\"a\"] = $i;"; done; printf '}\n'; done; } >"$TMP/s.bt"; "$SONDE" -q "$TMP/s.bt" >"$TMP/o"; grep -c '^@k[1-4]_[0-9]*\[a\]: ' "$TMP/o"
timeout  60
out      200

# The kernel refuses more than 64 maps in a program.
name     a hundred maps with keys in one probe say what the kernel cannot do
needs    root
run      { printf 'BEGIN {\n'; for i in $(seq 100); do echo "@k$i[\"a\"] = $i;"; done; printf 'exit() }\n'; } >"$TMP/s.bt"; "$SONDE" -q "$TMP/s.bt"
status   1
errmatch ^[^ ]*s.bt:63:1-10: ERROR: @k62 is one map too many for this probe: the kernel gives a program 64$

name     a hundred strings printed by one printf
needs    root
run      f=$(for i in $(seq 100); do printf '%%s '; done); a=$(for i in $(seq 100); do printf ', "a string of some length, number %d"' $i; done); "$SONDE" -q -e "BEGIN { printf(\"$f\\n\"$a); exit() }" | grep -o 'number' | wc -l
out      100

name     long conditions
needs    root
run      c=$(for i in $(seq 300); do printf '$x != %d && ' $i; done); d=$(for i in $(seq 300); do printf '$x == %d || ' $i; done); "$SONDE" -q -e "BEGIN { \$x = 1000; if (${c}true) { print(\"none\") } \$x = 300; if (${d}false) { print(\"some\") } exit() }"
out      none
         some

name     chains of else if
needs    root
run      { printf 'BEGIN { $x = 150; if ($x == 0) { print(0) }'; for i in $(seq 200); do printf ' else if ($x == %d) { print(%d) }' $i $i; done; printf ' else { print("none") } exit() }'; } >"$TMP/s.bt"; "$SONDE" -q "$TMP/s.bt"
out      150

name     histograms with a thousand buckets and a hundred keys
needs    root feature:bpf_loop
prog     config = { max_map_keys = 100000 } BEGIN { for ($i : 0..1000) { @l = lhist($i, 0, 1000, 1); @k[$i % 100] = hist($i); @c[$i % 100] = count(); } exit() }
match    ^\[0\] +1 \|@{52}\|$
         ^\[998\] +1 \|@{52}\|$
         ^@k\[99\]:$
         ^@c\[99\]: 10$

name     map values as large as a page
needs    root feature:bpf_loop
run      long=$(printf 'v%.0s' $(seq 1000)); "$SONDE" -q -e "BEGIN { @t[1] = (\"$long\", \"$long\", \"$long\", \"$long\", 7); print(@t[1].4); print(strlen(@t[1].3)); \$c = @t[1]; @u = \$c; print(@u.4); print(\$c == @t[1]); clear(@t); clear(@u); exit() }"
out      7
         1000
         7
         true

name     many probes of many kinds at once
needs    root
prog     BEGIN { @n = 0 } interval:ms:20 { @n++; if (@n == 10) { exit() } } interval:hz:50 { @h++; } profile:hz:99 { @p = count(); } tracepoint:sched:sched_switch { @sw = count(); } software:cpu-clock:1000000 { @cc = count(); } tracepoint:raw_syscalls:sys_enter { @[comm] = count(); } rawtracepoint:sched_wakeup { @w = count(); } END { print("end"); clear(@n); clear(@h); clear(@p); clear(@sw); clear(@cc); clear(@); clear(@w); }
out      end
