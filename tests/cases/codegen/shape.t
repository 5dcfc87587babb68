# The code itself, where its shape is what matters.

name     count() without a key is one lookup and one atomic addition
needs    root program:llvm-objdump-19
run      "$SONDE" --emit-elf "$TMP/a.o" -e 'tracepoint:sched:sched_switch { @ = count() }' || exit 9
         llvm-objdump-19 -d --no-show-raw-insn "$TMP/a.o" | sed -n '/<tracepoint_/,$p' | grep -c '[0-9]:	' | awk '{ print $1 <= 12 }'
         llvm-objdump-19 -d --no-show-raw-insn "$TMP/a.o" | sed -n '/<tracepoint_/,$p' | grep -c 'call 0x1$'
         llvm-objdump-19 -d --no-show-raw-insn "$TMP/a.o" | sed -n '/<tracepoint_/,$p' | grep -c 'lock '
out      1
         1
         1

name     a filter stands in front of everything that costs
needs    root program:llvm-objdump-19
run      "$SONDE" --emit-elf "$TMP/a.o" -e 'tracepoint:syscalls:sys_enter_openat /pid == 1/ { @[str(args.filename)] = count() }' || exit 9
         llvm-objdump-19 -d --no-show-raw-insn "$TMP/a.o" | sed -n '/<tracepoint_/,$p' | grep 'call ' | head -1
match    call 0x(23|e)$

name     scalars go into the ring directly
needs    root program:llvm-objdump-19
run      "$SONDE" --emit-elf "$TMP/a.o" -e 'BEGIN { printf("%d %s\n", pid, comm) }' || exit 9
         llvm-readelf-19 -sW "$TMP/a.o" | grep -c ' scratch$'
out      0
status   1

name     one body, one program, whatever the number of events
needs    root program:llvm-readelf-19
run      "$SONDE" --emit-elf "$TMP/a.o" -e 'tracepoint:syscalls:sys_enter_* { @[probe] = count() }' || exit 9
         llvm-readelf-19 -sW "$TMP/a.o" | grep -c ' FUNC  *GLOBAL .* tracepoint_'
out      1
