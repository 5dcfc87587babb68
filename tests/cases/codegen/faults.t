# Faults at run time: reported with their place, counted, and never fatal.

name     division by zero gives 1 and a warning
needs    root
prog     BEGIN { $z = rand * 0; print(5 / $z); print(5 % $z); $z++; print(5 / $z); exit() }
out      1
         1
         5
errmatch ^stdin:1:[0-9]+-[0-9]+: WARNING: .*by 0

name     a failed read is zero, and said with -k only
needs    root
args     -k
prog     BEGIN { print(*(int32*)kptr(8)); print(str(kptr(8))); exit() }
match    ^0$
errmatch ^stdin:1:15-31: WARNING: 
         helper: probe_read_kernel, retcode: -

name     without -k nothing is said
needs    root
prog     BEGIN { print(*(int32*)kptr(8)); print(@x[1]); @x[2] = 1; exit() }
match    ^0$
errnomatch WARNING

name     a missing key, with -k
needs    root
args     -k
prog     BEGIN { @x[2] = 1; print(@x[1]); exit() }
match    ^0$
errmatch WARNING: .*element

name     a full map
needs    root feature:for_each_map_elem
prog     let @m = hash(2); BEGIN { for ($i : 0..5) { @m[$i] = 1; } print(len(@m)); for ($i : 0..5) { @c[$i]++; } exit() }
match    ^2$
errmatch WARNING: .*[Mm]ap.* full

name     an index past the end
needs    root
prog     BEGIN { $a = (int8[4])(int32)0x04030201; $i = (uint64)rand * 0 + 9; print($a[1]); $b = $a[$i]; print($a[3]); exit() }
match    ^2$
         ^4$
errmatch WARNING: .*out of bounds

name     thousands of faults are a few lines and a count
needs    root
prog     BEGIN { $z = rand * 0; for ($i : 0..1000) { @ += 5 / $z; } exit() }
match    ^@: 1000$
errmatch by 0

name     no warnings wanted, none made
needs    root
args     --no-warnings
prog     BEGIN { $z = rand * 0; print(5 / $z); exit() }
out      1
errnomatch WARNING
