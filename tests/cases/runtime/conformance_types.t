# Sections 3, 4.7, 6.2: strings, tuples, records, arrays, buffers, pointers, enums, C definitions.

name     strings compare up to the first NUL
needs    root
prog     BEGIN { $a = "abc"; $b = "abc\0def"; print($a == $b); print($a != $b); print($a == "abcd"); print("abc" == "abc"); let $c : string[20] = "abc"; print($c == $a); print(comm == "no such"); print("" == ""); $e = ""; print($e == ""); exit() }
out      true
         false
         false
         true
         true
         false
         true
         true

name     folded strings compare in order
needs    root
prog     BEGIN { print("a" < "b"); print("b" <= "a"); print("b" > "a"); print("a" >= "b"); print("a" == "a"); print("a" != "a"); print(str(57005)); print(str("hello", 3)); print("abc"[2]); exit() }
out      true
         false
         true
         false
         true
         false
         57005
         hel
         99

name     escapes in strings
needs    root
run      "$SONDE" -q -e 'BEGIN { printf("[\t][\"][\\][\101][\x41][\X4a][\7]\n"); print("tab\there"); exit() }' | cat -A
out      [^I]["][\][A][A][J][^G]$
         tab^Ihere$
         $
         $

name     assigning shorter and longer strings
needs    root
prog     BEGIN { $a = "a"; $a = "longer text"; print($a); $a = "b"; print($a); @s = "x"; @s = "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"; print({@s}); @s = "z"; print({@s}); @k["short"] = 1; @k["rather a long key, longer than all others"] = 2; print(@k["short"]); clear(@s); exit() }
out      longer text
         b
         yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy
         z
         1
         <empty>
         <empty>
         @k[short]: 1
         @k[rather a long key, longer than all others]: 2

name     indexing strings and arrays
needs    root
prog     BEGIN { $s = "hello"; print($s[1]); $i = (uint64)4; print($s[$i]); $a = (int8[4])"xyz"; print($a[0]); print($a[2]); $b = (uint16[4])(uint64)0x0004000300020001; print($b); print($b[3]); $c = (uint8[8])(uint64)0x0807060504030201; print($c); print((uint64)$c); exit() }
out      101
         111
         120
         122
         [1,2,3,4]
         4
         [1,2,3,4,5,6,7,8]
         578437695752307201

name     arrays compare
needs    root
prog     BEGIN { $a = (uint8[4])(uint32)5; $b = (uint8[4])(uint32)5; $c = (uint8[4])(uint32)6; print($a == $b); print($a == $c); print($a != $c); @x = $a; print({@x} == $b); @k[$a] = 1; print(@k[$b]); clear(@x); clear(@k); exit() }
out      true
         false
         true
         true
         1

name     tuples nest, index and compare
needs    root
prog     BEGIN { $t = (1, "two", (3, (4, "five")), true); print($t); print($t.0); print($t.1); print($t.2.1.1); print($t.2.1); print($t[0]); print($t.3); $u = (1, (int64)2); print($u == (1, 2)); print($u != (1, 3)); print((1, "a") == (1, "b")); print(((int8)1, (uint8)2, (int32)-3, (uint64)4)); print((-1, -300)); print(("a",)); exit() }
out      (1, two, (3, (4, five)), true)
         1
         two
         five
         (4, five)
         1
         true
         true
         true
         false
         (1, 2, -3, 4)
         (-1, -300)
         (a)

name     records by name
needs    root feature:for_each_map_elem
prog     BEGIN { $r = (a = 1, b = "x", c = (d = 2, e = (3, 4))); print($r); print($r.a); print($r.b); print($r.c.d); print($r.c.e.1); print((a=1,b=2) == (b=2,a=1)); print((a=1,b=2) == (a=1,b=3)); $r = (a = 1000, b = "longer", c = (d = -2, e = (3, 4))); print($r); @m = $r; print({@m}); print(@m.b); @k[(p=1,q="z")] = $r; for ($kv : @k) { print($kv); print($kv.0.q); print($kv.1.c.d); } clear(@m); clear(@k); exit() }
out      { .a = 1, .b = x, .c = { .d = 2, .e = (3, 4) } }
         1
         x
         2
         4
         true
         false
         { .a = 1000, .b = longer, .c = { .d = -2, .e = (3, 4) } }
         { .a = 1000, .b = longer, .c = { .d = -2, .e = (3, 4) } }
         longer
         ({ .p = 1, .q = z }, { .a = 1000, .b = longer, .c = { .d = -2, .e = (3, 4) } })
         z
         -2

name     tuples in maps as values and keys
needs    root
prog     BEGIN { @t = (1, "a", -5); print(@t.0); print(@t.1); print(@t.2); @k[1, "x", (2, 3)] = (4, "v"); print(@k[1, "x", (2, 3)]); print(@k[1, "x", (2, 3)].1); print(@k[(1, "x", (2, 3))].0); print(@k[9, "x", (2, 3)]); clear(@t); exit() }
match    ^1$
         ^a$
         ^-5$
         ^\(4, v\)$
         ^v$
         ^4$
         ^\(0, \)$
         ^@k\[1, x, \(2, 3\)\]: \(4, v\)$

name     buffers
needs    root
prog     BEGIN { $b = buf("ab\\\x00\x7f c", 7); print($b); $c = buf("ab", 2); print($c == buf("ab", 2)); print($c == buf("ac", 2)); @b = $b; @k[$c] = 1; exit() }
out      ab\\x00\x7f c
         true
         false
         <empty>
         <empty>
         @b: ab\\x00\x7f c
         @k[ab]: 1

name     pointers and their text
needs    root
prog     BEGIN { $p = (int8*)0xffff888000001000; print($p); print((int8*)0); printf("%p %p %s %d\n", $p, 0, $p, $p); @p = $p; @k[$p] = 1; exit() }
out      0xffff888000001000
         0x0
         0xffff888000001000 0 0xffff888000001000 4096
         <empty>
         <empty>
         @k[0xffff888000001000]: 1
         @p: 0xffff888000001000

name     enums by name and by number
needs    root
prog     enum colour { RED, GREEN = 5, BLUE } enum { ANONYMOUS = 77 }
         BEGIN { $c = GREEN; print($c); printf("%s %d\n", $c, $c); print(BLUE); print(ANONYMOUS); print((enum colour)5); $n = 9; print((enum colour)$n); print(RED == 0); print($c > RED); @e[BLUE] = RED; print((int64)BLUE + 1); print((1, GREEN)); exit() }
out      GREEN
         GREEN 5
         BLUE
         ANONYMOUS
         GREEN
         9
         true
         true
         7
         (1, GREEN)
         <empty>
         <empty>
         @e[BLUE]: RED

name     C structs are read through pointers
needs    root
prog     struct inner { int a; char name[8]; };
         struct outer { char c; short s; struct inner in; unsigned long long u; unsigned bits1 : 3; unsigned bits2 : 5; int list[3]; union { int x; unsigned char y[4]; }; struct inner *next; };
         BEGIN { print(sizeof(struct inner)); print(sizeof(struct outer)); print(offsetof(struct outer, s)); print(offsetof(struct outer, in)); print(offsetof(struct outer, in.name)); print(offsetof(struct outer, u)); print(offsetof(struct outer, list)); print(offsetof(struct outer, next)); exit() }
out      12
         56
         2
         4
         8
         16
         28
         48

name     a struct in user memory
needs    root uprobe
run      "$SONDE" -q -c "$PROGRAMS/structs" -e 'struct point { int x; short y; char name[10]; unsigned char a : 3; unsigned char b : 5; int v[3]; struct { long p; } in; struct point *next; };
         uprobe:'"$PROGRAMS"'/structs:visit { $p = (struct point *)arg0; print($p->x); print($p.y); print($p->name); print($p->a); print($p->b); print($p->v); print($p->v[2]); print($p->in.p);
         print($p->next->x); print($p->next->name); @s = *$p; print(@s.y); $q = *$p; print($q.name); @n[$p->name] = $p->x; print((int32)arg1); print(str(arg2)); print(*(int32*)arg0); print(((int32*)arg0)[0]); print($p->next->next == 0); clear(@s); }'
out      -7
         300
         point one
         5
         17
         [1,-2,3]
         3
         1099511627776
         99
         last
         300
         point one
         -3
         some text
         -7
         -7
         true
         <empty>
         <empty>
         @n[point one]: -7

name     a whole struct is printed field by field
needs    root uprobe
run      "$SONDE" -q -c "$PROGRAMS/structs" -e 'struct point { int x; short y; char name[10]; unsigned char a : 3; unsigned char b : 5; int v[3]; struct { long p; } in; };
         uprobe:'"$PROGRAMS"'/structs:visit { $p = (struct point *)arg0; print(*$p); @p = *$p; }'
out      { .x = -7, .y = 300, .name = point one, .a = 5, .b = 17, .v = [1,-2,3], .in = { .p = 1099511627776 } }
         <empty>
         <empty>
         @p: { .x = -7, .y = 300, .name = point one, .a = 5, .b = 17, .v = [1,-2,3], .in = { .p = 1099511627776 } }

name     what a function returns
needs    root uprobe
run      "$SONDE" -q -c "$PROGRAMS/structs" -e 'uretprobe:'"$PROGRAMS"'/structs:visit { print((int64)retval); print(retval); }'
out      -10
         18446744073709551606

name     arguments by the names that debug information gives
needs    root uprobe
run      "$SONDE" -q -c "$PROGRAMS/structs" -e 'uprobe:'"$PROGRAMS"'/structs:visit { print(args.number); print(str(args.text)); print(args.p->x); print(args.p->next->name); }'
out      -3
         some text
         -7
         last

name     casts between strings and arrays
needs    root
prog     BEGIN { $s = "ab"; $a = (int8[3])$s; print($a); print((int8[])$s); print((uint32)(uint8[4])(uint32)0x01020304); print((bool[4])(uint32)0x00010001); print((uint8[])(uint32)258); exit() }
out      [97,98,0]
         [97,98,0]
         16909060
         [true,false,true,false]
         [2,1,0,0]

name     typeof follows expressions and types
needs    root
prog     config = { unstable_typeinfo=enable } BEGIN { $a = (uint16)5; let $b : typeof($a) = 6; print(typeinfo($b).full_type); let $c : typeof(int32*); $c = (int32*)8; print(typeinfo($c).full_type); @m["x"] = (uint8)1; print(typeinfo(@m).full_type); print(typeinfo({@m["x"]}).full_type); print((typeof($a))65537); print(typeinfo(int64).base_type); print(typeinfo("s").base_type); print(typeinfo((1,2)).base_type); print(typeinfo((a=1)).base_type); clear(@m); exit() }
out      uint16
         int32 *
         string[2]
         uint8
         1
         int
         string
         tuple
         record

name     comptime decides before types are checked
needs    root
prog     BEGIN { $a = (uint16)5; if comptime (sizeof($a) == 2) { print("two") } else { print("x" * $a) } print(comptime (1 + 2)); if comptime (false) { $b = "text"; $b = 5; } exit() }
out      two
         3

name     unassigned variables read as zero
needs    root
prog     BEGIN { let $a : int32; let $s : string[8]; let $p : int8*; if ($a) { print("set") } print($a); print($p); print($a == 0); printf("[%s]\n", $s); if (0) { $x = 1; } let $y; if ($a == 5) { $y = 3; } print($y); exit() }
out      0
         0x0
         true
         []
         0

name     variables live in their blocks
needs    root
prog     BEGIN { if (1) { $a = 1; print($a) } else { $a = "s"; print($a) } { $a = 300; print($a) } let $b = 1; { $b = 2; } print($b); exit() }
out      1
         300
         2

name     blocks and conditions have values
needs    root
prog     BEGIN { $n = 5; $a = { let $t = $n * 2; $t + 1 }; print($a); $b = if ($n > 3) { "big" } else { "small" }; print($b); $c = if ($n == 1) { 1 } else if ($n == 5) { 500 } else { -1 }; print($c); print({ 7 }); print({ let $q = 3; $q } + { 4 }); exit() }
out      11
         big
         500
         7
         7

name     if without parentheses takes a unary condition
needs    root
prog     BEGIN { $a = 1; $z = 0; if $a { print("one") } if !$z { print("zero") } if $z { print("no") } else if -$a { print("minus") } exit() }
out      one
         zero
         minus
