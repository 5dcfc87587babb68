# uprobes with debug information: arguments by name, separate debug files, source lines, C++ names.

name     arguments take registers by their kind, not by their number
needs    root uprobe
run      P=$PROGRAMS/arguments; "$SONDE" -q -c $P -e "uprobe:$P:mixed { print(args.number); print(args.pair.second); print(args.letter); print(str(args.text)); }"
out      -17
         -6
         120
         mixed text

name     all arguments at once
needs    root uprobe
run      P=$PROGRAMS/arguments; "$SONDE" -q -c $P -e "uprobe:$P:many { print(args); }"
out      { .a = 1, .b = 2, .c = 3, .d = 4, .e = 5, .f = 6 }

name     structs, unions and enums of the traced program
needs    root uprobe
run      P=$PROGRAMS/arguments; "$SONDE" -q -c $P -e "uprobe:$P:shaped { print(args.shape->corners); print(args.shape->color); print(args.color); print(args.pairs[1].first); }"
out      4
         GREEN
         GREEN
         3

name     the address for a large result takes the first register
needs    root uprobe
run      P=$PROGRAMS/arguments; "$SONDE" -q -c $P -e "uprobe:$P:result_in_memory { print(args.first); } uprobe:$P:by_memory { print(args.after); }"
out      9
         8

name     an argument on the stack says so
needs    root uprobe
run      "$SONDE" -e "uprobe:$PROGRAMS/arguments:many { print(args.g); }"
errmatch the argument "g" is passed on the stack, not in a register
status   1

name     an argument in a floating point register says so
needs    root uprobe
run      "$SONDE" -e "uprobe:$PROGRAMS/arguments:mixed { print(args.ignored); }"
errmatch the argument "ignored" is passed in a floating point register
status   1

name     a struct that travels in memory says so
needs    root uprobe
run      "$SONDE" -e "uprobe:$PROGRAMS/arguments:by_memory { print(args.large); }"
errmatch the argument "large" is passed in memory, not in a register
status   1

name     a separate debug file is found by its name and checksum
needs    root uprobe program:objcopy
run      cd "$TMP"; mkdir .debug; cp "$PROGRAMS/arguments" a; objcopy --only-keep-debug a .debug/a.debug; objcopy --strip-debug --remove-section .note.gnu.build-id --add-gnu-debuglink=.debug/a.debug a; "$SONDE" -q -c ./a -e "uprobe:./a:many { print(args.c); }"; printf x >>.debug/a.debug; "$SONDE" -e "uprobe:./a:many { print(args.c); }"
out      3
errmatch the arguments of many in .*/a have no names: it has no debug information
status   1

name     without debug information arguments have no names
needs    root uprobe program:objcopy
run      objcopy --strip-debug --remove-section .note.gnu.build-id "$PROGRAMS/arguments" "$TMP/a"; "$SONDE" -e "uprobe:$TMP/a:many { print(args.c); }"
errmatch the arguments of many in .*/a have no names
         ^HINT: arg0, arg1
status   1

name     -lv shows the parameters
needs    uprobe
run      "$SONDE" -lv "uprobe:$PROGRAMS/arguments:s*d" | sed 's,uprobe:.*/,,'
out      arguments:shaped
             struct shape* shape
             enum color color
             const struct pair* pairs

name     -lv says when there is no debug information
needs    uprobe program:objcopy
run      objcopy --strip-debug --remove-section .note.gnu.build-id "$PROGRAMS/arguments" "$TMP/a"; "$SONDE" -lv "uprobe:$TMP/a:m*"
match    a:main$
errmatch ^WARNING: No DWARF found for ".*/a", cannot show parameter info$

name     a line of source
needs    root uprobe
run      P=$PROGRAMS/arguments; L=1000; "$SONDE" -q -c $P -e "uprobe:$P@arguments.c:$L { print(func); } uprobe:$P@programs/arguments.c:$L { @ = count(); }"
match    ^many$
         ^@: 1$

name     a line without code names the next one that has some
needs    root uprobe
run      "$SONDE" -e "uprobe:$PROGRAMS/arguments@arguments.c:1 { }"
errmatch has no code of arguments.c:1$
         did you mean line [0-9]+, the next one with code
status   1

name     a file that is not among the sources
needs    root uprobe
run      "$SONDE" -e "uprobe:$PROGRAMS/arguments@nowhere.c:1 { }"
errmatch knows no source file nowhere.c
status   1

name     a line that is no number
needs    root uprobe
run      "$SONDE" -e "uprobe:$PROGRAMS/arguments@arguments.c:x { }"
errmatch 'x' is no line or column
status   1

name     C++ functions: without parameters all overloads
needs    root uprobe
run      P=$PROGRAMS/arguments; "$SONDE" -q -c $P -e "uprobe:$P:cpp:\"space::call\" { @[probe] = count(); }" | sed 's,uprobe:.*/,,'
match    ^arguments:cpp:space::call\(int\)\]: 1$|^@.*space::call\(int\)\]: 1$
         space::call\(char const\*\)\]: 1$

name     C++ functions: with parameters only that one, operators too, and with names of arguments
needs    root uprobe
run      P=$PROGRAMS/arguments; "$SONDE" -q -c $P -e "uprobe:$P:cpp:\"space::call(int)\" { print(args.number); } uprobe:$P:cpp:\"operator+\" { print(args.box); }"
out      21
         1

name     an offset inside an instruction is refused, and the next instruction named
needs    root uprobe
run      P=$PROGRAMS/arguments; "$SONDE" -e "uprobe:$P:many+2 { }"
errmatch ERROR: 0x[0-9a-f]+ of .*/arguments is inside an instruction$
         ^HINT: .* the next instruction begins at many\+[0-9]+$
status   1

name     every instruction of a function can be probed, and the program lives
needs    root uprobe program:objdump
run      P=$PROGRAMS/functions; "$SONDE" -q -c "$P 3" -e "$(objdump -d --no-show-raw-insn $P | awk -v f="$P" '/<quiet>:/ { on = 1; next } /^$/ { on = 0 } on { sub(":", "", $1); printf "%suprobe:%s:0x%s", n++ ? "," : "", f, $1 }') { @[probe] = count(); }" | awk '/^@/ { n++; if ($2 != 3) bad++ } END { print (n > 4), bad + 0 }'
out      1 0

name     a language that is none
needs    root uprobe
run      "$SONDE" -e "uprobe:$PROGRAMS/arguments:java:many { }"
errmatch 'java' is no language of functions
status   1
