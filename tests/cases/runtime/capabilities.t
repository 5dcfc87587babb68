# What sonde may do: less than root may, and no longer than it has to. sonde-security(7) has the list.

name     every type of probe runs as nobody with the capabilities that it needs
needs    root native
run      chmod 755 "$TMP"; mkdir "$TMP/programs"; for p in activity functions usdt memory; do cp "$PROGRAMS/$p" "$TMP/programs/"; done; cp "$SONDE" "$(dirname "$SONDE")/sonde-compile" "$TMP/"
         printf '#!/bin/sh\nexec "%s" "$CAPABILITIES" "%s" "$@"\n' "$PROGRAMS/capable" "$TMP/sonde" >"$TMP/as-nobody"; cp "$PROGRAMS/packets" "$TMP/programs/"; chmod -R a+rx "$TMP"/*
         export SONDE="$TMP/as-nobody" PROGRAMS="$TMP/programs"
         CAPABILITIES=bpf,perfmon sh "$TESTS/probe_types.sh" begin end self interval test rawtracepoint uprobe uretprobe usdt profile software hardware watchpoint iter
         CAPABILITIES=bpf,perfmon,dac_read_search sh "$TESTS/probe_types.sh" tracepoint kprobe kretprobe fentry fexit lsm
         CAPABILITIES=bpf,perfmon,net_admin sh "$TESTS/probe_types.sh" bench xdp tc cgroup_skb cgroup sockops
match    ^begin	runs$
         ^self	runs$
         ^rawtracepoint	runs$
         ^profile	runs$
         ^watchpoint	(runs|error: .*no such event.*)$
         ^tracepoint	runs$
         ^bench	runs$
         ^xdp	runs$
         ^tc	runs$
nomatch  FAILED
         missing
timeout  150

name     each missing capability is named
needs    root native btf
run      chmod 755 "$TMP"; cp "$SONDE" "$(dirname "$SONDE")/sonde-compile" "$TMP/"; chmod a+rx "$TMP"/*
         try() { "$PROGRAMS/capable" "$1" "$TMP/sonde" --unsafe -q -e "$2 { exit(); }" 2>&1 | grep -Eo '^ERROR: CAP.*|^HINT: .*(CAP|missing).*'; }
         try none BEGIN; try bpf BEGIN; try perfmon BEGIN
         try bpf,perfmon xdp:lo; try bpf,perfmon tc:lo:ingress
out      ERROR: CAP_BPF is missing, which sonde needs to load programs
         ERROR: CAP_PERFMON is missing, which sonde needs to trace
         ERROR: CAP_PERFMON is missing, which sonde needs to trace
         ERROR: CAP_BPF is missing, which sonde needs to load programs
         HINT: run as root, or with CAP_NET_ADMIN, which is missing
         HINT: run as root, or with CAP_NET_ADMIN, which is missing
clean

name     and the one that reads tracefs
needs    root native tracefs
run      chmod 755 "$TMP"; cp "$SONDE" "$(dirname "$SONDE")/sonde-compile" "$TMP/"; chmod a+rx "$TMP"/*
         "$PROGRAMS/capable" bpf,perfmon "$TMP/sonde" -q -e 'tracepoint:sched:sched_switch { print(args.prev_pid); exit(); }' || echo "status $?"
out      status 1
errmatch /sys/kernel/tracing may not be read: Permission denied
         CAP_DAC_READ_SEARCH

name     packets of a cgroup without the capability
needs    root native cgroup
run      chmod 755 "$TMP"; cp "$SONDE" "$(dirname "$SONDE")/sonde-compile" "$TMP/"; chmod a+rx "$TMP"/*
         "$PROGRAMS/capable" bpf,perfmon "$TMP/sonde" -q -e 'cgroup_skb:/:egress { @ = count(); }'
status   255
errmatch ^HINT: run as root, or with CAP_NET_ADMIN, which is missing$
clean

name     once attached, root keeps what the script still needs, and cannot get more
needs    root native
run      held() { : >"$TMP/out"; "$SONDE" -q --unsafe -e "$script" >>"$TMP/out" 2>&1 & p=$!; while ! grep -q go "$TMP/out"; do sleep 0.02; done; sed -n 's/^CapEff:.0*//p; s/^\(NoNewPrivs\):./\1 /p' "/proc/$p/status" | tr '\n' ' '; kill $p; wait $p; echo; }
         for s in '' 'profile:hz:1 { @[kstack] = count(); }' 'profile:hz:1 { @[ustack] = count(); }' 'profile:hz:1 { @[cgroup_path(cgroup)] = count(); }' 'tracepoint:syscalls:sys_enter_acct { system("true"); }'; do
         script="$s interval:ms:50 { print(\"go\"); }"; held; done | cut -d' ' -f1-3 | sed 's/ $//; s/^1[0-9a-f]*f NoNewPrivs 0/all/'
out      8000000000 NoNewPrivs 1
         8400000000 NoNewPrivs 1
         18000080004 NoNewPrivs 1
         8000000004 NoNewPrivs 1
         all

name     commands of -c are what they would be without sonde
needs    root native
run      "$SONDE" -q -c "/bin/grep -E NoNewPrivs:.0|CapEff:.*[1-9a-f] /proc/self/status" -e 'tracepoint:syscalls:sys_enter_acct { @ = count(); }' | wc -l
out      4

name     a file that is setuid
needs    root native
run      chmod 755 "$TMP"; cp "$SONDE" "$TMP/sonde"; chmod 4755 "$TMP/sonde"; ASAN_OPTIONS=detect_leaks=0 "$PROGRAMS/capable" none "$TMP/sonde" -e 'BEGIN { exit(); }'
status   1
errmatch ^ERROR: sonde must not be installed setuid, setgid or with file capabilities$
         ^HINT: .*ambient capabilities

name     a kernel that is locked down
needs    root native program:unshare file:/sys/kernel/security
run      for mode in '[none] integrity confidentiality' 'none integrity [confidentiality]'; do
         MODE=$mode unshare -m sh -c 'mount -t tmpfs none /sys/kernel/security && echo "$MODE" >/sys/kernel/security/lockdown; exec "$SONDE" -q -e "BEGIN { print(1); exit(); }"'; echo "status $?"; done | grep .
out      1
         status 0
         status 1
err      ERROR: the kernel is locked down (confidentiality), which forbids programs that read kernel memory
         HINT: boot with lockdown=integrity or lockdown=none; see kernel_lockdown(7)

name     imports that somebody else may have put there
needs    root native
run      mkdir -m 1777 "$TMP/shared"; mkdir -m 0777 "$TMP/open"; mkdir "$TMP/theirs"; for d in shared open theirs; do echo 'BEGIN { print("it runs"); exit(); }' >"$TMP/$d/x.bt"; chown 65534 "$TMP/$d/x.bt"; done; chown 65534 "$TMP/theirs"; cp "$TMP/shared/x.bt" "$TMP/shared/own.bt"
         for f in shared/x open/x theirs/x shared/own shared; do p=$TMP/$f.bt; [ $f = shared ] && p=$TMP/$f; echo "$f: $("$SONDE" -q -e "import \"$p\"; BEGIN { exit(); }" 2>&1 | sed "s,$TMP/,,g; s/^stdin:[0-9:-]*: //" | grep -E 'runs|^ERROR')"; done
out      shared/x: ERROR: shared/x.bt is not imported: it belongs to neither root, nor you, nor the owner of its folder
         open/x: ERROR: open/x.bt is not imported: everybody may write to its folder
         theirs/x: it runs
         shared/own: it runs
         shared: ERROR: nothing of shared is imported: everybody may write to that folder
