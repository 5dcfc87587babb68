# The one-liners that the tool is for, with an activity of known events.

name     openat with its file names
needs    root
prog     tracepoint:syscalls:sys_enter_openat /str(args.filename) == "/no/such/file"/ {
           printf("%s %s\n", comm, str(args.filename)); }
during   "$PROGRAMS/activity" 3 /no/such/file act01
send     INT after 0
out      act01 /no/such/file
         act01 /no/such/file
         act01 /no/such/file
clean

name     every process that makes a system call
needs    root
prog     tracepoint:raw_syscalls:sys_enter { @[comm] = count(); }
during   "$PROGRAMS/activity" 1000 /dev/null act02
send     INT after 0
match    ^@\[act02\]: [4-9][0-9][0-9][0-9]$
clean

name     calls of one process are counted exactly
needs    root
prog     tracepoint:syscalls:sys_enter_read /comm == "act03" && args.count == 16/ { @n = count(); @m++; @s += args.count; }
during   "$PROGRAMS/activity" 5000 /dev/null act03
send     INT after 0
out      @m: 5000
         @n: 5000
         @s: 80000

name     all system calls by name
needs    root
prog     tracepoint:syscalls:sys_enter_* /comm == "act21"/ { @[probe] = count(); }
during   "$PROGRAMS/activity" 100 /dev/null act21
send     INT after 0
match    ^@\[tracepoint:syscalls:sys_enter_sched_yield\]: 100$
         ^@\[tracepoint:syscalls:sys_enter_read\]: 100$
clean

name     sizes of reads
needs    root
prog     tracepoint:syscalls:sys_exit_read /args.ret == 16 && comm == "act04"/ { @bytes = hist(args.ret); }
during   "$PROGRAMS/activity" 4 /dev/null act04
send     INT after 0
out      @bytes:
         [16, 32)               4 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

name     kernel stacks by sampling
needs    root
prog     profile:hz:99 { @[kstack] = count(); }
during   timeout 1 sh -c 'while :; do read x < /proc/self/stat; done'
send     INT after 0
match    ^@\[$
         ^        [a-zA-Z_][a-zA-Z_0-9.]*\+[0-9]+$
         ^\]: [0-9]+$
clean

name     printed and cleared every second
needs    root
prog     interval:ms:300 { print(@); clear(@); @i++; if (@i == 3) { exit(); } } tracepoint:sched:sched_switch { @ = count(); }
match    ^@: [1-9][0-9]*$
         ^@i: 3$
clean

name     the first program
needs    root
prog     BEGIN { printf("hello %d\n", 1 + 2); exit(); }
out      hello 3
err      Attached 1 probe

name     a script with a shebang
needs    root
run      printf '#!%s\n// a comment\nBEGIN\n{\n\tprintf("from a file\\n");\n\texit();\n}\n' "$SONDE" >"$TMP/s.bt"
         chmod +x "$TMP/s.bt"; exec "$TMP/s.bt"
out      from a file

name     latency of reads in the kernel
needs    root kprobe
prog     kprobe:vfs_read { @s[tid] = nsecs; } kretprobe:vfs_read /@s[tid]/ { @ns = hist(nsecs - @s[tid]); delete(@s, tid); }
during   "$PROGRAMS/activity" 50
send     INT after 0
match    ^@ns:$
         ^\[[0-9]+[KMG]?, [0-9]+[KMG]?\) +[0-9]+ \|@*
clean

name     kprobe arguments and functions
needs    root kprobe
prog     kprobe:vfs_read /comm == "act05" && arg2 == 16/ { @[func] = count(); }
during   "$PROGRAMS/activity" 20 /dev/null act05
send     INT after 0
out      @[vfs_read]: 20

name     kprobes of a pattern
needs    root kprobe
prog     kprobe:vfs_rea* { @[probe] = count(); }
during   "$PROGRAMS/activity" 20
send     INT after 0
match    ^@\[kprobe:vfs_read\]: [1-9]

name     return values of kernel functions
needs    root kprobe
prog     kretprobe:vfs_read /comm == "act06" && retval == 16/ { @ = count(); }
during   "$PROGRAMS/activity" 20 /dev/null act06
send     INT after 0
out      @: 20

name     parameters of a script
needs    root
args     7 seven
prog     BEGIN { printf("%d %s %d\n", $1, str($2), $#); exit(); }
out      7 seven 2

name     an exit code
needs    root
prog     BEGIN { exit(7); }
status   7

name     two empty lines end the output, then the maps
needs    root
run      "$SONDE" -q -e 'BEGIN { printf("a\n"); @x = 1; exit(); }' | od -An -c | tr -s ' '
out
          a \n \n \n @ x : 1 \n

name     a program that only begins ends by itself
needs    root
prog     BEGIN { printf("done\n"); }
out      done

name     a command is traced to its end
needs    root
run      "$SONDE" -c "$PROGRAMS/activity 10" -e 'tracepoint:syscalls:sys_enter_sched_yield /comm == "activity"/ { @ = count(); }'
out      @: 10

name     a process is traced to its end
needs    root
run      sleep 3 & exec "$SONDE" -p $! -e 'tracepoint:raw_syscalls:sys_enter { @[comm] = count(); }'
match    ^@\[sleep\]: [1-9]
nomatch  ^@\[[^s]
