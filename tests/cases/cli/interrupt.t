# Ctrl-C at every moment. It goes to the whole group of processes, as from a terminal.

name     during the compilation
needs    root
run      for d in 001 003 006 010 015 020 025; do
         timeout -s INT --preserve-status 0.$d "$SONDE" -q -e 'tracepoint:raw_syscalls:sys_enter { @[comm] = count(); }' >/dev/null 2>"$TMP/err"
         case $? in 0 | 130) ;; *) echo "status $? after 0.$d"; cat "$TMP/err" ;; esac
         done
out
err
clean

name     while probes are attached
needs    root
run      for d in 030 035 040 045 050 060 070 080 100; do
         timeout -s INT --preserve-status 0.$d "$SONDE" -q -e 'tracepoint:syscalls:sys_*, tracepoint:sched:* { @[probe] = count(); }' >/dev/null 2>"$TMP/err"
         case $? in 0 | 130) ;; *) echo "status $? after 0.$d"; cat "$TMP/err" ;; esac
         done
out
err
clean

name     once, when all runs
needs    root
prog     tracepoint:raw_syscalls:sys_enter { @[comm] = count(); } END { printf("the end\n"); }
during   true
send     INT after 0.5
match    ^the end$
         ^@\[[^]]+\]: [1-9][0-9]*$
clean

name     twice
needs    root
prog     tracepoint:raw_syscalls:sys_enter { @[comm] = count(); } END { printf("the end\n"); }
send     INT when Attached
send     INT after 0
match    ^the end$
clean

name     many times
needs    root
prog     tracepoint:syscalls:sys_enter_* { @[probe] = count(); } END { printf("the end\n"); }
send     INT when Attached
send     INT after 0
send     INT after 0
send     INT after 0
match    ^the end$
clean

name     a request to terminate is as good
needs    root
prog     BEGIN { @a = 1; } interval:s:1 { } END { printf("the end\n"); }
send     TERM when Attached
out      the end
         <empty>
         <empty>
         @a: 1
clean

name     the prompt is back at once
needs    root
prog     tracepoint:sched:*, tracepoint:timer:* { @ = count(); } interval:ms:200 { exit(); }
within   5
