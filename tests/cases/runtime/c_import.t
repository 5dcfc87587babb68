# C that joins in: functions of BPF objects, by clang and by gcc, called from scripts. tests/objects/functions.bpf.c is
# what is imported.

name     functions of objects by clang and by gcc
needs    root traced:functions-clang.bpf.o traced:functions-gcc.bpf.o
run      for c in clang gcc; do "$SONDE" -q -e 'import "'$PROGRAMS/functions-$c.bpf.o'";
         fn twice($x : int32) : int64 { return scaled($x) * 2; }
         BEGIN { printf("%d %d %d\n", scaled(7), sum_so_far(), twice(2)); printf("%d %d %d\n", nested(1), minus_three(), five(1, 2, 3, 4, 5));
         nothing(); printf("%d\n", sum_so_far()); exit() }' | grep .; done
timeout  60
out      21 12 12
         2 -3 54321
         15
         21 12 12
         2 -3 54321
         15

name     C is compiled when it is imported
needs    root program:clang
run      "$SONDE" -q -e 'import "'$TESTS'/objects/functions.bpf.c"; BEGIN { printf("%d %d\n", scaled(7), sum_so_far()); exit() }'
timeout  60
out      21 12

name     an import is relative to its script, and what C includes to the C
needs    root program:clang
run      mkdir "$TMP/lib"; cp "$TESTS"/objects/functions.* "$TMP/lib"; printf 'import "lib/functions.bpf.c";\nBEGIN { print(second((1, (int64)7))); exit() }\n' >"$TMP/x.bt"; cd / && "$SONDE" -q "$TMP/x.bt"
timeout  60
out      7

name     calls from two probes, in conditions, in loops, as keys and values of maps
needs    root traced:functions-clang.bpf.o traced:functions-gcc.bpf.o feature:bpf_loop
run      for c in clang gcc; do "$SONDE" -q -e 'import "'$PROGRAMS/functions-$c.bpf.o'";
         BEGIN { if (is_small(3)) { @["small"] = scaled(1); } if (is_small(30)) { @["large"] = 1; } for ($i : 0..3) { @n = count_of(9); } @k[scaled(2)] = count(); }
         END { @["end"] = sum_so_far(); @n = count_of(9); }
         interval:ms:10 { if (scaled(0) == 0) { exit(); } }' | grep @; done
timeout  60
out      @[small]: 3
         @[end]: 8
         @k[6]: 1
         @n: 4
         @[small]: 3
         @[end]: 8
         @k[6]: 1
         @n: 4

name     texts, buffers, tuples and pointers as arguments
needs    root traced:functions-clang.bpf.o traced:functions-gcc.bpf.o
run      for c in clang gcc; do "$SONDE" -q -e 'import "'$PROGRAMS/functions-$c.bpf.o'"; BEGIN { $b = buf("abc", 16); $s = "some text";
         printf("%d %d %d %d\n", length("hello"), length($s), length($b), length(comm) == (int64)5); printf("%d %d\n", second((1, (int64)77)), second((a=1, b=(int64)78))); exit() }'; done
timeout  60
out      5 9 3 1
         77 78
         <empty>
         <empty>
         5 9 3 1
         77 78

name     numbers are converted as in C
needs    root traced:functions-clang.bpf.o traced:functions-gcc.bpf.o
run      for c in clang gcc; do "$SONDE" -q -e 'import "'$PROGRAMS/functions-$c.bpf.o'"; BEGIN { printf("%d %d %d\n", scaled(65537), scaled(-2), is_small(300)); exit() }'; done
timeout  60
out      3 -6 0
         <empty>
         <empty>
         3 -6 0

name     functions of C and of the script in one long body
needs    root traced:functions-clang.bpf.o feature:bpf_loop
run      { echo 'import "'$PROGRAMS'/functions-clang.bpf.o"; BEGIN {'; for i in $(seq 400); do echo "@m[$i, \"x\"] = scaled(1); @c[$i] = count();"; done; echo 'print(sum_so_far()); clear(@m); clear(@c); exit(); }'; } >"$TMP/x.bt"; "$SONDE" -q "$TMP/x.bt" | head -n 1
timeout  60
out      405

name     calls that do not fit are errors where they are written
needs    root traced:functions-clang.bpf.o
run      cd "$PROGRAMS" && "$SONDE" -e 'import "functions-clang.bpf.o"; BEGIN { $a = scaled("x"); $b = scaled(); $c = second(curtask); $d = second((1, 2)); exit() }' 2>&1 | grep -o '[0-9][0-9:-]*: ERROR.*'
timeout  60
out      1:53-56: ERROR: scaled(): argument 1 (x) must be int16, not string[2]
         1:64-72: ERROR: scaled() takes 1 argument, not 0
         1:86-93: ERROR: second(): argument 1 (p) must be struct pair *, not struct task_struct *
         1:108-114: ERROR: second(): argument 1 (p) points to 16 bytes, but a value of type (int8,int8) has 2

name     what the kernel refuses in C is shown at its line
needs    root program:clang kernel:>=6.10
run      cd "$TESTS/objects" && "$SONDE" -e 'import "functions.bpf.c"; BEGIN { print(fault((int32 *)nsecs)); exit() }'
timeout  60
status   255
errmatch ^functions.bpf.c:[0-9]+: ERROR: 
         ^return \*address;$
         ^memory is read that the kernel does not allow to read directly

name     what the kernel refuses in C by gcc is shown with its function
needs    root traced:functions-gcc.bpf.o
run      cd "$PROGRAMS" && "$SONDE" -e 'import "functions-gcc.bpf.o"; BEGIN { print(fault((int32 *)nsecs)); exit() }'
timeout  60
status   255
errmatch ^fault\(\)$
         ^memory is read that the kernel does not allow to read directly

name     C that does not compile
needs    root program:clang
run      printf 'int f(int x) { return y; }\n' >"$TMP/x.bpf.c"; cd "$TMP" && "$SONDE" -e 'import "x.bpf.c"; BEGIN { print(f(1)); exit() }'
timeout  60
status   1
errmatch x.bpf.c:1:23: error: 
         ^stdin:1:1-18: ERROR: x.bpf.c does not compile: what clang says stands above$

name     without clang the way out is named
needs    root
run      printf 'int f(int x) { return x; }\n' >"$TMP/x.bpf.c"; cd "$TMP" && PATH=/nothing "$SONDE" -e 'import "x.bpf.c"; BEGIN { print(f(1)); exit() }'
timeout  60
status   2
err      stdin:1:1-18: ERROR: x.bpf.c cannot be imported: there is no clang to compile it
         import "x.bpf.c"; BEGIN { print(f(1)); exit() }
         ~~~~~~~~~~~~~~~~~
         HINT: install clang (package clang), or compile it elsewhere and import the .bpf.o

name     what is no BPF object is refused
needs    root
run      cd "$TMP"; echo text >a.bpf.o; cp "$PROGRAMS/activity" b.bpf.o; : >c.bpf.o; for f in a b c; do "$SONDE" -e 'import "'$f'.bpf.o"; BEGIN { exit() }' 2>&1 | head -n 1; done
timeout  60
out      stdin:1:1-18: ERROR: a.bpf.o cannot be imported: it is no BPF object
         stdin:1:1-18: ERROR: b.bpf.o cannot be imported: it is no BPF object
         stdin:1:1-18: ERROR: c.bpf.o cannot be imported: it is no BPF object

name     an object that is cut off anywhere crashes nothing
needs    root traced:functions-clang.bpf.o native
run      cd "$TMP"; for n in 70 500 1000 2000 3000 4000 5000; do head -c $n "$PROGRAMS/functions-clang.bpf.o" >x.bpf.o; "$SONDE" -e 'import "x.bpf.o"; BEGIN { print(scaled(1)); exit() }' >out 2>&1; grep -c crashed out; done | sort -u
timeout  60
out      0

name     functions that scripts cannot call say why
needs    root program:clang
run      cd "$TMP"; printf '%s\n' 'struct s { int a; long b[4]; };' 'long by_value(struct s x) { return x.a; }' 'int callback(int (*f)(int)) { return f(1); }' 'int fine(int x) { return x; }' >x.bpf.c
         clang -O2 -g -target bpf -c x.bpf.c -o x.bpf.o 2>log || sed -i /callback/d x.bpf.c; clang -O2 -g -target bpf -c x.bpf.c -o x.bpf.o
         "$SONDE" -e 'import "x.bpf.o"; BEGIN { $x = by_value(1); exit() }' 2>&1 | head -n 1; "$SONDE" -q -e 'import "x.bpf.o"; BEGIN { print(fine(4)); exit() }'
timeout  60
match    ^stdin:1:32-43: ERROR: by_value\(\) of x.bpf.o cannot be called: a parameter is neither a number nor a pointer to one or to a struct that has a name$
         ^4$

name     names that both sides have cannot be joined
needs    root program:clang
run      cd "$TMP"; printf 'int globals = 1; int f(int x) { return globals; }\n' >x.bpf.c; "$SONDE" -e 'import "x.bpf.c"; BEGIN { @x = f(1); exit() }'
timeout  60
status   1
errmatch ^stdin:1:1-18: ERROR: x.bpf.c cannot be joined with the script: 

name     another license than the script's
needs    root program:clang
run      cd "$TMP"; printf 'char l[] __attribute__((section("license"))) = "Dual BSD/GPL"; int f(int x) { return x; }\n' >x.bpf.c
         "$SONDE" -e 'import "x.bpf.c"; BEGIN { print(f(1)); exit() }' 2>&1 | tail -n 1; "$SONDE" -q -e 'config = { license="Dual BSD/GPL" } import "x.bpf.c"; BEGIN { print(f(1)); exit() }'
timeout  60
out      HINT: give the script the license of the import: config = { license="..." }
         1

name     an image with C in it runs by itself
needs    root traced:functions-clang.bpf.o
run      "$SONDE" -q --emit-elf "$TMP/image" -e 'import "'$PROGRAMS'/functions-clang.bpf.o"; BEGIN { print(scaled(4)); exit() }'; "$SONDE" -q "$TMP/image"
timeout  60
out      12
