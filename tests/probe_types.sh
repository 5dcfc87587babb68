#!/bin/sh
# probe_types.sh [TYPE ...]: runs a program with each type of probe (all of them by default) on the
# running kernel while its events happen, and says for each "TYPE<TAB>runs" when they were counted
# exactly, "TYPE<TAB>error: ..." when the kernel lacks it and sonde says so in a line of its own, or
# "TYPE<TAB>FAILED ...". $SONDE is the tool, $PROGRAMS the folder of the traced programs.
SONDE=${SONDE:-sonde}
PROGRAMS=$(cd "${PROGRAMS:-tests/programs}" && pwd)
P=$PROGRAMS
out=$(mktemp) err=$(mktemp)
trap 'rm -f "$out" "$err"' EXIT
status=0

# The cause among the lines of sonde: what the kernel forbids as such stands in the hint.
reason() {
	if grep -q 'Error loading BPF program' "$err"; then
		sed -n 's/^HINT: //p' "$err" | head -n 1
	else
		sed -n "s/^.*ERROR: //; s/Unable to attach probe: //; s/\. If this is expected.*//; 1p" "$err"
	fi
}

# probe TYPE PATTERN COMMAND...: PATTERN matches a line that only the right count prints.
probe() {
	type=$1 pattern=$2
	shift 2
	case " $wanted " in
	"  " | *" $type "*) ;;
	*) return ;;
	esac
	timeout 60 "$@" >"$out" 2>"$err" </dev/null
	code=$?
	if [ $code = 0 ] && grep -qE "$pattern" "$out"; then
		printf '%s\truns\n' "$type"
	elif [ $code != 0 ] && [ $code -lt 124 -o $code = 255 ] && grep -q ERROR "$err" &&
		! grep -qE 'Invalid argument|verifier' "$err"; then
		printf '%s\terror: %s\n' "$type" "$(reason)"
	else
		printf '%s\tFAILED with status %s: %s\n' "$type" $code "$(cat "$out" "$err" | tr '\n' ' ')"
		status=1
	fi
}

activity="$P/activity 20 /no/such/file"
functions="$P/functions 10"
alone="$P/packets lonely"

wanted=$*
probe begin '^@: 1$' "$SONDE" -q -e 'begin { @ = count(); exit(); }'
probe end '^@: 1$' "$SONDE" -q -e 'begin { exit(); } end { @ = count(); }'
probe self '^@: 1$' "$SONDE" -q --unsafe -e 'begin { system("kill -USR1 $PPID"); } self:signal:SIGUSR1 { @ = count(); exit(); }'
probe interval '^@: 3$' "$SONDE" -q -e 'interval:ms:20 { @ = count(); if (@ == 3) { exit(); } }'
probe test 'OK .* t ' "$SONDE" -q --test -e 'test:t { @ = count(); }'
probe bench '^b +[0-9]+' "$SONDE" -q --bench -e 'bench:b { @ = count(); }'
probe tracepoint '^@: 20$' "$SONDE" -q -c "$activity" -e 'tracepoint:syscalls:sys_enter_openat /str(args.filename) == "/no/such/file"/ { @ = count(); }'
probe rawtracepoint '^@: 1$' "$SONDE" -q -c "$functions" -e 'rawtracepoint:sched_process_exec /args.p->tgid == cpid/ { @ = count(); }'
probe kprobe '^@: 20$' "$SONDE" -q -c "$activity" -e 'kprobe:vfs_read /pid == cpid && arg2 == 16/ { @ = count(); }'
probe kretprobe '^@: 20$' "$SONDE" -q -c "$activity" -e 'kretprobe:vfs_read /pid == cpid && retval == 16/ { @ = count(); }'
probe fentry '^@: 20$' "$SONDE" -q -c "$activity" -e 'fentry:vfs_read /pid == cpid && args.count == 16/ { @ = count(); }'
probe fexit '^@: 20$' "$SONDE" -q -c "$activity" -e 'fexit:vfs_read /pid == cpid && args.count == 16 && retval == 16/ { @ = count(); }'
probe uprobe '^@: 10$' "$SONDE" -q -c "$functions" -e "uprobe:$P/functions:twice /arg0 == 7/ { @ = count(); }"
probe uretprobe '^@: 10$' "$SONDE" -q -c "$functions" -e "uretprobe:$P/functions:twice /retval == 14/ { @ = count(); }"
probe usdt '^@: 6$' "$SONDE" -q --usdt-file-activation -c "$P/usdt 3" -e "usdt:$P/usdt:twice { @ = count(); }"
probe profile '^@\[true\]: ' "$SONDE" -q -e 'profile:hz:99 { @[true] = count(); } interval:ms:400 { exit(); }'
probe software '^@\[true\]: ' "$SONDE" -q -c "$functions" -e 'software:page-faults:1 /pid == cpid/ { @[true] = count(); }'
probe hardware '^@\[true\]: ' "$SONDE" -q -e 'hardware:instructions:100000 { @[true] = count(); } interval:ms:400 { exit(); }'
probe watchpoint '^@: 14$' "$SONDE" -q -c "$P/memory 7 2" -e 'watchpoint:0x20000000:8:w { @ = count(); }'
probe iter '^@: 1$' "$SONDE" -q -e "iter:task { if (ctx.task->pid == $$) { @ = count(); } }"
probe xdp '^@: 5$' $alone "$SONDE" -q -c "$P/packets udp 5 7001" -e 'xdp:lo { @ = count(); }'
probe tc '^@: 5$' $alone "$SONDE" -q -c "$P/packets udp 5 7001" -e 'tc:lo:egress { @ = count(); }'
group=sonde-types-$$
probe cgroup_skb '^@: 5$' "$P/packets" cgroup $group $alone "$SONDE" -q -c "$P/packets udp 5 7001" -e "cgroup_skb:$group:egress { @ = count(); }"
probe cgroup '^@: 5$' "$P/packets" cgroup $group $alone "$SONDE" -q -c "$P/packets udp 5 7001" -e "cgroup:$group:sendmsg4 { @ = count(); }"
probe sockops '^@: 3$' "$P/packets" cgroup $group $alone "$SONDE" -q -c "$P/packets connect 3 0" -e "sockops:$group /args.op == BPF_SOCK_OPS_TCP_CONNECT_CB/ { @ = count(); }"
probe lsm '^@\[true\]: ' "$SONDE" -q -c "$activity" -e 'lsm:file_open /pid == cpid/ { @[true] = count(); }'
exit $status
