# Every type of probe, on every kernel: it runs and counts its events exactly, or the error says what
# the kernel lacks. tests/matrix.sh prints the same as a table over all kernels.

name     what the tracer runs itself
needs    root
run      sh "$TESTS/probe_types.sh" begin end self interval test bench
out      begin	runs
         end	runs
         self	runs
         interval	runs
         test	runs
         bench	runs
timeout  60

name     events of the kernel
needs    root
run      sh "$TESTS/probe_types.sh" tracepoint rawtracepoint software profile iter
out      tracepoint	runs
         rawtracepoint	runs
         profile	runs
         software	runs
         iter	runs
timeout  60

name     functions of the kernel
needs    root kprobe btf
run      sh "$TESTS/probe_types.sh" kprobe kretprobe fentry fexit
out      kprobe	runs
         kretprobe	runs
         fentry	runs
         fexit	runs
timeout  60

name     programs
needs    root uprobe
run      sh "$TESTS/probe_types.sh" uprobe uretprobe usdt watchpoint
out      uprobe	runs
         uretprobe	runs
         usdt	runs
         watchpoint	runs
timeout  60

name     all types run or say what is missing
needs    root
run      sh "$TESTS/probe_types.sh"
match    ^xdp	runs$
         ^tc	runs$
nomatch  FAILED
timeout  150

name     a watchpoint of a process that runs, on all its threads
needs    root
run      "$PROGRAMS/memory" 1000000000000 3 >/dev/null & p=$!; sleep 0.5; timeout 20 "$SONDE" -q -p $p -e 'watchpoint:0x20000000:8:w { @[tid] = count(); } interval:s:1 { exit(); }' | grep -c '^@\[[0-9]*\]: [1-9]'; kill $p
out      3

name     a watchpoint on reading and writing, and on code, under its other names
needs    root
run      P=$PROGRAMS/memory; "$SONDE" -q -c "$P 6 1" -e 'aw:0x20000000:8:rw { @rw = count(); } asyncwatchpoint:0x20001000:1:x { @x = count(); }'
match    ^@rw: 7$
         ^@x: 6$

name     more watchpoints than the CPU has registers
needs    root native
run      P=$PROGRAMS/memory; [ "$(uname -m)" = x86_64 ] || { echo "all breakpoint registers" >&2; exit 255; }; "$SONDE" -q -c "$P 6 1" -e 'w:0x20000000:1:w,w:0x20000001:1:w,w:0x20000002:1:w,w:0x20000003:1:w,w:0x20000004:1:w { @ = count(); }'
errmatch all breakpoint registers
status   255
