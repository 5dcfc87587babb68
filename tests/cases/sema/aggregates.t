name   all of them
prog   BEGIN { @a = count(); @b = sum(pid); @c = min(-1); @d = max(1); @e = avg(pid); @f = stats(nsecs); @g = hist(1); @h = lhist(pid, 0, 100, 10); @i = tseries(5, 100ms, 20, "avg") }
typed  x

name   signs join
prog   BEGIN { @a = sum(pid); @a = sum(-1); @b = sum(1); @c = sum(pid); @c = sum(1) }
typed  x

name   as the value of a block
prog   BEGIN { @a[1] = { $x = pid; sum($x) }; @b = { { count() } } }
typed  x

name   not assigned to a map
prog   BEGIN { count(); $x = sum(1); print(hist(1)); @a += count() }

name   counts and kinds of arguments
prog   BEGIN { @a = count(1); @b = sum(); @c = sum("x"); @d = sum((1, 2)); @e = lhist(1, 2, 3) }

name   hist parameters
prog   BEGIN { @a = hist(1, 6); @b = hist(1, pid); @c = hist(1, 1); @c = hist(1, 2) }

name   lhist parameters
prog   BEGIN { @a = lhist(1, 10, 5, 1); @b = lhist(1, 0, 10000, 1); @c = lhist(1, 0, 10, 0); @d = lhist(1, 0, 10, 20); @e = lhist(1, -1, 10, 1); @f = lhist(1, 0, 10, 1); @f = lhist(1, 0, 20, 1) }

name   tseries parameters
prog   BEGIN { @a = tseries(1, 0, 10); @b = tseries(1, 1, 0); @c = tseries(1, 1, 2000000); @d = tseries(1, 1, 1, "foo"); @e = tseries(1, 1, 1); @e = tseries(1, 1, 2) }
