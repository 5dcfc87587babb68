# The same programs with -f json: one object per line.

name     hello
needs    root
args     -f json
prog     BEGIN { printf("hello %d\n", 1 + 2); exit(); }
out      {"type": "attached_probes", "count": 1, "data": {"probes": 1}}
         {"type": "printf", "data": "hello 3\n"}
json

name     lines of openat
needs    root
args     -f json
prog     tracepoint:syscalls:sys_enter_openat /str(args.filename) == "/no/such \"file\""/ {
           printf("%s %s\n", comm, str(args.filename)); }
during   "$PROGRAMS/activity" 1 '/no/such "file"' act07
send     INT after 0
out      {"type": "attached_probes", "count": 1, "data": {"probes": 1}}
         {"type": "printf", "data": "act07 /no/such \"file\"\n"}
json

name     counts by name
needs    root
args     -f json
prog     tracepoint:raw_syscalls:sys_enter { @[comm] = count(); }
during   "$PROGRAMS/activity" 100 /dev/null act08
send     INT after 0
match    ^\{"type": "map", "data": \{"@": \{.*"act08": [0-9]+.*\}\}\}$
json

name     all system calls
needs    root
args     -f json
prog     tracepoint:syscalls:sys_enter_* { @[probe] = count(); } interval:ms:300 { exit(); }
match    ^\{"type": "attached_probes", "count": [3-9][0-9][0-9],
         "tracepoint:syscalls:sys_enter_[a-z0-9_]+": [1-9]
json

name     a histogram
needs    root
args     -f json
prog     tracepoint:syscalls:sys_exit_read /args.ret == 16 && comm == "act09"/ { @bytes = hist(args.ret); }
during   "$PROGRAMS/activity" 4 /dev/null act09
send     INT after 0
out      {"type": "attached_probes", "count": 1, "data": {"probes": 1}}
         {"type": "hist", "data": {"@bytes": [{"min": 16, "max": 31, "count": 4}]}}
json

name     stacks
needs    root
args     -f json
prog     profile:hz:99 { @[kstack] = count(); }
during   timeout 1 sh -c 'while :; do read x < /proc/self/stat; done'
send     INT after 0
match    ^\{"type": "map", "data": \{"@": \{".*\+[0-9]+.*": [0-9]+
json

name     a map now and then
needs    root
args     -f json
prog     interval:ms:200 { print(@); clear(@); @i++; if (@i == 2) { exit(); } } tracepoint:sched:sched_switch { @ = count(); }
match    ^\{"type": "map", "data": \{"@": [0-9]+\}\}$
         ^\{"type": "map", "data": \{"@i": 2\}\}$
json

name     latency of reads in the kernel
needs    root kprobe
args     -f json
prog     kprobe:vfs_read { @s[tid] = nsecs; } kretprobe:vfs_read /@s[tid]/ { @ns = hist(nsecs - @s[tid]); delete(@s, tid); }
during   "$PROGRAMS/activity" 50
send     INT after 0
match    ^\{"type": "hist", "data": \{"@ns": \[\{"min": [0-9]+, "max": [0-9]+, "count": [0-9]+\}
json

name     control characters and odd bytes
needs    root
args     -f json
prog     BEGIN { printf("tab\tquote\"back\\bell\x07 \xc3\xa9 \xff\n"); exit(); }
match    ^\{"type": "printf", "data": "tab\\tquote\\"back\\\\bell
json
