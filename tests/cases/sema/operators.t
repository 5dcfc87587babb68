name   arithmetic is 64 bits wide
prog   BEGIN { $v = (uint8)1; print($v + $v); print($v << 1); print($v * -1); print($v - $v); print(pid % 3) }
typed  x

name   unary operators keep the width of their operand
prog   BEGIN { $v = (uint8)1; print(~$v); print(-$v); $w = (int16)1; print(-$w); print(!$v); print(!true) }
typed  x

name   comparisons
prog   BEGIN { print(pid == 1); print(pid < (int8)3); print("a" == "abc"); print((1, "a") == (300, "abc")); print((x=1,y=2) == (y=3,x=4)) }
typed  x

name   logical operators make bools
prog   BEGIN { print(pid && 1); print(!pid || curtask && true) }
typed  x

name   bools
prog   BEGIN { $t = pid == 1; print($t + $t); print($t == true) }
typed  x

name   pointers
prog   BEGIN { $p = (int32 *)kaddr("jiffies"); print($p + 1); print(1 + $p); print($p - 1); print($p == 0); print($p < $p); print(*$p); print($p[3]) }
typed  x

name   what pointers do not do
prog   BEGIN { $p = (int32 *)0; print(1 - $p); print($p + $p); print($p * 2); print(!$p) }

name   pointers to different types
prog   BEGIN { $p = (int32 *)0; $q = (int8 *)0; print($p == $q); $r = (struct task_struct *)0; print($p == $r) }

name   strings only compare for equality
prog   BEGIN { $s = comm; print($s < "a"); print($s + "b"); print(-$s); print(!$s) }

name   a string and a number
prog   BEGIN { $a = 1; print($a == "x"); print($a + "x") }

name   signed comparison of an unsigned number
prog   BEGIN { print(nsecs == -1) }

name   division of different signs
prog   BEGIN { $a = -8; print($a / pid); print($a / 2); print(pid / 2) }

name   shifts and bits of tuples
prog   BEGIN { print((1, 2) << 1); print((1, 2) < (1, 3)); print((1, 2) == (1, 2, 3)) }

name   logical operators of strings
prog   BEGIN { print(comm && 1) }

name   an address is followed
prog   BEGIN { print(*comm); $p = (void *)0; print(*$p) }

name   an integer is followed like a pointer
prog   kprobe:vfs_read { print(*arg0) }
typed  x

name   an address of unknown space
prog   BEGIN { $p = (int8 *)1; print(*$p); print(*$p) }

name   address of variables and maps
prog   BEGIN { $x = 1; $p = &$x; @m = 1; $q = &@m; print(*$p) }
typed  x

name   address of anything else
prog   BEGIN { @m[1] = 1; $p = &@m; $q = &@m[1] }

name   ?: and if as values
prog   BEGIN { $x = pid ? 1 : 300; $s = pid == 1 ? "a" : "abc"; $y = if (pid) { 1 } else { 2 }; print(pid ? "y" : "n") }
typed  x

name   branches that do not go together
prog   BEGIN { $x = pid ? 1 : "a" }

name   one branch has no value
prog   BEGIN { $x = if (pid) { 1 }; $y = pid ? printf("a") : 1 }

name   void branches
prog   BEGIN { pid ? printf("a") : printf("b") }
typed  x

name   conditions
prog   BEGIN { if (comm) { } if ((1, 2)) { } @c = count(); if (@c) { } if (@c > 1) { } }

name   conditions become bools
prog   BEGIN { if (pid) { } if (curtask) { } if (pid == 1) { } if pid { } }
typed  x

name   block expressions
prog   BEGIN { $x = { let $y = pid; $y + 1 }; print($x) }
typed  x
