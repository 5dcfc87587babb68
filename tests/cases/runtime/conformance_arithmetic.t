# Sections 1.3, 1.7, 3.4-3.7, 4.7, 4.8: integers at run time (through variables) and folded (literals).

name     literals of every form
needs    root
prog     BEGIN { print(0); print(0X1f); print(0xFF_FF); print(00); print(0777); print(9e2); print(1e18);
           print(10u); print(10l); print(10ul); print(10ull); print(10ll);
           print(3ns); print(3us); print(3ms); print(3s); print(3m); print(3h); print(3d); exit() }
out      0
         31
         65535
         0
         511
         900
         1000000000000000000
         10
         10
         10
         10
         10
         3
         3000
         3000000
         3000000000
         180000000000
         10800000000000
         259200000000000

name     the largest and smallest integers
needs    root
prog     BEGIN { print(9223372036854775807); print(9223372036854775808); print(18446744073709551615);
           print(-9223372036854775808); print(-1); exit() }
out      9223372036854775807
         9223372036854775808
         18446744073709551615
         -9223372036854775808
         -1

name     every binary operator on signed variables
needs    root
prog     BEGIN { let $a : int64 = -100; let $b : int64 = 7;
           print($a + $b); print($a - $b); print($a * $b); print($a / $b); print($a % $b);
           print($a & $b); print($a | $b); print($a ^ $b); print($a << $b); print($a >> $b); exit() }
out      -93
         -107
         -700
         2635249153387078788
         0
         4
         -97
         -101
         -12800
         144115188075855871

name     every binary operator on unsigned variables
needs    root
prog     BEGIN { let $a : uint64 = 100; let $b : uint64 = 7;
           print($a + $b); print($b - $a); print($a * $b); print($a / $b); print($a % $b);
           print($a & $b); print($a | $b); print($a ^ $b); print($a << $b); print($a >> $b); exit() }
out      107
         -93
         700
         14
         2
         4
         103
         99
         12800
         0

name     comparisons of signed and unsigned
needs    root
prog     BEGIN { let $a : int32 = -1; let $b : int32 = 1; let $u : uint64 = 18446744073709551615; let $v : uint64 = 1;
           print(($a < $b, $a <= $b, $a > $b, $a >= $b, $a == $b, $a != $b));
           print(($u < $v, $u <= $v, $u > $v, $u >= $v, $u == $v, $u != $v)); exit() }
out      (true, true, false, false, false, true)
         (false, false, true, true, false, true)

name     unsigned against signed compares as signed
needs    root
prog     BEGIN { let $u : uint64 = 1; let $s : int64 = -1; let $c : uint8 = 255; let $d : int8 = -1;
           print($u > $s); print($u < $s); print($c == $d); print($c > $d); exit() }
out      true
         false
         false
         true

name     a flexible literal takes the other sign
needs    root
prog     BEGIN { let $u : uint64 = 18446744073709551615; print($u > 5); print($u == 18446744073709551615);
           let $s : int64 = -1; print($s > 5); print($s < 0); exit() }
out      true
         true
         false
         true

name     results are 64 bits wide whatever the operands are
needs    root
prog     BEGIN { let $a : uint8 = 200; let $b : int8 = 100; let $c : uint32 = 4294967295; let $d : int32 = -2147483648;
           print($a + $a); print($b + $b); print($b * $b); print($c + $c); print($c * $c); print($d - 1); print($d * 2);
           print($a << 8); exit() }
out      400
         200
         10000
         8589934590
         18446744065119617025
         -2147483649
         -4294967296
         51200

name     operands are extended by their own sign
needs    root
prog     BEGIN { let $a : int8 = -1; let $b : uint64 = 1; print($a + $b); let $c : uint8 = 255; let $d : int64 = 1; print($c + $d);
           let $e : int8 = -128; print($e >> 1); print($e / 2); print($e % 100); print((uint8)$e >> 1); exit() }
out      0
         256
         9223372036854775744
         9223372036854775744
         88
         64

name     overflow wraps
needs    root
prog     BEGIN { let $a : int64 = 9223372036854775807; print($a + 1); let $b : uint64 = 18446744073709551615; print($b + 1);
           print($a * 2); let $c : int64 = -9223372036854775808; print(-$c); print($c - 1); exit() }
out      -9223372036854775808
         0
         -2
         -9223372036854775808
         9223372036854775807

name     minus and complement at the width of the operand
needs    root
prog     BEGIN { let $a : uint8 = 0; print(~$a); let $b : uint16 = 1; print(~$b); let $c : uint32 = 1; print(~$c); let $d : uint64 = 1; print(~$d);
           let $e : int8 = 5; print(~$e); print(-$e); let $f : uint8 = 1; print(-$f); let $g : int8 = -128; print(-$g);
           let $h : int16 = -300; print(~$h); print(-$h); exit() }
out      255
         65534
         4294967294
         18446744073709551614
         -6
         -5
         255
         -128
         299
         300

name     not
needs    root
prog     BEGIN { $a = 5; $b = 0; $t = true; print(!$a); print(!$b); print(!$t); print(!!$a); exit() }
out      false
         true
         false
         true

name     explicit casts truncate and extend
needs    root
prog     BEGIN { let $a : int64 = -2; print((uint8)$a); print((uint16)$a); print((uint32)$a); print((uint64)$a);
           let $b : uint64 = 0x1ff; print((int8)$b); print((uint8)$b); print((int16)$b); print((int32)$b);
           let $c : uint8 = 200; print((int8)$c); print((int64)(int8)$c); print((uint64)(int8)$c); print((int64)$c); exit() }
out      254
         65534
         4294967294
         18446744073709551614
         -1
         255
         511
         511
         -56
         -56
         18446744073709551560
         200

name     casts of bools and to bool
needs    root
prog     BEGIN { $t = true; $f = false; print((int64)$t); print((uint8)$f); $a = 256; print((bool)$a); print((bool)0); $s = "x"; print((bool)$s); $e = ""; print((bool)$e); print((bool)(int8*)16); exit() }
out      1
         0
         true
         false
         true
         false
         true

name     stores into declared widths wrap
needs    root
prog     BEGIN { let $a : int8 = 127; $a++; print($a); let $b : uint8 = 0; $b--; print($b); let $c : uint16 = 65535; $c += 2; print($c);
           let $d : int32 = 2147483647; $d += 1; print($d); let $e : uint8 = 16; $e <<= 4; print($e); let $f : uint8 = 16; $f *= 17; print($f); exit() }
out      -128
         255
         1
         -2147483648
         0
         16

name     every compound assignment
needs    root
prog     BEGIN { let $a : int64 = 100; $a += 5; print($a); $a -= 10; print($a); $a *= 3; print($a); $a /= 2; print($a); $a %= 100; print($a);
           $a &= 0x2b; print($a); $a |= 0x100; print($a); $a ^= 0xff; print($a); $a <<= 3; print($a); $a >>= 2; print($a); exit() }
out      105
         95
         285
         142
         42
         42
         298
         469
         3752
         938

name     every compound assignment on maps
needs    root
prog     BEGIN { @a = 100; @a += 5; print((int64)@a); @a -= 10; print((int64)@a); @a *= 3; print({@a}); @a /= 2; print({@a}); @a %= 100; print({@a});
           @a &= 0x2b; print({@a}); @a |= 0x100; print({@a}); @a ^= 0xff; print({@a}); @a <<= 3; print({@a}); @a >>= 2; print({@a}); clear(@a); exit() }
out      105
         95
         285
         142
         42
         42
         298
         469
         3752
         938

name     every compound assignment on keyed maps
needs    root
prog     BEGIN { @a[1] = 100; @a[1] += 5; print(@a[1]); @a[1] -= 10; print(@a[1]); @a[1] *= 3; print(@a[1]); @a[1] /= 2; print(@a[1]); @a[1] %= 100; print(@a[1]);
           @a[1] &= 0x2b; print(@a[1]); @a[1] |= 0x100; print(@a[1]); @a[1] ^= 0xff; print(@a[1]); @a[1] <<= 3; print(@a[1]); @a[1] >>= 2; print(@a[1]); exit() }
out      105
         95
         285
         142
         42
         42
         298
         469
         3752
         938
         <empty>
         <empty>
         @a[1]: 938

name     increments of variables and maps, before and after
needs    root
prog     BEGIN { $a = 5; print($a++ + ++$a); print($a-- - --$a); @m = 5; print(@m++); print(++@m); print(@m--); print(--@m); @k[1] = 5; print(@k[1]++); print(++@k[1]); print(@k[1]--); print(--@k[1]); clear(@m); clear(@k); exit() }
out      12
         2
         5
         7
         7
         5
         5
         7
         7
         5

name     logic is short of its right side
needs    root
prog     BEGIN { $a = 0; $b = 5; if ($a && { print("never"); 1 }) { print("no") } if ($b || { print("never"); 1 }) { print("yes") }
           print($a && $b); print($a || $b); print($b && 3); print($a || 0); print(!$a && !$a); exit() }
out      yes
         false
         true
         true
         false
         true

name     bools are added as bools
needs    root
prog     BEGIN { $t = true; $f = false; print($t + $t); print($t + $f); print($t & $f); print($t | $f); print($t ^ $t); exit() }
out      true
         true
         false
         true
         false

name     ternaries nest to the right
needs    root
prog     BEGIN { $a = 2; print($a == 1 ? 10 : $a == 2 ? 20 : 30); print($a ? "yes" : "no"); print($a == 0 ? "long text" : "x"); $a == 2 ? printf("two\n") : printf("other\n"); print($a > 1 ? -1 : 300); exit() }
out      20
         yes
         x
         two
         -1

name     precedence at run time
needs    root
prog     BEGIN { $a = 1; $b = 2; $c = 3; $d = 4; print($a + $b * $c - $d); print($a | $b & $c ^ $d); print($a & 3 == 1); print($a << $b + $c); print($d - $c - $b); print($d / $b / $b); print(-$b * $c); print(~$a & 0xff); print($a < $b == true); print(!$a == false); print((uint8)$a + 255); exit() }
out      3
         7
         0
         32
         -1
         1
         -6
         254
         true
         true
         256
errnomatch ERROR


name     folding of every operator but the impossible
needs    root
prog     BEGIN { print(7 + 8); print(7 - 8); print(-7 * 8); print(100 / 7); print(100 % 7); print(6 & 3); print(6 | 3); print(6 ^ 3); print(1 << 40); print(1 << 63); print(256 >> 4);
           print(3 < 4); print(3 <= 3); print(4 > 5); print(-1 >= 0); print(3 == 3); print(3 != 3); print(1 && 0); print(1 || 0); print(-1 < 1); print(-(5)); print(!0); print(~1); exit() }
out      15
         -1
         -56
         14
         2
         2
         7
         5
         1099511627776
         9223372036854775808
         16
         true
         true
         false
         false
         true
         false
         false
         true
         true
         -5
         true
         18446744073709551614

name     folding beyond 64 bits is refused
needs    root
run      for e in '18446744073709551615 + 1' '-9223372036854775808 - 1' '9223372036854775808 * 2' '5 / 0' '5 % 0' '1 << 64' '1 >> 64' '1 << -1'; do
         "$SONDE" -e "BEGIN { print($e); exit() }" 2>"$TMP/e"; echo "$e: $?"; grep -c 'ERROR: ' "$TMP/e"; done
out      18446744073709551615 + 1: 1
         1
         -9223372036854775808 - 1: 1
         1
         9223372036854775808 * 2: 1
         1
         5 / 0: 1
         1
         5 % 0: 1
         1
         1 << 64: 1
         1
         1 >> 64: 1
         1
         1 << -1: 1
         1

name     the same expression at run time and folded differs where the reference says so
needs    root
prog     BEGIN { $a = -8; print($a >> 1); print(-8 >> 1); print($a / 3); print(-8 / 3); print($a % 3); print(-8 % 3); exit() }
out      9223372036854775804
         -4
         6148914691236517202
         -2
         2
         -2

name     pointer arithmetic scales
needs    root
prog     BEGIN { $p = (int32*)16; print($p + 2); print(2 + $p); print($p - 1); $p++; print($p); $p += 3; print($p); $q = (int8*)100; print($q + 1); print((uint64)$q); $r = (int64*)8; print($r + 1); print($p > $p); print($p == (int32*)32); print((int64)$p - 2); exit() }
out      0x18
         0x18
         0xc
         0x14
         0x20
         0x65
         100
         0x10
         false
         true
         30

name     inferred variables take the widest type assigned
needs    root
prog     BEGIN { $a = 1; $a = 300; print($a); $a = 70000; print($a); $b = 1; $b = -1; print($b); $c = (uint8)200; $c = -1; print($c); $d = (uint32)4294967295; $d = -5; print($d); exit() }
out      300
         70000
         -1
         -1
         -5

name     map values take the widest type assigned
needs    root
prog     BEGIN { @a[1] = 1; @a[2] = 4000000000; @a[3] = -1; @b = (uint8)3; @b = 100000; exit() }
out      @a[3]: -1
         @a[1]: 1
         @a[2]: 4000000000
         @b: 100000

name     sizes of types
needs    root
prog     BEGIN { print(sizeof(int8)); print(sizeof(uint16)); print(sizeof(int32)); print(sizeof(uint64)); print(sizeof(bool)); print(sizeof(int64*)); print(sizeof(int32[5])); print(sizeof(string[10])); print(sizeof((1, (int64)2))); print(sizeof((uint8)1 + 1)); print(sizeof("abc")); print(sizeof(((int8)1, (int32)2, (int16)3))); $x = (uint16)3; print(sizeof($x)); print(sizeof(comm())); exit() }
out      1
         2
         4
         8
         1
         8
         20
         10
         16
         8
         4
         12
         2
         16
