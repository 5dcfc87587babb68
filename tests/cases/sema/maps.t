name   scalars and keys
prog   BEGIN { @a = 1; @b[1] = "x"; @c[pid, comm] = (1, 2); @d = "text"; @e = kstack; @f = true }
typed  x
plan   x

name   with and without a key
prog   BEGIN { @a[1] = 1; @a = 2 } END { @b = 1; print(@b[2]) }

name   keys of other types
prog   BEGIN { @a[1] = 1; @a["x"] = 2; @b[1, 2] = 1; @b[1] = 2 }

name   keys join
prog   BEGIN { @a["x"] = 1; @a["longer"] = 2; @b[1, "a"] = 1; @b[pid, comm] = 2; print(has_key(@a, "the longest")) }
typed  x

name   values of other types
prog   BEGIN { @a = 1; @a = "x"; @b = count(); @b = 1; @c = count(); @c = sum(1) }

name   what is no key
prog   interval:s:1 { @a = hist(1); @b[@a] = 1; @c[printf("x")] = 1 }

name   the context is no value
prog   kprobe:vfs_read { @a = ctx; @b[ctx] = 1 }

name   delete and has_key
prog   BEGIN { @a[1] = 1; _ = delete(@a, 1); _ = delete(@a[300]); _ = has_key(@a, pid); @b = 1; _ = delete(@b) }
typed  x

name   delete and has_key as the map is not
prog   BEGIN { @a[1] = 1; _ = delete(@a); @b = 1; _ = delete(@b, 1); _ = has_key(@b, 1); _ = delete(1); _ = has_key(@a) }

name   find
prog   BEGIN { @a[1] = "x"; $v = "y"; if (find(@a, 1, $v)) { print($v) } }
typed  x

name   whole maps
prog   BEGIN { @a[1] = 1; print(@a); print(@a, 5); print(@a, 5, 2); clear(@a); zero(@a); print(@a[1]); print(is_scalar(@a)) }
typed  x

name   wrong use of whole maps
prog   BEGIN { @a[1] = 1; print(@a, pid); print(1, 2); clear(1); clear(@a[1]); @h[1] = hist(1); print(@h[1]) }

name   printing in a loop
prog   BEGIN { @a = 1; for $i : 0..3 { print(@a) } }

name   declared maps
prog   let @a = hash(10); let @b = lruhash(5); let @c = percpuhash(7); let @d = percpulruhash(8); BEGIN { @a[1] = 1; @b[1] = 1; @c[1] = count(); @d[1] = sum(1) }
typed  x
plan   x

name   declarations that do not fit
prog   let @a = hash(10); let @b = percpuhash(5); let @c = foo(7); let @d = hash(3); BEGIN { @a[1] = count(); @b[1] = 1; @c[1] = 1 }

name   where maps live
prog   BEGIN { @i = 1; @s = "a"; @c = count(); @h = hist(1); @l = lhist(1, 0, 10, 1); @t = tseries(1, 1s, 10); @k[1] = hist(1, 2); @m[comm] = min(1); @v[1] = avg(1); @w[1] = stats(1); @big = tseries(1, 1s, 10000); @x = 1; $p = &@x }
plan   x
