name   the smallest type that holds a literal
prog   BEGIN { print(1); print(127); print(128); print(300); print(70000); print(5000000000); print(9223372036854775807); print(9223372036854775808) }
typed  x

name   strings and bools
prog   BEGIN { print("abc"); print(""); print(true) }
typed  x

name   a literal takes the sign of the other side
prog   BEGIN { $a = (uint8)1; print($a == 1); print($a + 1); $b = 1; $b = nsecs; print($b) }
typed  x

name   types of a variable join
prog   BEGIN { $a = 1; $a = 300; $s = "a"; $s = "abc"; $t = (1, "a"); $t = (300, "abcd") }
typed  x

name   signed and unsigned join to a larger type
prog   BEGIN { $a = (int8)1; $a = (uint8)2; $b = (int32)1; $b = (uint8)1 }
typed  x

name   the largest types do not hold each other
prog   BEGIN { $a = (int64)1; $a = nsecs; print($a) }
