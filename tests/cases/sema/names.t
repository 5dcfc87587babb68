name   an unknown identifier
prog   BEGIN { print(foo) }

name   a misspelt builtin
prog   BEGIN { print(comn) }

name   a function without its parentheses
prog   BEGIN { $x = kstack; $y = strncmp }

name   an unknown function
prog   BEGIN { nope(1) }

name   a misspelt function
prog   BEGIN { prinft("x") }

name   functions of a script cannot be called
prog   fn f($a : int64) : int64 { return $a; } BEGIN { f(1) }

name   an undefined variable
prog   BEGIN { print($x) }

name   an undefined variable is said once
prog   BEGIN { print($x); print($x + 1) }

name   a variable does not leave its block
prog   BEGIN { if (pid) { $x = 1; } print($x) }

name   a value that needs its own variable
prog   BEGIN { $x = $x + 1 }

name   an undefined map
prog   BEGIN { print(@nope) }

name   a misspelt map
prog   BEGIN { @counts[pid] = count(); print(@count) }

name   a variable is declared twice
prog   BEGIN { $x = 1; let $x; }

name   a declaration in an inner block shadows
prog   BEGIN { let $x = 1; if (pid) { let $x = 2; } }

name   a loop variable shadows
prog   BEGIN { $i = 1; for $i : 0..3 { } }

name   blocks side by side have their own variables
prog   BEGIN { if (pid) { $x = 1; } else { $x = "a"; } }
typed  x

name   probes have their own variables
prog   BEGIN { $x = 1; } END { $x = "a"; }
typed  x

name   a variable is declared and never typed
prog   BEGIN { let $x; }

name   a variable that is only declared with a type
prog   BEGIN { let $x : uint8; print($x) }

name   sarg is gone
prog   kprobe:vfs_read { print(sarg0) }

name   enumerators are names
prog   BEGIN { print(POLICY_FIFO); $x = BIG_VALUE; @e[POLICY_IDLE] = 1 }
typed  x

name   maps are those of the whole program
prog   END { print(@x); } BEGIN { @x = 300 }
typed  x

name   a map is declared twice
prog   let @x = hash(2); let @x = hash(3); BEGIN { @x[1] = 1 }
