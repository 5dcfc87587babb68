# What the reference of the command line lists and no other case shows: stages, environment, statuses.

name     -d: what each stage of the compiler made
needs    root
run      for stage in ast types plan codegen codegen-opt; do "$SONDE" -q --dry-run -d $stage -e 'BEGIN { @x = 41 + 1; exit(); }' | head -1; done
out      (probe BEGIN
         (instance begin run
         map @x global value=int8 offset=0 size=1
         ; ModuleID = 'sonde'
         ; ModuleID = 'sonde'

name     -d libbpf: what libbpf says while it loads
needs    root
run      "$SONDE" -q --dry-run -d libbpf -e 'BEGIN { exit(); }'
match    ^libbpf: .*found program 'begin_1'

name     -d verifier: the kernel's way through each program
needs    root
run      "$SONDE" -q --dry-run -d verifier -e 'BEGIN { exit(); } END { @ = 1; }'
match    ^verifier: begin_1$
         ^verifier: end_2$
         ^processed [0-9]+ insns
         ^[0-9]+: \([0-9a-f][0-9a-f]\) 

name     -d: several stages at once, and all of them
needs    root
run      "$SONDE" -q --dry-run -d ast,plan -e 'BEGIN { exit(); }' | grep -cE '^(\(probe|probe )'; "$SONDE" -q --dry-run -d all -e 'BEGIN { exit(); }' | grep -cE "^(\(probe|\(instance|probe |; ModuleID|verifier: begin)|found program 'begin_1'"
out      2
         7

name     colors: always, never, a word that is none; SONDE_COLOR wins
run      BPFTRACE_COLOR=always "$SONDE" check -e 'BEGIN { print($x); }' 2>&1 | head -1 | tr '\033' '^'
         BPFTRACE_COLOR=never "$SONDE" check -e 'BEGIN { print($x); }' 2>&1 | head -1
         BPFTRACE_COLOR=always SONDE_COLOR=never "$SONDE" check -e 'BEGIN { print($x); }' 2>&1 | head -1
         BPFTRACE_COLOR=sometimes "$SONDE" check -e 'BEGIN { print($x); }' 2>&1 | head -1
out      ^[31mstdin:1:15-17: ERROR: there is no variable $x here^[0m
         stdin:1:15-17: ERROR: there is no variable $x here
         stdin:1:15-17: ERROR: there is no variable $x here
         WARNING: BPFTRACE_COLOR is 'sometimes'; it may be auto, always or never

name     CPATH and C_INCLUDE_PATH are for C in scripts
needs    root libclang
run      mkdir "$TMP/a" "$TMP/b"; echo '#define A 42' >"$TMP/a/a.h"; echo '#define B 43' >"$TMP/b/b.h"
         printf '#include <a.h>\n#include <b.h>\nBEGIN { print((A, B)); exit(); }\n' >"$TMP/x.bt"
         CPATH="$TMP/a" C_INCLUDE_PATH="$TMP/b" "$SONDE" -q "$TMP/x.bt"
out      (42, 43)

name     headers of the kernel are where BPFTRACE_KERNEL_SOURCE and BPFTRACE_KERNEL_BUILD say
needs    root libclang
run      mkdir -p "$TMP/source/include/linux" "$TMP/build/include/generated"
         printf '#define OF_THE_KERNEL 44\nstruct of_the_kernel { int x; };\n' >"$TMP/source/include/linux/of_the_kernel.h"; : >"$TMP/source/include/linux/kconfig.h"
         printf '#include <linux/of_the_kernel.h>\nBEGIN { print(OF_THE_KERNEL); exit(); }\n' >"$TMP/x.bt"
         BPFTRACE_KERNEL_SOURCE="$TMP/source" BPFTRACE_KERNEL_BUILD="$TMP/build" "$SONDE" -q "$TMP/x.bt"
out      44

name     a word on standard output when the probes are attached, for test harnesses
needs    root
env      __BPFTRACE_NOTIFY_PROBES_ATTACHED=1
prog     BEGIN { printf("begun\n"); } interval:ms:1 { exit(); }
match    ^__BPFTRACE_NOTIFY_PROBES_ATTACHED$

name     statuses: a bad value in the environment is 2, what the kernel refuses to attach 255
needs    root
run      BPFTRACE_MAX_STRLEN=abc "$SONDE" -e 'BEGIN { exit(); }' 2>/dev/null; echo $?
         "$SONDE" -q -e 'BEGIN { exit(300); }' >/dev/null; echo $?
         "$SONDE" -q -l 'tracepoint:nothing:*'; echo $?
         "$SONDE" -q -e 'test:x { }' 2>/dev/null; echo $?
out      2
         44
         0
         255
