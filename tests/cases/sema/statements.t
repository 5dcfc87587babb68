name   jumps outside loops
prog   BEGIN { break; } END { continue; }

name   return
prog   BEGIN { if (pid) { return; } return 5; }
typed  x

name   a probe returns integers
prog   BEGIN { return "a"; }

name   unreachable
prog   BEGIN { return; print(1); print(2) } END { exit(); print(3) }

name   exit in a for loop
prog   BEGIN { for $i : 0..3 { exit() } while (pid) { exit() } }

name   ranges
prog   BEGIN { for $i : 0..5 { print($i) } for ($j : 0..pid) { print($j) } for $k : (-1)..3 { } }
typed  x

name   ranges of other things
prog   BEGIN { for $i : "a"..5 { } for $i : 0..comm { } }

name   loops over maps
prog   BEGIN { @a[1, "x"] = pid; for $kv : @a { print($kv.0.1); print($kv.1) } @c[comm] = count(); for $kv : @c { print($kv) } }
typed  x

name   loops over what is no map
prog   BEGIN { @a = 1; for $kv : @a { } @h[1] = hist(1); for $kv : @h { } for $kv : @nope { } }

name   what a loop body uses from outside
prog   BEGIN { $n = 0; for $i : 0..3 { $n += $i; for $j : 0..2 { $n++; } } print($n) }
typed  x

name   the context in a loop body
prog   kprobe:vfs_read { for $i : 0..3 { print(arg0); print(ctx) } }

name   return with and without a value in loops
prog   BEGIN { for $i : 0..3 { return; } for $i : 0..3 { return 1; } }

name   while and unroll
prog   BEGIN { $i = 0; while ($i < 3) { $i++; if ($i == 2) { break; } } unroll(3) { print(1) } }
typed  x

name   unroll counts
prog   BEGIN { unroll(0) { } unroll(101) { } unroll(pid) { } }

name   a predicate is a condition
prog   BEGIN /pid == 1/ { print(1) }
typed  x

name   a predicate of the wrong type
prog   BEGIN /comm/ { print(1) }

name   import in a block
prog   BEGIN { import "x"; }

name   comptime
prog   BEGIN { if comptime (sizeof(int32) == 4) { print(1) } else { print("a" - 1) } $x = comptime (1 + 2); $y = (uint16)1; if comptime (is_integer($y)) { print(2) } else { $y.foo = 1; } }
typed  x

name   comptime of what is not known
prog   BEGIN { if comptime (pid == 1) { print(1) } print(comptime pid) }

name   typeinfo is off
prog   BEGIN { print(typeinfo(1)) }

name   typeinfo
prog   config = { unstable_typeinfo=enable } BEGIN { print(typeinfo(1).full_type); print(typeinfo(comm)); @c = sum(pid); print(typeinfo(@c).base_type) }
typed  x

name   the types do not settle or do
prog   BEGIN { $x = (1, 2); $x = (1, $x); @a = (1, @a) }
