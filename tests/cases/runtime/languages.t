# Functions of programs in Go and Rust: their names, and returns that harm nobody.

name     Go: a function that returns while its stack moves is left in peace
needs    root uprobe traced:goroutines
run      P=$PROGRAMS/goroutines; "$SONDE" -q -c "$P 1" -e "uretprobe:$P:main.Deep { @returns = count(); @deepest = max(retval); }" && "$SONDE" -q --no-feature uprobe_multi -c "$P 1" -e "uretprobe:$P:main.Deep { @returns = count(); }"
match    ^8004 3 7 2\.5$
         ^@returns: 8004$
         ^@deepest: 2001$
timeout  30

name     Go: methods and instances by the names they have
needs    root uprobe traced:goroutines
run      P=$PROGRAMS/goroutines; "$SONDE" -q -c "$P 2" -e "uprobe:$P:main.(*Counter).Add { @args[reg(\"bx\")] = count(); } uretprobe:$P:\"main.(*Counter).Add\" { @[retval] = count(); } uretprobe:$P:main.Max* { @max[probe] = count(); }" | sed 's,uretprobe:[^]]*/,,'
match    ^@args\[3\]: 2$
         ^@\[3\]: 1$
         ^@\[6\]: 1$
         ^@max\[goroutines:main\.Max\[go\.shape\.int.*\]\]: 1$

name     Go: all returns of a package, and those that cannot be probed left out
needs    root uprobe traced:goroutines
run      P=$PROGRAMS/goroutines; "$SONDE" -q -c "$P 1" -e "config = { max_probes = 20000 } uretprobe:$P:runtime.m* { @ = count(); } uretprobe:$P:main.main.func1 { @ended = count(); }"
match    ^8004 3 7 2\.5$
         ^@ended: [1-4]$
timeout  40

name     Go: a function that never returns is refused with the reason
needs    root uprobe traced:goroutines
run      "$SONDE" -e "uretprobe:$PROGRAMS/goroutines:runtime.sigpanic { }"
errmatch the return of the Go function runtime.sigpanic cannot be probed: it has no return instruction
         ^HINT: Go moves its stacks
status   1

name     Go: names in stacks
needs    root uprobe traced:goroutines
run      P=$PROGRAMS/goroutines; "$SONDE" -q -c "$P 1" -e "uprobe:$P:main.(*Counter).Add { @[ustack(2)] = count(); }"
match    ^        main\.\(\*Counter\)\.Add\+0$
         ^        runtime\.main\+[0-9]+$

name     Rust: functions by the names in the source
needs    root uprobe traced:crates
run      P=$PROGRAMS/crates; "$SONDE" -q -c $P -e "uprobe:$P:rust:\"crates::space::largest::<u64>\" { @[probe] = count(); } uretprobe:$P:rust:\"<crates::space::Shape>::grow\" { print(retval); } uretprobe:$P:rust:\"*Shape as*area\" { @area[retval] = count(); }" | sed 's,uprobe:[^ ]*/,,'
match    ^7$
         ^@area\[49\]: 1$
         ^@\[crates:rust:crates::space::largest::<u64>\]: 1$

name     Rust: names in stacks
needs    root uprobe traced:crates
run      P=$PROGRAMS/crates; "$SONDE" -q -c $P -e "uprobe:$P:rust:\"*Shape as*area\" { @[ustack(2)] = count(); }"
match    ^        <crates::space::Shape as crates::space::Area>::area\+0$
