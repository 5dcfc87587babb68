# Appendix C of the language reference: each sample with the output that the reference states.

name     sample: print of simple values
needs    root
prog     BEGIN { print(1); print(-1); print("s"); print((1,"a",(2,3))); print(true); exit() }
out      1
         -1
         s
         (1, a, (2, 3))
         true

name     sample: records
needs    root
prog     BEGIN { print((a=1,b="x")); print((x=1,y=(z="q")).y); exit() }
out      { .a = 1, .b = x }
         { .z = q }

name     sample: pointer, tuple of one, array of bool
needs    root
prog     BEGIN { print((int8*)16); print((1,)); print((bool[2])(uint16)1); exit() }
out      0x10
         (1)
         [true,false]

name     sample: folded operators and casts of literals
needs    root
prog     BEGIN { print(~0); print(!5); print((uint8)256); print((int8)200); exit() }
out      18446744073709551615
         false
         0
         -56

name     sample: literals fold by the rules of C
needs    root
prog     BEGIN { print(-8 >> 1); print(-5 / 2); print(-5 % 3); print(7 / -2); exit() }
out      -4
         -2
         -2
         -3

name     sample: run-time shift and division are unsigned
needs    root
prog     BEGIN { $a = -8; print($a >> 1); print($a / 2); print($a % 3); exit() }
out      9223372036854775804
         9223372036854775804
         2

name     sample: division by zero gives one and warns
needs    root
prog     BEGIN { $z = 0; print(5 / $z); print(5 % $z); exit() }
out      1
         1
errmatch ^stdin:1:[0-9-]+: WARNING: Divide or modulo by 0 detected\. This can lead to unexpected results\. 1 is being used as the result\.$

name     sample: arithmetic is done in 64 bits
needs    root
prog     BEGIN { print((uint8)255 + (uint8)1); $x = 5; print($x - 6); exit() }
out      256
         -1

name     sample: a declared width wraps
needs    root
prog     BEGIN { let $x : uint8 = 200; $x += 100; print($x); $x++; print($x); exit() }
out      44
         45

name     sample: precedence
needs    root
prog     BEGIN { print(1 + 2 * 3 - 4 / 2 % 3 << 1 | 6 & 3 ^ 1); exit() }
out      11

name     sample: integer literals
needs    root
prog     BEGIN { print(017); print(0x1F); print(1e3); print(1_000); print(2us); exit() }
out      15
         31
         1000
         1000
         2000

name     sample: strings fold
needs    root
prog     BEGIN { print("a" + "b"); print("abc" + 1); print("abc"[0]); exit() }
out      ab
         bc
         97

name     sample: printf truncates without a length
needs    root
prog     BEGIN { printf("%d %u %x %ld\n", 4294967301, 4294967301, 0x1ffffffff, 4294967301); exit() }
out      5 5 ffffffff 4294967301

name     sample: flags and widths of printf
needs    root
prog     BEGIN { printf("[% d] [%5c] [%20p] [%08x] [%#o] [%+5d] [%05s] [%05d]\n", 5, 65, 16, 255, 8, 5, "ab", -5); exit() }
out      [5] [    A] [                0x10] [000000ff] [010] [   +5] [000ab] [000-5]

name     sample: buffers in printf
needs    root
prog     BEGIN { printf("%r %rx %rh\n", buf("ab\x01\xff",4), buf("ab\x01\xff",4), buf("ab\x01\xff",4)); exit() }
out      ab\x01\xff \x61\x62\x01\xff 61 62 01 ff

name     sample: %s of anything
needs    root
prog     BEGIN { printf("%s %s %10s|\n", (1,"x"), true, "abc"); exit() }
out      (1, x) true        abc|

name     sample: addresses
needs    root
prog     BEGIN { print(ntop(0x0100007f)); print(ntop(pton("fe80::1"))); print((uint32)pton("127.0.0.1")); exit() }
out      127.0.0.1
         fe80::1
         16777343

name     sample: string functions
needs    root
prog     BEGIN { print(strlen("abc")); print(strcontains("hello","ell")); print(strstr("hello","l")); print(strerror(1)); print(signal_name(9)); exit() }
out      3
         true
         2
         Operation not permitted
         Killed

name     sample: arrays from strings
needs    root
prog     BEGIN { $a = (int8[3])"ab"; print($a); print((int8[])"abc"); print(buf($a)); exit() }
out      [97,98,0]
         [97,98,99,0]
         ab\x00

name     sample: nested ranges with break and continue
needs    root feature:bpf_loop
prog     BEGIN { for ($i : 0..5) { if ($i == 3) { break; } for ($j : 0..2) { if ($j == 1) { continue; } printf("%d%d ", $i, $j); } } printf("|\n"); exit() }
out      00 10 20 |

name     sample: increments and the short ternary
needs    root
prog     BEGIN { $a = 1; $a++; print($a++); print(++$a); print($a--); print($a ?: 7); print(0 ?: 7); exit() }
out      2
         4
         4
         3
         7

name     sample: the bounds of a range are evaluated once
needs    root feature:bpf_loop
prog     BEGIN { $n = 3; for ($i : 0..$n) { $n = 1; print($i); } exit() }
out      0
         1
         2

name     sample: a tuple variable takes the longer string
needs    root
prog     BEGIN { $s = (1,"a"); $s = (2,"abcdef"); print($s); print($s == (2,"abcdef")); exit() }
out      (2, abcdef)
         true

name     sample: loop over a map with two keys
needs    root feature:for_each_map_elem
prog     BEGIN { @m[1,2] = 3; for ($kv : @m) { print($kv.0.1); print($kv); } clear(@m); exit() }
out      2
         ((1, 2), 3)

name     sample: map functions
needs    root feature:for_each_map_elem
prog     BEGIN { @a[1] = 5; print(has_key(@a,1)); print(delete(@a,1)); print(delete(@a,1)); print(len(@a)); exit() }
out      true
         true
         false
         0

name     sample: maps at exit
needs    root
prog     BEGIN { @a = 1; @c["x",1] = (1,2); @e = count(); @f = sum(5); @h = max(-5); @i = avg(5); @j = stats(5); @k[1] = stats(3); exit() }
out      @a: 1
         @c[x, 1]: (1, 2)
         @e: 1
         @f: 5
         @h: -5
         @i: 5
         @j: { .count = 1, .average = 5, .total = 5 }
         @k[1]: { .count = 1, .average = 3, .total = 3 }

name     sample: sums in the order of their values
needs    root
prog     BEGIN { @a[1] = sum(5); @a[2] = sum(-3); @a[3] = sum(1); exit() }
out      @a[2]: -3
         @a[3]: 1
         @a[1]: 5

name     sample: maps of strings in the order of their keys
needs    root
prog     BEGIN { @u[(uint64)-1] = "m"; @u[1] = "o"; @z["b"] = "x"; @z["a"] = "y"; exit() }
out      @u[18446744073709551615]: m
         @u[1]: o
         @z[a]: y
         @z[b]: x

name     sample: the text of keys
needs    root
prog     BEGIN { @["a b","c d"] = 1; @q["(x)"] = 1; @s[(x=1,y="p q")] = 2; @t[(1,(2,3))] = 1; exit() }
out      @[a b, c d]: 1
         @q[x]: 1
         @s[{ .x = 1, .y = p q }]: 2
         @t[1, (2, 3)]: 1

name     sample: averages truncate toward zero
needs    root
prog     BEGIN { @a[1] = avg(-5); @a[1] = avg(-6); @b = stats(-7); @b = stats(-2); exit() }
out      @a[1]: -5
         @b: { .count = 2, .average = -4, .total = -9 }

name     sample: enumerators as keys and values
needs    root
prog     enum E { A = 1, B = 2 } BEGIN { @e[B] = A; @arr = (int8[4])(int32)5; exit() }
out      @arr: [5,0,0,0]
         @e[B]: A

name     sample: empty scalar maps
needs    root
prog     BEGIN { if (0) { @x = 1; @y = stats(1); @c = count(); @s = "a"; @t = (1,2); } print(@x); print(@y); print(@c); print(@s); print(@t); exit() }
match    ^@x: 0$
         ^@y: \{ \.count = 0, \.average = 0, \.total = 0 \}$
         ^@c: 0$
         ^@s: $
         ^@t: \(0, 0\)$

name     sample: static types of literals
needs    root
prog     config = { unstable_typeinfo=enable } BEGIN { print(typeinfo(1).full_type); print(typeinfo(300).full_type); print(typeinfo(-1).full_type); print(typeinfo(1000000).full_type); print(typeinfo(9223372036854775808).full_type); print(typeinfo("abc").full_type); exit() }
out      int8
         int16
         int8
         int32
         uint64
         string[4]

name     sample: static types of builtins and calls
needs    root btf
prog     config = { unstable_typeinfo=enable } BEGIN { print(typeinfo(pid()).full_type); print(typeinfo(nsecs()).full_type); print(typeinfo(comm()).full_type); print(typeinfo(1 == 1).full_type); print(typeinfo((1,"a")).full_type); print(typeinfo((a=1)).full_type); print(typeinfo(kstack).full_type); print(typeinfo(buf("a",1)).full_type); print(typeinfo(ntop(1)).full_type); print(typeinfo(curtask()).full_type); exit() }
out      uint32
         uint64
         string[16]
         bool
         (int8,string[2])
         record { .a = int8 }
         kstack_bpftrace_127
         buffer[5]
         inet[24]
         struct task_struct *

name     sample: static types of operators
needs    root
prog     config = { unstable_typeinfo=enable } BEGIN { $v = (uint8)1; print(typeinfo($v+$v).full_type); print(typeinfo($v<<1).full_type); print(typeinfo(~$v).full_type); print(typeinfo(-$v).full_type); print(typeinfo($v * -1).full_type); @m++; print(typeinfo({@m}).full_type); exit() }
out      uint64
         uint64
         uint64
         uint64
         int64
         int64
         <empty>
         <empty>
         @m: 1
