# What is printed, byte for byte, in text form. print_json.t has the same in JSON.

name     values and maps of every type
needs    root
file     cases/runtime/print.bt
args     -q
out      -5
         18446744073709551615
         true
         -1
         255
         0x0
         0xffff
         RED
         GREEN
         7
         abc
         <empty>
         a\x01\x7f\xff\b
         <empty>
         (1)
         (1, abc, (2, 3))
         { .x = 1, .y = b, .z = { .q = 2 } }
         127.0.0.1
         ::1
         fe80::1
         0x0
         0x0
         -2
         (1, true, 0x10, RED, xy, s, (-1, 2))
         -9223372036854775808
         9007199254740993
         -9007199254740993
         9007199254740992
         @st: { .count = 2, .average = -4, .total = -9 }
         a	b|-1|ff
         12:00
         Linux
         (1, a) { .count = 2, .average = -4, .total = -9 } { .x = 1 }
         <empty>
         <empty>
         @av: -3
         @b: true
         @bf: a\xff
         @c: 1
         @e: GREEN
         @h:
         (..., 0)               1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         [0]                    1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         [1]                    1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         [2, 4)                 1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         [4, 8)                 0 |                                                    |
         [8, 16)                0 |                                                    |
         [16, 32)               0 |                                                    |
         [32, 64)               0 |                                                    |
         [64, 128)              0 |                                                    |
         [128, 256)             0 |                                                    |
         [256, 512)             0 |                                                    |
         [512, 1K)              1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         <empty>
         @i: -1
         @k[1]: 1
         @k2[a b]: 2
         @k3[1, x y]: v w
         @k4[x]: 1
         @k5[(1, 2), 3]: (4, 5)
         @k6[RED]: RED
         @k7[true]: false
         @k8[0x10]: 0x11
         @ka[x]: 7
         @kbig[9007199254740993]: 9007199254740993
         @kc[-1]: 1
         @kh[1, a]:
         [4, 8)                 1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         <empty>
         @klh[x]:
         [2]                    1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         <empty>
         @ks[1]: { .count = 1, .average = 5, .total = 5 }
         @kuh[127.0.0.1]: 1
         @lh:
         (..., 0)               1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         [0, 5)                 1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         [5, 10)                0 |                                                    |
         [10, ...)              1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         <empty>
         @mn: -7
         @mx: 18446744073709551615
         @p: 0x1000
         @s: a"b\c
         <empty>
         @sm: -3
         @st: { .count = 2, .average = -4, .total = -9 }
         @t: (1, x)
         @u: 18446744073709551615

name     a struct of the traced program: members, arrays, bit-fields, pointers, as value and in maps
needs    root uprobe
run      "$SONDE" -q -c "$PROGRAMS/structs" -e 'struct inner { long p; }; struct point { int x; short y; char name[10]; unsigned char a : 3; unsigned char b : 5; int v[3]; struct inner in; struct point *next; }; uprobe:'"$PROGRAMS"'/structs:visit { $p = (struct point *)arg0; print($p->v); print($p->in); print($p->name); print(($p->a, $p->b)); print($p->next->next); printf("%s %s %s\n", $p->v, $p->in, $p->name); print(buf($p->name, 5)); $q = *$p->next; @s = *$p->next; @v[$p->v] = $p->v; @in[$p->in] = $p->in; @k[$p->y, $p->name] = count(); }'
out      [1,-2,3]
         { .p = 1099511627776 }
         point one
         (5, 17)
         0x0
         [1,-2,3] { .p = 1099511627776 } point one
         point
         <empty>
         <empty>
         @in[{ .p = 1099511627776 }]: { .p = 1099511627776 }
         @k[300, point one]: 1
         @s: { .x = 99, .y = 0, .name = last, .a = 0, .b = 0, .v = [0,0,0], .in = { .p = 0 }, .next = 0x0 }
         @v[[1,-2,3]]: [1,-2,3]
status   0

name     top and div
needs    root
args     -q
prog     config = { print_maps_on_exit = false } BEGIN { @k["a"] = 10; @k["b"] = 30; @k["c"] = 20; print(@k, 2); print(@k, 2, 10); print(@k, 9, 3);
           @s[1] = stats(10); @s[1] = stats(11); @s[2] = stats(-7); print(@s, 0, 2); @a = avg(-9); print(@a, 0, 2); @c = count(); @c = count(); @c = count(); print(@c, 0, 2);
           @h = hist(1); @h = hist(1); @h = hist(1); @h = hist(2); print(@h, 0, 2); @l = lhist(1, 0, 4, 2); @l = lhist(1, 0, 4, 2); print(@l, 0, 2); @t["x"] = "y"; print(@t, 1, 5); @n = -9; print(@n, 0, 2); }
out      @k[c]: 20
         @k[b]: 30
         @k[c]: 2
         @k[b]: 3
         @k[a]: 3
         @k[c]: 6
         @k[b]: 10
         @s[2]: { .count = 1, .average = -3, .total = -3 }
         @s[1]: { .count = 2, .average = 5, .total = 10 }
         @a: -4
         @c: 1
         @h:
         [1]                    1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         [2, 4)                 0 |                                                    |
         <empty>
         @l:
         [0, 2)                 2 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         <empty>
         @t[x]: y
         @n: -4

name     histograms of every kind of bound
needs    root
args     -q
prog     BEGIN { @h2 = hist(7, 2); @h2 = hist(8, 2); @h2 = hist(31, 2); @hbig = hist(9223372036854775807); @hbig = hist(1 << 62); @k = lhist(1024, 0, 4096, 1024); @k = lhist(4095, 0, 4096, 1024); @m = lhist(1048576, 1048576, 3145728, 1048576); @m = lhist(5, 1048576, 3145728, 1048576); @one = lhist(1, 0, 3, 1); @one = lhist(3, 0, 3, 1); @odd = lhist(8, 0, 10, 4); @lo = lhist(-5, 0, 10, 5); @zero["x"] = hist(0, 5); }
out      @h2:
         [7]                    1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         [8, 10)                1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         [10, 12)               0 |                                                    |
         [12, 14)               0 |                                                    |
         [14, 16)               0 |                                                    |
         [16, 20)               0 |                                                    |
         [20, 24)               0 |                                                    |
         [24, 28)               0 |                                                    |
         [28, 32)               1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         <empty>
         @hbig:
         [4E, 8E)               2 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         <empty>
         @k:
         [1K, 2K)               1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         [2K, 3K)               0 |                                                    |
         [3K, 4K)               1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         <empty>
         @lo:
         (..., 0)               1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         <empty>
         @m:
         (..., 1M)              1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         [1M, 2M)               1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         <empty>
         @odd:
         [8, ...)               1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         <empty>
         @one:
         [1]                    1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         [2]                    0 |                                                    |
         [3, ...)               1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         <empty>
         @zero[x]:
         [0]                    1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

name     maps that nobody filled
needs    root
args     -q
prog     BEGIN { print(@n); print(@c); print(@s); print(@h); print(@k); print(@str); print(@av); print(@t); if (@n) { @n = 1; @c = count(); @s = stats(1); @h = hist(1); @k[1] = 1; @str = "x"; @av = avg(1); @t = (1, "x"); } clear(@k); zero(@c); print(@c); }
out      @n: 0
         @c: 0
         @s: { .count = 0, .average = 0, .total = 0 }
         @str: 
         @av: 0
         @t: (0, )
         @c: 0

name     text that is hard to print
needs    root
args     -q
prog     BEGIN { print("tab\tquote\"back\\slash"); print("\x01\x1f\x7f"); print("\xc3\xa9t\xc3\xa9 \xf0\x9f\x90\x9d"); printf("%s|%5s|%-5s|%c|%%|%r\n", "a\nb", "x", "y", 65, buf("a\xff", 2)); @["a \"b\"", 1] = "c\\d"; printf("no newline"); }
out      tab	quote"back\slash
         
         été 🐝
         a
         b|    x|y    |A|%|a\xff
         no newline
         <empty>
         @[a "b", 1]: c\d

