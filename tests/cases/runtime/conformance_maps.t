# Section 5: maps of every kind, aggregates, what is printed and in which order.

name     scalar maps of every type
needs    root
prog     BEGIN { @i = -5; @u = (uint64)18446744073709551615; @b = true; @s = "text"; @t = (1, "x", (2, 3)); @r = (a=1, b="y"); @a = (int16[2])(uint32)0x00020001; @p = (int8*)16; @f = buf("ab", 2); @n = ntop(0x0100007f); exit() }
out      @a: [1,2]
         @b: true
         @f: ab
         @i: -5
         @n: 127.0.0.1
         @p: 0x10
         @r: { .a = 1, .b = y }
         @s: text
         @t: (1, x, (2, 3))
         @u: 18446744073709551615

name     keys of every type
needs    root
prog     BEGIN { @i[-5] = 1; @u[(uint64)18446744073709551615] = 1; @b[true] = 1; @s["text"] = 1; @t[1, "x", (2, 3)] = 1; @r[(a=1, b="y")] = 1; @a[(int16[2])(uint32)0x00020001] = 1; @p[(int8*)16] = 1; @f[buf("ab", 2)] = 1; @n[ntop(0x0100007f)] = 1;
           print((@i[-5], @u[(uint64)18446744073709551615], @b[true], @s["text"], @t[1, "x", (2, 3)], @r[(a=1, b="y")], @p[(int8*)16], @i[5], @b[false], @s["tex"])); exit() }
out      (1, 1, 1, 1, 1, 1, 1, 0, 0, 0)
         <empty>
         <empty>
         @a[[1,2]]: 1
         @b[true]: 1
         @f[ab]: 1
         @i[-5]: 1
         @n[127.0.0.1]: 1
         @p[0x10]: 1
         @r[{ .a = 1, .b = y }]: 1
         @s[text]: 1
         @t[1, x, (2, 3)]: 1
         @u[18446744073709551615]: 1

name     keys of different widths are one type
needs    root
prog     BEGIN { @m[1] = 1; @m[300] = 2; @m[-1] = 3; $k = (int8)-1; print(@m[$k]); let $l : int16 = 300; print(@m[$l]); print(@m[2]); @t[1, "a"] = 1; @t[70000, "longer"] = 2; print(@t[1, "a"]); print(@t[70000, "longer"]); exit() }
out      3
         2
         0
         1
         2
         <empty>
         <empty>
         @m[1]: 1
         @m[300]: 2
         @m[-1]: 3
         @t[1, a]: 1
         @t[70000, longer]: 2

name     bytes after the NUL of a key do not matter
needs    root
prog     BEGIN { $s = "a long text"; @k[$s] = 1; $s = "a"; @k[$s] = 2; $s = "a long text"; @k[$s] += 10; $s = "a"; @k[$s] += 20; @k["a"] += 100; exit() }
out      @k[a long text]: 11
         @k[a]: 122

name     reading what is missing
needs    root feature:for_each_map_elem
prog     BEGIN { if (0) { @i[1] = 5; @s[1] = "x"; @t[1] = (1, "a"); @r[1] = (a=1); @b[1] = true; } print(@i[1]); print(@s[1]); print(@t[1]); print(@r[1]); print(@b[1]); print(len(@i)); exit() }
match    ^0$
         ^$
         ^\(0, \)$
         ^\{ \.a = 0 \}$
         ^false$
nomatch  ^@

name     every aggregate without a key
needs    root
prog     BEGIN { @c = count(); @c = count(); @s = sum(5); @s = sum(-7); @u = sum((uint64)18446744073709551615); @mi = min(5); @mi = min(-3); @mi = min(4); @ma = max(5); @ma = max(-3); @a = avg(5); @a = avg(8); @st = stats(5); @st = stats(8); @um = max((uint64)18446744073709551615); @um = max((uint64)1); exit() }
out      @a: 6
         @c: 2
         @ma: 5
         @mi: -3
         @s: -2
         @st: { .count = 2, .average = 6, .total = 13 }
         @u: 18446744073709551615
         @um: 18446744073709551615

name     every aggregate with keys
needs    root
prog     BEGIN { @c["k"] = count(); @c["k"] = count(); @s["k"] = sum(5); @s["k"] = sum(-7); @mi["k"] = min(5); @mi["k"] = min(-3); @ma["k"] = max(5); @ma["k"] = max(-3); @a["k"] = avg(5); @a["k"] = avg(8); @st["k"] = stats(5); @st["k"] = stats(8); exit() }
out      @a[k]: 6
         @c[k]: 2
         @ma[k]: 5
         @mi[k]: -3
         @s[k]: -2
         @st[k]: { .count = 2, .average = 6, .total = 13 }

name     aggregates as integers
needs    root feature:percpu_lookup
prog     BEGIN { @c = count(); @c = count(); @s = sum(5); @s = sum(-7); @mi = min(-3); @ma = max(-9); @a = avg(-5); @a = avg(-8); @k["x"] = count(); print(@c + 1); print((int64)@s); print((int64)@mi); print((int64)@ma); print((int64)@a); print(@k["x"] == 1); print((int64)@k["y"]); if (@c > 1) { print("more") } $v = @c; print($v); @copy = 5; @copy = @c; print({@copy}); @n[@c] = 1; print((@c, @s)); clear(@c); clear(@s); clear(@mi); clear(@ma); clear(@a); clear(@k); clear(@copy); exit() }
out      3
         -2
         -3
         -9
         -6
         true
         0
         more
         2
         2
         (2, -2)
         <empty>
         <empty>
         @n[2]: 1

name     a count is cleared, zeroed and counted again
needs    root
prog     BEGIN { @c = count(); @k["a"] = count(); @s = sum(5); @i = 7; @m["b"] = 8; @h = hist(3); @st = stats(9); @t = "x"; clear(@i); zero(@m); zero(@k); clear(@s); clear(@h); zero(@st); clear(@t); zero(@c); exit() }
out      @c: 0
         @k[a]: 0
         @m[b]: 0
         @st: { .count = 0, .average = 0, .total = 0 }

name     delete, has_key, find and len
needs    root feature:for_each_map_elem
prog     BEGIN { @a["x"] = 1; @a["y"] = 2; @b[1, 2] = "v"; @s = 5; print(len(@a)); print(has_key(@a, "x")); print(has_key(@a, "z")); print(delete(@a, "x")); print(delete(@a, "x")); print(len(@a)); print(has_key(@b, (1, 2))); print(delete(@b, (1, 2))); print(len(@b)); let $v; let $w; if (find(@a, "y", $v)) { print($v) } if (!find(@a, "q", $w)) { print("none") } print(delete(@s)); print(is_scalar(@s)); print(is_scalar(@a)); delete(@a["y"]); print(len(@a)); exit() }
out      2
         true
         false
         true
         false
         1
         true
         true
         0
         2
         none
         true
         true
         false
         0

name     top and divisor of print
needs    root
prog     BEGIN { @a["x"] = 10; @a["y"] = 30; @a["z"] = 20; print(@a, 2); print(@a, 0, 10); print(@a, 1, 5); clear(@a); exit() }
out      @a[z]: 20
         @a[y]: 30
         @a[x]: 1
         @a[z]: 2
         @a[y]: 3
         @a[y]: 6

name     ascending by value, signed
needs    root
prog     BEGIN { @i["a"] = 3; @i["b"] = -10; @i["c"] = 100000000000; @c["x"] = count(); @c["y"] = count(); @c["y"] = count(); @c["w"] = count(); @c["w"] = count(); @c["w"] = count(); @v["p"] = avg(10); @v["q"] = avg(-4); @v["q"] = avg(-6); @t["m"] = stats(5); @t["n"] = stats(1); exit() }
out      @c[x]: 1
         @c[y]: 2
         @c[w]: 3
         @i[b]: -10
         @i[a]: 3
         @i[c]: 100000000000
         @t[n]: { .count = 1, .average = 1, .total = 1 }
         @t[m]: { .count = 1, .average = 5, .total = 5 }
         @v[q]: -5
         @v[p]: 10

name     by key when the value has no order
needs    root
prog     BEGIN { @s[3] = "c"; @s[-1] = "n"; @s[20] = "b"; @t["b"] = (1, 2); @t["a"] = (3, 4); @t["ab"] = (5, 6); @u[2, "b"] = "1"; @u[1, "z"] = "2"; @u[2, "a"] = "3"; exit() }
out      @s[-1]: n
         @s[3]: c
         @s[20]: b
         @t[a]: (3, 4)
         @t[ab]: (5, 6)
         @t[b]: (1, 2)
         @u[1, z]: 2
         @u[2, a]: 3
         @u[2, b]: 1

name     values narrower than 64 bits are sorted as well
needs    root
prog     BEGIN { @a[1] = (uint8)200; @a[2] = (uint8)3; @a[3] = (uint8)100; exit() }
out      @a[2]: 3
         @a[3]: 100
         @a[1]: 200

name     histogram of powers of two
needs    root
prog     BEGIN { @h = hist(-1); @h = hist(0); @h = hist(1); @h = hist(2); @h = hist(3); @h = hist(1023); @h = hist(1024); exit() }
out      @h:
         (..., 0)               1 |@@@@@@@@@@@@@@@@@@@@@@@@@@                          |
         [0]                    1 |@@@@@@@@@@@@@@@@@@@@@@@@@@                          |
         [1]                    1 |@@@@@@@@@@@@@@@@@@@@@@@@@@                          |
         [2, 4)                 2 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         [4, 8)                 0 |                                                    |
         [8, 16)                0 |                                                    |
         [16, 32)               0 |                                                    |
         [32, 64)               0 |                                                    |
         [64, 128)              0 |                                                    |
         [128, 256)             0 |                                                    |
         [256, 512)             0 |                                                    |
         [512, 1K)              1 |@@@@@@@@@@@@@@@@@@@@@@@@@@                          |
         [1K, 2K)               1 |@@@@@@@@@@@@@@@@@@@@@@@@@@                          |

name     histogram of the largest values
needs    root
prog     BEGIN { @h = hist(4611686018427387904); @h = hist(9223372036854775807); @g = hist((uint64)18446744073709551615); @k = hist(131072); exit() }
out      @g:
         (..., 0)               1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         <empty>
         @h:
         [4E, 8E)               2 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         <empty>
         @k:
         [128K, 256K)           1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

name     histogram with finer buckets
needs    root
prog     BEGIN { @h = hist(0, 2); @h = hist(3, 2); @h = hist(7, 2); @h = hist(8, 2); @h = hist(9, 2); @h = hist(10, 2); exit() }
out      @h:
         [0]                    1 |@@@@@@@@@@@@@@@@@@@@@@@@@@                          |
         [1]                    0 |                                                    |
         [2]                    0 |                                                    |
         [3]                    1 |@@@@@@@@@@@@@@@@@@@@@@@@@@                          |
         [4]                    0 |                                                    |
         [5]                    0 |                                                    |
         [6]                    0 |                                                    |
         [7]                    1 |@@@@@@@@@@@@@@@@@@@@@@@@@@                          |
         [8, 10)                2 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         [10, 12)               1 |@@@@@@@@@@@@@@@@@@@@@@@@@@                          |

name     keyed histograms in the order of their totals
needs    root
prog     BEGIN { @h["many"] = hist(1); @h["many"] = hist(1); @h["few"] = hist(1); exit() }
out      @h[few]:
         [1]                    1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         <empty>
         @h[many]:
         [1]                    2 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

name     linear histogram
needs    root
prog     BEGIN { @l = lhist(-5, 0, 100, 10); @l = lhist(0, 0, 100, 10); @l = lhist(25, 0, 100, 10); @l = lhist(29, 0, 100, 10); @l = lhist(100, 0, 100, 10); @l = lhist(1000, 0, 100, 10); @l = lhist(99, 0, 100, 10); exit() }
out      @l:
         (..., 0)               1 |@@@@@@@@@@@@@@@@@@@@@@@@@@                          |
         [0, 10)                1 |@@@@@@@@@@@@@@@@@@@@@@@@@@                          |
         [10, 20)               0 |                                                    |
         [20, 30)               2 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         [30, 40)               0 |                                                    |
         [40, 50)               0 |                                                    |
         [50, 60)               0 |                                                    |
         [60, 70)               0 |                                                    |
         [70, 80)               0 |                                                    |
         [80, 90)               0 |                                                    |
         [90, 100)              1 |@@@@@@@@@@@@@@@@@@@@@@@@@@                          |
         [100, ...)             2 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

name     linear histogram with step one, with kilobytes, with keys
needs    root
prog     BEGIN { @a = lhist(1, 0, 3, 1); @a = lhist(2, 0, 3, 1); @b = lhist(2000, 0, 4096, 1024); @b = lhist(3000, 0, 4096, 1024); @c[1] = lhist(5, 0, 10, 5); exit() }
out      @a:
         [1]                    1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         [2]                    1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         <empty>
         @b:
         [1K, 2K)               1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         [2K, 3K)               1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         <empty>
         @c[1]:
         [5, 10)                1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

name     declared kinds of maps
needs    root
prog     let @h = hash(10); let @l = lruhash(10); let @p = percpuhash(10); let @q = percpulruhash(10); BEGIN { @h[1] = 2; @l[1] = 3; @p[1] = count(); @q[1] = sum(5); exit() }
out      @h[1]: 2
         @l[1]: 3
         @p[1]: 1
         @q[1]: 5

name     a full map drops and warns
needs    root feature:for_each_map_elem
prog     let @h = hash(2); BEGIN { @h[1] = 1; @h[2] = 2; @h[3] = 3; print(len(@h)); exit() }
match    ^2$
         ^@h\[1\]: 1$
         ^@h\[2\]: 2$
nomatch  ^@h\[3\]
errmatch WARNING: Map full; can't update element\.

name     entries of a map are limited by the config
needs    root feature:bpf_loop
prog     config = { max_map_keys = 3 } BEGIN { for ($i : 0..10) { @m[$i] = 1; } print(len(@m)); clear(@m); exit() }
out      3
errmatch WARNING: Map full

name     maps are printed in the order of their names
needs    root
prog     BEGIN { @zz = 1; @a = 2; @ = 3; @B = 4; @a1 = 5; exit() }
out      @: 3
         @B: 4
         @a: 2
         @a1: 5
         @zz: 1

name     nothing is printed at the end without print_maps_on_exit
needs    root
prog     config = { print_maps_on_exit = false } BEGIN { @a = 1; print(@a); exit() }
out      @a: 1

name     time series
needs    root
prog     BEGIN { @t = tseries(5, 1h, 3); @s = tseries(5, 1h, 3, "sum"); @s = tseries(7, 1h, 3, "sum"); @v = tseries(5, 1h, 3, "avg"); @v = tseries(8, 1h, 3, "avg"); @m = tseries(5, 1h, 3, "max"); @m = tseries(3, 1h, 3, "max"); @n["k"] = tseries(-5, 1h, 3, "min"); @n["k"] = tseries(3, 1h, 3, "min"); exit() }
match    ^@t:$
         ^@s:$
         ^@n\[k\]:$
         ^hh:mm:ss \|_{51}\|$
         \| 12$
         \| 6$
         \| 5$
         \| -5$

name     time series in JSON
needs    root
args     -q -f json
prog     BEGIN { @s = tseries(5, 1h, 3, "sum"); @s = tseries(7, 1h, 3, "sum"); exit() }
json
match    ^\{"type": "tseries", "data": \{"@s": \[\{"interval_start":"[0-9-]+ [0-9:]+\.000000000","value":12\}\]\}\}$

name     stacks as keys
needs    root
prog     profile:hz:99 /pid != 0/ { @[kstack(3), comm] = count(); @u[ustack(raw, 2)] = count(); }
during   timeout 1 sh -c 'while :; do read x < /proc/self/stat; done'
send     INT after 0
match    ^, sh\]: [0-9]+$

name     integer maps keep their sign and width
needs    root
prog     BEGIN { @a = (int8)-5; @b = (uint8)200; @c[1] = (int16)-300; @d[(int8)-1] = 1; @e[(uint16)65535] = 2; @a -= 1; @b += 100; exit() }
out      @a: -6
         @b: 300
         @c[1]: -300
         @d[-1]: 1
         @e[65535]: 2

name     a map read while another is written
needs    root
prog     BEGIN { @a[1] = 5; @b[@a[1]] = @a[1] + 1; @c[@b[5], @a[1]] = "v"; @d = @c[6, 5]; @a[1] = @a[1] + @a[1]; exit() }
out      @a[1]: 10
         @b[5]: 6
         @c[6, 5]: v
         @d: v
