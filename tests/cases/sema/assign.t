name   a string to an integer
prog   BEGIN { $a = 1; $a = "x" }

name   a bool is no integer
prog   BEGIN { $b = true; $b = 1 }

name   a literal that does not fit
prog   BEGIN { let $a : uint8 = 256; let $b : uint8 = -1; let $c : int8 = 128 }

name   a declared type converts
prog   BEGIN { let $a : uint64 = 1; let $b : int16 = (int8)3; let $s : string[10] = "abc" }
typed  x

name   a string too long for its variable
prog   BEGIN { let $s : string[3] = "abcdef" }

name   a string without a size takes it from what is assigned
prog   BEGIN { let $s : string; $s = "a"; $s = "abc" }
typed  x

name   a string without a size is still a string
prog   BEGIN { let $s : string = 1 }

name   a wide value in a narrow variable
prog   BEGIN { let $a : uint8 = pid }

name   the result of an operator is wide
prog   BEGIN { let $x : uint8 = 200; $x += 100; $x++; print($x) }

name   no variable is an aggregate
prog   BEGIN { let $x : sum_t; }

name   an unknown type
prog   BEGIN { let $x : foo = 1 }

name   an unknown struct
prog   BEGIN { $x = (struct nope *)0 }

name   compound assignment of strings
prog   BEGIN { $s = "a"; $s += "b" }

name   compound assignment
prog   BEGIN { $x = 5; $x += 1; $x <<= 2; $p = (int32 *)0; $p += 2; @m = 1; @m -= pid }
typed  x

name   ++ makes 64 bits
prog   BEGIN { $x = 1; $x++; @a++; @b[1]--; @c++; @c = nsecs; let $y : uint8 = 1; $y++; $p = (int32 *)0; $p++ }
typed  x

name   ++ of a string
prog   BEGIN { $s = "a"; $s++; @c = count(); @c++ }

name   two maps cannot share an aggregate
prog   BEGIN { @a = count(); @b = @a }

name   a histogram cannot be copied
prog   BEGIN { @a = hist(1); @b = @a; $x = @a }

name   an aggregate is read as an integer
prog   BEGIN { @a = count(); @s = sum(-1); @u = sum(pid); @i = 1; @i = @a; $x = @s; $y = @u; @k[@a] = 1; print((1, @s)) }
typed  x

name   never assigned, and read before
prog   BEGIN { let $x; let $y : int8; print($y); $y = 1; $x = $y }

name   the value is discarded
prog   BEGIN { _ = pid; _ = delete(@x, 1); @x[1] = 2 }
typed  x

name   a statement without effect
prog   BEGIN { pid; @x[1] = 1; delete(@x, 1); 1 + 1; }
