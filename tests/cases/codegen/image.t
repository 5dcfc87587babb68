# The image: an ordinary BPF object, made in one process and run in another without a compiler.

name     written to a file and run where there is no compiler
needs    root
run      "$SONDE" --emit-elf "$TMP/a.o" -e 'BEGIN { printf("from the image %d\n", $1); @m[comm] = count(); exit(); }' 42 &&
         cp "$SONDE" "$TMP/sonde" && exec "$TMP/sonde" -q "$TMP/a.o"
out      from the image 42
         <empty>
         <empty>
         @m[sonde]: 1

name     bpftool loads it
needs    root program:bpftool program:unshare
run      "$SONDE" --emit-elf "$TMP/a.o" -e 'BEGIN { printf("%s\n", comm); } tracepoint:raw_syscalls:sys_enter { @[comm] = count(); @n = count(); @h = hist(tid); }
         tracepoint:syscalls:sys_enter_openat { printf("%s %s\n", comm, str(args.filename)); } profile:hz:99 { @s[kstack] = count(); }' || exit 9
         exec unshare -m --propagation private sh -c 'mount -t bpf none /sys/fs/bpf && bpftool prog loadall "$TMP/a.o" /sys/fs/bpf/sonde >"$TMP/log" 2>&1 && ls /sys/fs/bpf/sonde | wc -l || cat "$TMP/log"'
out      4

name     it disassembles, with types and lines
needs    root program:llvm-objdump-19
run      "$SONDE" --emit-elf "$TMP/a.o" -e 'BEGIN { @n = count(); }' && llvm-objdump-19 -d "$TMP/a.o" && llvm-objdump-19 -h "$TMP/a.o"
match    exit$
         \.BTF 
         \.BTF\.ext 
         \.sonde 

name     a refusal of the verifier is shown at the line of the script
needs    root program:llvm-readelf-19
run      printf 'BEGIN\n{\n\t@n = count();\n}\n' >"$TMP/s.bt" && "$SONDE" --emit-elf "$TMP/a.o" "$TMP/s.bt" || exit 9
         offset=$(llvm-readelf-19 -SW "$TMP/a.o" | sed 's/^ *\[ *[0-9]*\]//' | awk '$1 ~ /^raw_tp/ { print $4; exit }')
         printf '\277\220\0\0\0\0\0\0' | dd of="$TMP/a.o" bs=1 seek=$((0x$offset)) conv=notrunc 2>/dev/null
         exec "$SONDE" "$TMP/a.o"
status   255
errmatch s\.bt:[134]:.*ERROR: .
         R9
clean

name     a file from another version is refused
needs    root program:llvm-readelf-19
run      "$SONDE" --emit-elf "$TMP/a.o" -e 'BEGIN { exit(); }' || exit 9
         offset=$(llvm-readelf-19 -SW "$TMP/a.o" | sed 's/^ *\[ *[0-9]*\]//' | awk '$1 == ".sonde" { print $4; exit }')
         printf '\377\377\377\377\377\377\377\377' | dd of="$TMP/a.o" bs=1 seek=$((0x$offset)) conv=notrunc 2>/dev/null
         exec "$SONDE" "$TMP/a.o"
status   1
errmatch ^ERROR: .*image
