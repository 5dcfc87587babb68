# What may be missing around the tool: root, tracefs, BTF, a place to write to.

name     not root
needs    root program:setpriv
run      chmod 755 "$TMP"; cp "$SONDE" "$TMP/sonde"
         exec setpriv --reuid=65534 --regid=65534 --clear-groups "$TMP/sonde" -e 'BEGIN { exit(); }'
status   1
errmatch ^ERROR: CAP_BPF
         root
out

name     a syntax error is told to anybody
needs    root program:setpriv
run      chmod 755 "$TMP"; cp "$SONDE" "$TMP/sonde"
         exec setpriv --reuid=65534 --regid=65534 --clear-groups "$TMP/sonde" -e 'BEGIN { exit( }'
status   1
errmatch ^stdin:1:

name     help is given to anybody
needs    root program:setpriv
run      chmod 755 "$TMP"; cp "$SONDE" "$TMP/sonde"
         exec setpriv --reuid=65534 --regid=65534 --clear-groups "$TMP/sonde" --help
match    --expression

name     tracefs is not mounted
needs    root program:unshare
run      unshare -m --propagation private sh -c 'umount -R /sys/kernel/tracing /sys/kernel/debug 2>/dev/null
         exec "$SONDE" -e "tracepoint:sched:sched_switch { @n = count(); } interval:ms:100 { exit(); }"'
match    ^@n: [1-9]

name     tracefs is not mounted and may not be
needs    root program:unshare program:setpriv
run      unshare -m --propagation private sh -c 'umount -R /sys/kernel/tracing /sys/kernel/debug 2>/dev/null
         exec setpriv --bounding-set=-sys_admin --inh-caps=-sys_admin "$SONDE" -e "tracepoint:sched:sched_switch { exit(); }"'
status   1
errmatch tracefs
         mount -t tracefs
clean

name     nothing stays mounted
needs    root program:unshare
run      unshare -m --propagation private sh -c 'umount -R /sys/kernel/tracing /sys/kernel/debug 2>/dev/null
         sort /proc/self/mounts >"$TMP/before"
         "$SONDE" -q -e "tracepoint:sched:sched_switch { exit(); }"
         sort /proc/self/mounts | diff "$TMP/before" -'
out

name     a kernel without BTF runs what needs no types
needs    root program:unshare
run      unshare -m --propagation private sh -c 'mount -t tmpfs none /sys/kernel/btf
         exec "$SONDE" -q -e "BEGIN { printf(\"%s %d\n\", comm, pid > 0); exit(); }"'
out      sonde 1

name     a kernel without BTF counts syscalls
needs    root program:unshare
run      unshare -m --propagation private sh -c 'mount -t tmpfs none /sys/kernel/btf
         exec "$SONDE" -c "$PROGRAMS/activity 100" -e "tracepoint:syscalls:sys_enter_op* { @[probe] = count(); }"'
match    ^@\[tracepoint:syscalls:sys_enter_openat\]: [1-9]

name     types are missed where they are needed
needs    root program:unshare
run      unshare -m --propagation private sh -c 'mount -t tmpfs none /sys/kernel/btf
         exec "$SONDE" -q -e "BEGIN { print(curtask->pid); exit(); }"'
status   1
errmatch ^stdin:1:[0-9]+-[0-9]+: ERROR: .*(BTF|types of the kernel)
clean

name     standard output is closed
needs    root
run      "$SONDE" -q -e 'BEGIN { printf("x\n"); exit(); }' >&-
status   1
errmatch ^ERROR: cannot write the output: Bad file descriptor$
clean

name     standard output is full
needs    root file:/dev/full
run      "$SONDE" -q -e 'BEGIN { printf("x\n"); exit(); }' >/dev/full
status   1
errmatch ^ERROR: .*No space left
clean

name     the reader of standard output goes away
needs    root
run      { "$SONDE" -q -e 'interval:ms:10 { printf("x\n"); }'; echo "status $?" >"$TMP/status"; } | head -n 1
         while [ ! -s "$TMP/status" ]; do sleep 0.02; done; grep -cE 'status (0|1|141)$' "$TMP/status"
out      x
         1
clean

name     standard input is closed
needs    root
run      "$SONDE" -q -e 'BEGIN { printf("x\n"); exit(); }' <&-
out      x

name     all three are closed
needs    root
run      "$SONDE" -q -e 'BEGIN { exit(); }' <&- >&- 2>&-
status   1
clean

name     few file descriptors
needs    root
run      ulimit -n 20; "$SONDE" -q -e 'BEGIN { printf("x\n"); exit(); }'
out      x

name     the compiler is missing
needs    root
run      cp "$SONDE" "$TMP/sonde"; exec "$TMP/sonde" -e 'BEGIN { exit(); }'
status   2
errmatch ^ERROR: .*sonde-compile
clean

name     types come from the file that the environment names
needs    root btf
run      cp /sys/kernel/btf/vmlinux "$TMP/types" && BPFTRACE_BTF="$TMP/types" "$SONDE" -q -e 'BEGIN { print(curtask.pid > 0); exit(); }'
match    ^true$

name     the file of types is missing
needs    root
run      BPFTRACE_BTF=/nonexistent "$SONDE" -q -e 'BEGIN { print(curtask.pid > 0); exit(); }'
status   1
errmatch ERROR: curtask needs the types of the kernel
         HINT: .*BPFTRACE_BTF
clean

name     a closed standard stream is not taken for a file of our own
needs    root
run      for stream in 1 2; do eval '"$SONDE" -q -e "BEGIN { print(1); }" 3>&1 4>"$TMP/e" '$stream'>&- >&3 2>&4 '$stream'>&-'; echo "$stream: $?"; cat "$TMP/e"; done | grep -v '^$'
out      1: 1
         ERROR: cannot write the output: Bad file descriptor
         1
         2: 0

name     JSON on a full disk
needs    root
run      "$SONDE" -q -f json -e 'BEGIN { @["a"] = 1; }' >/dev/full
err      ERROR: cannot write the output: No space left on device
status   1

name     the file may not grow any more
needs    root
run      (ulimit -f 400; "$SONDE" -q -o "$TMP/o" -e 'BEGIN { for ($i : 0..200000) { printf("%d\n", $i); } } interval:s:60 { exit(); }')
err      ERROR: cannot write the output: File too large
status   1

name     the disk is full in the middle of a trace
needs    root
run      mkdir "$TMP/disk" && mount -t tmpfs -o size=64k none "$TMP/disk" && { "$SONDE" -q -o "$TMP/disk/o" -e 'interval:ms:1 { for ($i : 0..1000) { printf("%d\n", $i); } }'; echo $?; wc -c <"$TMP/disk/o"; umount "$TMP/disk"; }
out      1
         65536
err      ERROR: cannot write the output: No space left on device

name     a list whose reader leaves, a list on a full disk
needs    root tracefs
run      "$SONDE" -l 'tracepoint:*' | head -1 | wc -l; "$SONDE" -l 'tracepoint:sched:*' >/dev/full
out      1
err      ERROR: standard output: No space left on device
status   1

name     numbers and times are the same in every locale
needs    root
run      for l in C C.UTF-8 de_DE.UTF-8 tr_TR.UTF-8 nonsense; do LC_ALL=$l LANG=$l "$SONDE" -q -e 'BEGIN { printf("%d %x %s\n", 1234567, 255, strftime("%A %B", 0)); print((1, 2)); @h = hist(1 << 20); }'; done | sort | uniq -c | sort -n | awk 'NF > 1 { print $1 }'
out      5
         5
         5
         5
