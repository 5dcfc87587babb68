# The command line itself: what it refuses, with which status, and where it says so.

name     no arguments
args
status   1
errmatch sonde \[options\]
out

name     help goes to standard output
args     --help
match    sonde \[options\]
         sonde build .*an executable or an object
         sonde map ls \| show NAME
         --expression
         --format
err

name     version
args     --version
match    ^sonde v?[0-9]+\.[0-9]+\.[0-9]+
err

name     the schema of -f json is JSON
run      "$SONDE" --json-schema | tr -d '\n\t'
json
err

name     an unknown option
args     --nonsense
status   1
errmatch nonsense

name     an empty program counts as missing
run      "$SONDE" -e ''
status   1
errmatch ^ERROR: .*(program|FILE)

name     a file that is not there
args     "$TMP/none.bt"
status   1
errmatch ^ERROR: .*none\.bt.*No such file or directory

name     a folder is no script
args     "$TMP"
status   1
errmatch ^ERROR: .*directory

name     an unreadable file, not as root
needs    root program:setpriv
run      chmod 755 "$TMP"; cp "$SONDE" "$TMP/sonde"; touch "$TMP/x.bt"; chmod 0 "$TMP/x.bt"
         exec setpriv --reuid=65534 --regid=65534 --clear-groups "$TMP/sonde" "$TMP/x.bt"
status   1
errmatch ^ERROR: .*x\.bt.*Permission denied

name     an unknown output format
run      "$SONDE" -f xml -e 'BEGIN { exit(); }'
status   1
errmatch ^ERROR: .*xml
         json
out

name     an unknown buffering mode
run      "$SONDE" -B sometimes -e 'BEGIN { exit(); }'
status   1
errmatch ^ERROR: .*sometimes

name     an unknown debug stage
run      "$SONDE" -d foo -e 'BEGIN { exit(); }'
status   1
errmatch foo

name     an unknown feature
run      "$SONDE" --no-feature foo -e 'BEGIN { exit(); }'
status   1
errmatch foo

name     -k and --no-warnings exclude each other
run      "$SONDE" -k --no-warnings -e 'BEGIN { exit(); }'
status   1
errmatch ^ERROR: .*no-warnings

name     a process that does not exist
needs    root
run      "$SONDE" -p 4194303 -e 'BEGIN { exit(); }'
status   1
errmatch ^ERROR: .*No such process

name     a process number that is none
run      "$SONDE" -p abc -e 'BEGIN { exit(); }'
status   1
errmatch ^ERROR: .*abc

name     a command that does not exist
needs    root
run      "$SONDE" -c no-such-program-anywhere -e 'BEGIN { }'
status   1
errmatch ^ERROR: .*no-such-program-anywhere
clean

name     an output file that cannot be written
needs    root
run      "$SONDE" -o "$TMP/no/such/folder" -e 'BEGIN { exit(); }'
status   1
errmatch ^ERROR: .*No such file or directory
clean

name     -b is accepted and ignored
needs    root
run      "$SONDE" -b -q -e 'BEGIN { exit(); }'
err

name     the report about this kernel
needs    root
args     --info
match    ^  (yes|no ) +attach_cookie +attach cookies \(bpf_get_attach_cookie\), since Linux 5\.15$
         ^  yes +interval +a timer, on one CPU$
         ^kernel .
err

name     the report says what a missing feature means, what serves instead, and what brings it
needs    root
args     --info --no-feature bpf_loop,kprobe_multi
match    ^  no   bpf_loop +loops over ranges \(bpf_loop\), since Linux 5\.17$
         ^       cannot be had: for over other ranges, .*dw_ustack
         ^       instead: loops that are written out
         ^       comes with: Linux 5\.17$
         ^       comes with: Linux 5\.18, CONFIG_FPROBE$
err

name     --mode codegen compiles, and nothing more
needs    root
run      "$SONDE" --mode codegen -e 'BEGIN { printf("never\n"); exit(); }' && "$SONDE" --mode codegen -d types -e 'BEGIN { exit(); }' | head -1; "$SONDE" --mode codegen -e 'BEGIN { @ = 1; @[1] = 2; }' 2>/dev/null; echo $?
out      (instance begin run
         1

name     --mode compiler-bench measures compilations
needs    root
run      "$SONDE" --mode compiler-bench -e 'BEGIN { exit(); }'
match    ^20 compilations: best [0-9.]+ ms, median [0-9.]+ ms, worst [0-9.]+ ms; image of [0-9]+ bytes$
timeout  60

name     kprobe sessions, which are never used, may be forbidden
needs    root
run      "$SONDE" --no-feature kprobe_session,kprobe_multi -q -e 'BEGIN { exit(); }' && "$SONDE" --no-feature kprobe_sessions -q -e 'BEGIN { exit(); }' 2>&1 | head -1
out      ERROR: --no-feature: 'kprobe_sessions' is no feature; features are:

name     the report names types of probes that the kernel was built without
needs    root
run      "$SONDE" --info >"$TMP/info"; if [ -e /sys/bus/event_source/devices/kprobe/type ]; then grep -c '^  yes  kretprobe ' "$TMP/info"; else grep -c '^  no   kretprobe .*CONFIG_KPROBE_EVENTS$' "$TMP/info"; fi
out      1

name     the report needs the rights of a trace: the kernel answers nobody else
needs    root program:setpriv
run      chmod 755 "$TMP"; cp "$SONDE" "$TMP"; exec setpriv --reuid=65534 --regid=65534 --clear-groups "$TMP/sonde" --info
errmatch ^ERROR: CAP_BPF is missing
status   1

name     quiet says nothing about attaching
needs    root
run      "$SONDE" -q -e 'BEGIN { printf("x\n"); exit(); }'
out      x
err

name     the attached probes are counted
needs    root
prog     BEGIN { exit(); } END { }
err      Attached 2 probes

name     verbose says what is done
needs    root
args     -v
prog     BEGIN { exit(); }
errmatch BEGIN|begin

name     a dry run attaches and prints nothing
needs    root
args     --dry-run
prog     BEGIN { printf("begun\n"); } END { printf("ended\n"); } interval:s:1 { printf("tick\n"); }
out
clean

name     output to a file
needs    root
run      "$SONDE" -o "$TMP/out" -e 'BEGIN { printf("in the file\n"); @a = 1; exit(); }' && cat "$TMP/out"
out      in the file
         <empty>
         <empty>
         @a: 1

name     full and no buffering print the same
needs    root
run      for b in line full none; do "$SONDE" -q -B $b -e 'BEGIN { printf("a\nb"); exit(); }'; done
out      a
         b
         <empty>
         a
         b
         <empty>
         a
         b

name     hidden warnings
needs    root
run      "$SONDE" -q --no-warnings -e 'BEGIN { $a = 0; print(1 / $a); exit(); }'
out      1
err

name     listing without a match still succeeds
needs    root
args     -l 'tracepoint:nope:*'
out

name     listing one event
needs    root
args     -l 'tracepoint:sched:sched_switch'
out      tracepoint:sched:sched_switch

name     listing with arguments
needs    root
args     -lv 'tracepoint:syscalls:sys_enter_openat'
match    ^tracepoint:syscalls:sys_enter_openat$
         ^    .*filename

name     help of a script: its comment, and its parameters
file     ../examples/slowio.bt
args     -- --help
match    ^slowio: which reads and writes
         ^sonde \[options\] .*slowio\.bt \[-- --name=value \.\.\.\]$
         ^  --ms=NUMBER +calls that take so many milliseconds or more \(10 when not given\)$
err

name     help of a one-liner: positional parameters, texts, switches
args     -e 'BEGIN { print($2); print(getopt("x", "y")); print(getopt("b", true, "on or off")); }' -- --help
out      sonde [options] ... [$1] [$2] [-- --name=value ...]
         <empty>
           --x=TEXT                     ("y" when not given)
           --b                          on or off (true when not given)
err

name     a script with a parameter named help decides for itself
needs    root
args     -q -e 'BEGIN { print(getopt("help")); exit(); }' -- --help
out      true
err

name     only some of the probes
needs    root
prog     BEGIN { print(1); }
         tracepoint:syscalls:sys_enter_openat* /comm == "filter01"/ { @[probe] = 1; }
         tracepoint:syscalls:sys_enter_close /comm == "filter01"/ { @c = 1; }
args     --probe-filter 'openat$'
during   "$PROGRAMS/activity" 3 /dev/null filter01
send     INT after 0
out      1
         <empty>
         <empty>
         @[tracepoint:syscalls:sys_enter_openat]: 1

name     a filter that is no regular expression
args     --probe-filter '(' -e 'BEGIN { exit(); }'
needs    root
status   1
errmatch --probe-filter '\('

name     the code that LLVM sees
needs    root
run      "$SONDE" --verify-llvm-ir --emit-llvm "$TMP/x.ll" -q -e 'BEGIN { exit(); }' && grep -c '^define .*@begin_1' "$TMP/x.ll"
out      1
err

name     a file for LLVM's code that cannot be written
needs    root
args     --emit-llvm /no/such/folder/x.ll -e 'BEGIN { exit(); }'
status   2
errmatch ^ERROR: cannot write /no/such/folder/x\.ll: No such file or directory$
