# Loops: callbacks of the kernel, and plain loops where it has none.

name     variables of all sizes cross the border of a callback
needs    root btf
prog     BEGIN { $n = 1; $s = "small"; $big = str(curtask.comm, 100); $t = (1, "t"); $sum = 0;
           for ($i : 0..4) { $sum += $i; $n *= 2; $s = "other"; $t = ($i, "u"); @[strncmp($big, "sonde", 5), $s, $i] = count(); }
           print(($n, $s, $t, $sum)); print(strncmp($big, "sonde", 5)); clear(@); exit() }
out      (16, other, (3, u), 6)
         0

name     break and continue belong to the nearest loop
needs    root
prog     BEGIN { for ($i : 0..4) { if ($i == 1) { continue; } for ($j : 0..4) { if ($j == 2) { break; } printf("%d%d ", $i, $j); } if ($i == 2) { break; } }
           $k = 0; while ($k < 5) { $k++; if ($k == 2) { continue; } if ($k == 4) { break; } printf("%d ", $k); } printf("|\n"); exit() }
out      00 01 20 21 1 3 |

name     return leaves the program from inside loops in loops
needs    root feature:for_each_map_elem feature:bpf_loop
prog     BEGIN { @m[1] = 1; for ($i : 0..3) { for ($kv : @m) { for ($j : 0..3) { @steps++; if ($i == 1 && $j == 1) { return; } } } } print("not reached"); }
         interval:ms:1 { exit() }
out      @m[1]: 1
         @steps: 5

name     loops seven deep
needs    root
prog     BEGIN { for ($a : 0..2) { for ($b : 0..2) { for ($c : 0..2) { for ($d : 0..2) { for ($e : 0..2) { for ($f : 0..2) { for ($g : 0..2) { @ += $a + $g; } } } } } } } exit() }
out      @: 128

name     bounds are evaluated once, and ranges may be empty or negative
needs    root feature:bpf_loop
prog     BEGIN { $n = 3; for ($i : 0..$n) { $n = 1; printf("%d ", $i); } for ($i : 5..2) { print("no"); } for ($i : (-2)..1) { printf("%d ", $i); } printf("|\n"); exit() }
out      0 1 2 -2 -1 0 |

name     a map is walked, its elements deleted on the way
needs    root feature:for_each_map_elem feature:bpf_loop
prog     BEGIN { @a[1, "x"] = 10; @a[2, "yy"] = 20; @c["k"] = sum(5); @c["k"] = sum(6);
           for ($kv : @a) { @total += $kv.1; @key[$kv.0.1] = $kv.0.0; _ = delete(@a, $kv.0); } for ($kv : @c) { print($kv); } print(len(@a)); exit() }
out      (k, 11)
         0
         <empty>
         <empty>
         @c[k]: 11
         @key[x]: 1
         @key[yy]: 2
         @total: 30

name     unrolled
needs    root
prog     BEGIN { $i = 0; unroll(5) { $i++; let $t = $i * 2; @[$t] = $i; } print($i); clear(@); exit() }
out      5

name     ranges without bpf_loop
needs    root
args     --no-feature bpf_loop
prog     BEGIN { $s = "a"; for ($i : 0..20) { if ($i == 1) { continue; } if ($i == 4) { break; } $s = "b"; @[$i] = $i * 2; } print($s); print(strstr("hello", "lo")); exit() }
out      b
         3
         <empty>
         <empty>
         @[0]: 0
         @[2]: 4
         @[3]: 6

name     what a kernel lacks is named
needs    root
args     --no-feature bpf_loop
prog     BEGIN { $n = rand; for ($i : 0..$n) { @++; } exit() }
status   1
errmatch ^stdin:1:20-45: ERROR: .*loop
         bpf_loop

# Each walk through the callback would show the verifier another constant.
name     what a loop adds up from a constant on, and compares
needs    root feature:for_each_map_elem
prog     BEGIN { @m[1] = 1; @m[2] = 2; @m[3] = 3; $n = 76; for ($kv : @m) { if ($kv.1 >= 2) { $n += 77; } @last = $n == 284 ? 1 : 2; @last += $n > 100 ? 1 : 0; unroll (2) { @k[pid] += $n == 284 ? 178 : 54; } if ($n == 99) { return; } } print($n); clear(@m); clear(@k); clear(@last); exit() }
out      230

name     fields of the context in both arms of a condition
needs    root
prog     rawtracepoint:sched_switch { @[arg0 > 1 ? arg1 : arg2] = count(); @n = count(); } interval:ms:100 { clear(@); exit() }
match    ^@n: [0-9]+$

# Since Linux 6.7 the verifier does not walk the body of a loop without a turn, and takes it out of the program.
name   loops without a turn beside others
needs  root feature:bpf_loop
prog   fn f($n : uint64) : uint64 { for ($i : 0..$n) { print("no"); } return 1; }
       BEGIN {
         for ($i : 0..2) { printf("%d ", $i); }
         for ($i : 5..2) { print("no"); }
         $n = 0;
         for ($i : 0..$n) { for ($j : 0..5) { print("no"); } }
         @n = 0;
         for ($i : 0..@n) { print("no"); }
         for ($i : 0..cpid) { if ($i == 3) { return; } print("no"); }
         print(f(0));
         clear(@n);
         exit()
       }
out    0 1 1
