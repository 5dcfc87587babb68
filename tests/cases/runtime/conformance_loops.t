# Section 4: statements, loops, jumps, macros, functions.

name     ranges of all kinds
needs    root feature:bpf_loop
prog     BEGIN { for $i : 0..3 { printf("%d ", $i) } for ($i : (-2)..2) { printf("%d ", $i) } for ($i : 3..0) { printf("never") } $n = 2; for ($i : $n..($n + 2)) { printf("%d ", $i) } @m = 2; for ($i : 0..@m) { printf("%d ", $i) } for ($i : 0..5) { $i += 2; printf("%d ", $i) } printf("|\n"); clear(@m); exit() }
out      0 1 2 -2 -1 0 1 2 3 0 1 2 3 4 5 6 |

name     variables of the body outlive the rounds
needs    root feature:bpf_loop
prog     BEGIN { $sum = 0; $s = "start"; let $t = (0, "x"); for ($i : 1..101) { $sum += $i; if ($i == 50) { $s = "middle"; $t = ($i, "y"); } } print($sum); print($s); print($t); exit() }
out      5050
         middle
         (50, y)

name     break and continue
needs    root feature:bpf_loop
prog     BEGIN { $n = 0; for ($i : 0..100) { if ($i % 2 == 0) { continue; } if ($i > 10) { break; } $n += $i; } print($n); for ($i : 0..3) { for ($j : 0..3) { if ($j == $i) { break; } printf("%d%d ", $i, $j); } } printf("|\n"); exit() }
out      25
         10 20 21 |

name     return from inside loops
needs    root feature:bpf_loop
prog     BEGIN { for ($i : 0..5) { for ($j : 0..5) { if ($i == 1 && $j == 2) { return; } printf("%d%d ", $i, $j); } } printf("never\n"); } BEGIN { printf("|\n"); exit() }
out      00 01 02 03 04 10 11 |

name     a hundred thousand rounds
needs    root feature:bpf_loop
prog     BEGIN { $n = 0; for ($i : 0..100000) { $n += $i; } print($n); exit() }
out      4999950000

name     the largest range
needs    root feature:bpf_loop
prog     BEGIN { $n = 0; for ($i : 0..8388608) { $n++; } print($n); exit() }
out      8388608

name     nested ranges of three levels with maps inside
needs    root feature:bpf_loop
prog     BEGIN { for ($i : 0..10) { for ($j : 0..10) { for ($k : 0..10) { @n[$i + $j + $k] += 1; @c++; } } } print({@c}); print(@n[13]); print(len(@n)); clear(@n); clear(@c); exit() }
out      1000
         75
         28

name     loop over a map sums and deletes
needs    root feature:bpf_loop feature:for_each_map_elem
prog     BEGIN { for ($i : 0..100) { @m[$i] = $i * $i; } $s = 0; $n = 0; for ($kv : @m) { $s += $kv.1; $n++; if ($kv.0 % 2 == 0) { delete(@m, $kv.0); } } print($s); print($n); print(len(@m)); clear(@m); exit() }
out      328350
         100
         50

name     loops over maps with strings, tuples and records as keys
needs    root feature:for_each_map_elem
prog     BEGIN { @s["abc"] = "value"; @t[1, "x", (2, 3)] = (4, "y"); @r[(a=1, b="q")] = 7; for ($kv : @s) { print($kv); print($kv.0); print($kv.1); } for ($kv : @t) { print($kv.0.1); print($kv.0.2.1); print($kv.1.1); } for ($kv : @r) { print($kv.0.b); } clear(@s); clear(@t); clear(@r); exit() }
out      (abc, value)
         abc
         value
         x
         3
         y
         q

name     loops over aggregates give integers
needs    root feature:for_each_map_elem feature:percpu_lookup
prog     BEGIN { @c["a"] = count(); @c["a"] = count(); @s["b"] = sum(-5); @v["c"] = avg(5); @v["c"] = avg(8); @x["d"] = max(-3); @m["e"] = min(4); for ($kv : @c) { print($kv); print($kv.1 + 1); } for ($kv : @s) { print($kv); } for ($kv : @v) { print($kv); } for ($kv : @x) { print($kv); } for ($kv : @m) { print($kv); } clear(@c); clear(@s); clear(@v); clear(@x); clear(@m); exit() }
out      (a, 2)
         3
         (b, -5)
         (c, 6)
         (d, -3)
         (e, 4)

name     nested loops over maps
needs    root feature:for_each_map_elem
prog     BEGIN { @a[1] = 10; @a[2] = 20; @b["x"] = 1; @b["y"] = 2; $n = 0; for ($p : @a) { for ($q : @b) { $n += $p.1 * $q.1; } } print($n); clear(@a); clear(@b); exit() }
out      90

name     a hundred thousand keys
needs    root feature:bpf_loop feature:for_each_map_elem
prog     config = { max_map_keys = 200000 } BEGIN { for ($i : 0..100000) { @m[$i] = $i; @c[$i] = count(); } $s = 0; for ($kv : @m) { $s += $kv.1; } print($s); print(len(@m)); clear(@m); clear(@c); exit() }
timeout  60
out      4999950000
         100000

name     while loops
needs    root
prog     BEGIN { $i = 0; while ($i < 10) { $i++; if ($i == 3) { continue; } if ($i == 6) { break; } printf("%d ", $i); } printf("|\n"); exit() }
out      1 2 4 5 |
errmatch WARNING: [Ww]hile loops are deprecated

name     unrolled loops
needs    root
prog     BEGIN { $n = 0; unroll (100) { $n++; } print($n); unroll(3) { printf("x"); } printf("\n"); $i = 0; unroll(2 + 2) { @a[$i] = $i * $i; $i++; } print(@a[3]); clear(@a); exit() }
out      100
         xxx
         9

name     jumps in an unrolled body belong to the real loop
needs    root feature:bpf_loop
prog     BEGIN { for ($i : 0..5) { unroll(3) { if ($i == 3) { break; } if ($i == 1) { continue; } printf("%d ", $i); } } printf("|\n"); exit() }
out      0 0 0 2 2 2 |

name     return ends the probe and exit as well
needs    root
prog     BEGIN { print("a"); if (1) { return; } print("never"); } BEGIN { print("b"); exit(); print("never"); } BEGIN { print("never") }
out      a
         b

name     exit status
needs    root
run      "$SONDE" -q -e 'BEGIN { exit(7) }'; echo $?; "$SONDE" -q -e 'BEGIN { exit(300) }'; echo $?; "$SONDE" -q -e 'BEGIN { exit(1); exit(2) } END { print("end") }'; echo $?; "$SONDE" -q -e 'BEGIN { exit(1) } END { exit(5) }'; echo $?
match    ^7$
         ^44$
         ^1$
         ^5$
         ^end$

name     predicates
needs    root
prog     BEGIN /1 == 1/ { print("one") } BEGIN /0/ { print("never") } BEGIN /comm != "x" && pid > 0/ { print("two") } BEGIN / 6 / 2 == 3 / { print("three"); exit() }
out      one
         two
         three

name     probes that only begin and end drain and stop by themselves
needs    root
prog     BEGIN { @a = 1; print("b") } END { print("e"); @a++ }
out      b
         e
         <empty>
         <empty>
         @a: 2

name     macros
needs    root
prog     macro twice(x) { x + x } macro bump($v, n) { $v += n; $v } macro put(@m, k) { @m[k] = 1; } macro zero_args() { 42 } macro over(a) { "one" } macro over(a, b) { "two" }
         BEGIN { print(twice(3 + 1)); $a = 5; print(bump($a, 10)); print($a); put(@x, "key"); print(zero_args); print(zero_args()); print(over(1)); print(over(1, 2)); $t = 7; print(twice($t)); exit() }
out      8
         15
         15
         42
         42
         one
         two
         14
         <empty>
         <empty>
         @x[key]: 1

name     variables of a macro are its own
needs    root
prog     macro swap_sum(a, b) { let $t = a; $u = b; $t * 10 + $u } BEGIN { $t = 1; $u = 2; print(swap_sum($u, $t)); print($t); print($u); print(swap_sum(swap_sum(1, 2), 3)); exit() }
out      21
         1
         2
         123

name     user functions are called
needs    root
prog     fn add($a : int64, $b : int64) : int64 { return $a + $b; } fn fact($n : int64) : int64 { $r = 1; unroll(5) { if ($n > 1) { $r = $r * $n; $n = $n - 1; } } return $r; } fn shout($x : int64) : void { printf("<%d>\n", $x); }
         BEGIN { print(add(2, 3)); print(add(add(1, 2), 3)); print(fact(5)); shout(9); $v = add(-5, 2); print($v); exit() }
out      5
         6
         120
         <9>
         -3

name     object-like C macros are expressions
needs    root libclang
prog     #define LIMIT (3 + 4)
         #define NAME "text"
         #define TWICE (LIMIT * 2)
         BEGIN { print(LIMIT); print(NAME); print(TWICE + 1); exit() }
out      7
         text
         15

name     parameters by position
needs    root
run      "$SONDE" -q -e 'BEGIN { print($1); print($2); print(str($1)); print($#); print($3); print(str($3)); print($1 + 1); print(str($2 + 1)); exit() }' 0x10 hello
out      16
         hello
         0x10
         2
         0
         <empty>
         17
         ello

name     parameters by name
needs    root
run      "$SONDE" -q -e 'BEGIN { print(getopt("n", 5)); print(getopt("s", "def")); print(getopt("flag")); print(getopt("b", true)); print(getopt("neg", -1)); print($1); exit() }' -- --n=7 --flag --b=off pos
out      7
         def
         true
         false
         -1
         pos

name     names of probes
needs    root
prog     BEGIN { print(probe); print(probetype); @[probe] = 1; exit() }
out      begin
         special
         <empty>
         <empty>
         @[begin]: 1

name     builtins have sensible values
needs    root
run      "$SONDE" -q -e 'BEGIN { print(ncpus); print(cpu < ncpus); print(uid); print(gid); print(comm); print(pid == tid); print(nsecs > 1000); print(nsecs(monotonic) > 0); print(elapsed < 10000000000); print(rand <= 0xffffffff); print(numaid); print(jiffies > 0); print(cgroup > 0); print(usermode); print(cpid); print(nsecs(tai) > nsecs(boot)); exit() }' 2>/dev/null | sed "1s/^[1-9][0-9]*\$/NCPUS/"
out      NCPUS
         true
         0
         0
         sonde
         true
         true
         true
         true
         true
         0
         true
         true
         1
         0
         true

name     the task of a probe
needs    root btf
prog     BEGIN { print(curtask.pid == pid); print(curtask->comm == comm); print(curtask.comm); print(ppid > 0); print(curtask.real_parent.tgid == ppid); print(curtask.parent.parent.pid >= 0); print(pcomm != ""); print(((struct task_struct *)curtask).tgid == pid); print(leader_tid == pid); print(leader_comm); exit() }
out      true
         true
         sonde
         true
         true
         true
         true
         true
         true
         sonde

name     string functions on variables
needs    root
prog     BEGIN { $h = "hello world"; $n = "wor"; print(strlen($h)); print(strcontains($h, $n)); print(strcontains($h, "xyz")); print(strstr($h, $n)); print(strstr($h, "zz") < 0); print(strstr($h, "")); print(str_concat($h, $n)); print(strncmp($h, "hello there", 6)); print(strncmp($h, "hello there", 7)); print(strcap($n)); $e = 2; print(strerror($e)); print(strerror(-13)); $s = 15; print(signal_name($s)); print(signal_name(99)); print(syscall_name(0)); $q = 99999; print(syscall_name($q)); print(memcmp($n, "wor", 3)); exit() }
out      11
         true
         false
         6
         true
         0
         hello worldwor
         0
         1
         4
         No such file or directory
         Permission denied
         Terminated
         N/A
         read
         Unknown syscall
         0

name     byte order
needs    root
prog     BEGIN { let $a : uint8 = 0x12; let $b : uint16 = 0x1234; let $c : uint32 = 0x12345678; let $d : uint64 = 0x123456789abcdef0; printf("%x %x %x %lx\n", bswap($a), bswap($b), bswap($c), bswap($d)); printf("%x\n", bswap((uint16)0x0102)); exit() }
out      12 3412 78563412 f0debc9a78563412
         201

name     messages of scripts
needs    root
prog     BEGIN { errorf("bad %d", 5); warnf("odd %s", "x"); print("done"); exit() }
out      done
errmatch ^stdin:1:9-[0-9]+: ERROR: bad 5$
         ^stdin:1:[0-9-]+: WARNING: odd x$

name     an assertion that fails
needs    root
prog     BEGIN { assert(1 == 1, "fine"); $a = 1; assert($a == 2, "not two"); print("never"); exit() }
status   1
errmatch ERROR: assert failed: not two
nomatch  never

name     introspection
needs    root
prog     BEGIN { $i = 5; $s = "x"; $p = (int8*)8; $u = (uint8)1; print(is_integer($i)); print(is_integer($s)); print(is_str($s)); print(is_ptr($p)); print(is_ptr($i)); print(is_unsigned_integer($u)); print(is_unsigned_integer($i)); print(is_literal(5)); print(is_literal($i)); print(is_array((int8[2])"a")); static_assert(1 == 1, "no"); print(is_err((int8*)8)); print(default_str_length()); exit() }
out      true
         false
         true
         true
         false
         true
         false
         true
         false
         true
         false
         1024

name     addresses of variables and maps
needs    root
prog     BEGIN { $x = (int64)5; $p = &$x; print(*$p); print($p != 0); exit() }
out      5
         true

name     statements that are discarded
needs    root
prog     BEGIN { _ = 5 + 3; _ = delete(@m, 1); @m[1] = 1; _ = has_key(@m, 1); clear(@m); print("ok"); exit() }
out      ok
errnomatch Return value discarded

name     old spellings
needs    root feature:for_each_map_elem
prog     #!/usr/bin/env sonde
         // comment
         /* another */ BEGIN { @a[1] = 1; delete(@a[1]); print(len(@a)); if (1) { print("x") } else if (2) { print("y") } } END { print("end") }
out      0
         x
         end

name     unions, multi-line layout and comments anywhere
needs    root
prog     BEGIN
         {
           // first
           $a = 1 /* one */ + /* two */ 2; /* three
           lines */ print($a)
           ;
           if ($a == 3) { print("three"); }
           exit();
         }
out      3
         three

name     imports
needs    root
run      mkdir "$TMP/lib"; chmod 755 "$TMP" "$TMP/lib"; printf 'macro plus(a, b) { a + b }\nbegin { print("imported") }\n' >"$TMP/lib/m.bt"; printf 'import "lib/m.bt";\nimport "lib/m.bt";\nbegin { print(plus(1, 2)); exit() }\n' >"$TMP/main.bt"; "$SONDE" -q "$TMP/main.bt"
out      imported
         3
