# Objects of scripts for machines of other architectures: `sonde build --arch`. Nothing here can run them, so
# their code is read.

name   arguments of functions are in the registers of the architecture
needs  root program:llvm-objdump-19
run    for arch in x86_64 aarch64 riscv64 ppc64le s390x; do
         "$SONDE" build --arch $arch -e "uprobe:$PROGRAMS/functions:main { @ = arg2; }" -o "$TMP/$arch.o" &&
         echo $arch $(llvm-objdump-19 -d --no-show-raw-insn "$TMP/$arch.o" | sed -n '/<uprobe.*>:/,/exit/s/.* = [*](u64 [*])(r[0-9] + 0x\([0-9a-f]*\)).*/\1/p' | tail -1)
       done
out    x86_64 60
       aarch64 10
       riscv64 60
       ppc64le 28
       s390x 38

name   registers have the names of the architecture
needs  root
run    "$SONDE" build --arch riscv64 -e "uprobe:$PROGRAMS/functions:main { @ = reg(\"s11\"); }" -o "$TMP/a.o" && echo made
       "$SONDE" build --arch aarch64 -e "uprobe:$PROGRAMS/functions:main { @ = reg(\"ax\"); }" -o "$TMP/b.o"
out    made
errmatch ERROR: aarch64 has no register 'ax'
status 1

name   system calls have the numbers of the architecture
needs  root program:llvm-objdump-19 btf
run    for arch in x86_64 aarch64 riscv64; do
         "$SONDE" build --arch $arch -e 'tracepoint:syscalls:sys_enter_openat { @ = count(); }' -o "$TMP/$arch.o" &&
         echo $arch $(llvm-objdump-19 -d --no-show-raw-insn "$TMP/$arch.o" | grep -cE 'if r[0-9] != 0x'$([ $arch = x86_64 ] && echo 101 || echo 38)' ')
       done
out    x86_64 1
       aarch64 1
       riscv64 1

name   numbers in the object have the byte order of the machine
needs  root program:llvm-readelf-19
run    for arch in ppc64le s390x; do
         "$SONDE" build --arch $arch -e 'BEGIN { @[comm] = count(); }' -o "$TMP/$arch.o" &&
         llvm-readelf-19 -h "$TMP/$arch.o" | grep -o '[a-z]* endian'
       done
out    little endian
       big endian

name   a compiled script of another machine is not run
needs  root
run    "$SONDE" -e 'BEGIN { printf("%s\n", "it runs"); exit(); }' --emit-elf "$TMP/here" && "$SONDE" -q "$TMP/here"
       LC_ALL=C sed "s/$(uname -m)/$(uname -m | tr 'a-z0-9' z)/" "$TMP/here" >"$TMP/there" && "$SONDE" "$TMP/there"
out    it runs
errmatch ^ERROR: the script was compiled for zzz[z_]*, this machine is
status 1

name   an unknown architecture, and an executable for another
needs  root
run    "$SONDE" build --arch z80 -e 'BEGIN { exit(); }' -o "$TMP/a.o"
       other=s390x; [ "$(uname -m)" != s390x ] || other=x86_64
       "$SONDE" build --arch $other -e 'BEGIN { exit(); }' -o "$TMP/tool"; ls "$TMP"
errmatch ^ERROR: --arch: 'z80' is none of x86_64, aarch64, riscv64, ppc64le, s390x$
       ^ERROR: an executable for [a-z0-9_]* needs sonde of that machine$
out
