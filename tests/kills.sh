#!/bin/sh
# kills.sh [COUNT [SEED]]: COUNT times (20) a trace runs, and at a random moment SIGKILL ends the
# tracer, the compiler or another of its processes. Prints what did not end, or let packets be
# dropped longer; the runner's key `clean` sees programs, links and processes that stay behind.
# $SONDE is the tool, $PROGRAMS the folder of the traced programs, $TMP an empty folder.
#
# `KILLS=100 build/release/tests/runner --sonde build/release/sonde --tests tests \
#	--programs build/release/tests/programs tests/cases/runtime/kills.t` runs a hundred.
count=${1:-20} seed=${2:-$(date +%s)}
P=$PROGRAMS

# random MAX: 0..MAX-1
random() {
	seed=$(((seed * 1103515245 + 12345) % 2147483648))
	echo $((seed / 65536 % $1))
}

trace() {
	case $1 in
	0) exec "$SONDE" -q -c "$P/load 2000000000 1" -e "tracepoint:sched:sched_switch { @[comm] = count(); printf(\"%s\\n\", comm); } uprobe:$P/load:hit { @u = count(); } interval:ms:20 { print(@); clear(@); }" ;;
	1) exec "$SONDE" -q --html "$TMP/page" -e 'profile:hz:99 { @[kstack, ustack, comm] = count(); } tracepoint:syscalls:sys_enter_read { @r[tid] = nsecs; }' ;;
	2) exec "$SONDE" -q --unsafe -e 'tc:lo:egress { @ = count(); return shot; } tc:lo:ingress { @i = count(); } xdp:lo { @x = count(); }' ;;
	3) exec "$SONDE" -q --metrics "unix:$TMP/socket" --unsafe -e 'BEGIN { system("sleep 0.2"); } interval:ms:10 { @ = count(); } rawtracepoint:sys_enter { @s[pid] = count(); }' ;;
	esac
}

# A process that $1 started and that still runs.
child() {
	for pid in $(cat "/proc/$1/task/$1/children" 2>/dev/null); do
		if [ "$2" = any ] || [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = "$2" ]; then
			echo "$pid"
			return
		fi
	done
}

bad=0
say() {
	echo "kill $i (trace $kind, $victim after $moment ms, seed $begun): $1"
	bad=$((bad + 1))
}

i=0
while [ "$i" -lt "$count" ]; do
	i=$((i + 1)) begun=$seed
	kind=$(random 4) victim=tracer moment=$(random 900)
	case $(random 3) in
	1) victim=sonde-compile moment=$((moment / 6)) ;;
	2) victim=any ;;
	esac
	trace "$kind" >"$TMP/out" 2>"$TMP/err" </dev/null &
	tracer=$!
	sleep "$(printf '0.%03d' "$moment")"
	if [ "$victim" = tracer ]; then
		kill -9 $tracer
	else
		pid=$(child $tracer "$victim")
		[ -z "$pid" ] || kill -9 "$pid" 2>/dev/null
		# Without its child the tracer may go on, or end and say why; it obeys either way.
		sleep 0.1
		while kill -INT $tracer 2>/dev/null && [ -d "/proc/$tracer" ]; do
			sleep 0.05
		done
	fi
	wait $tracer 2>/dev/null
	status=$?
	if [ $status = 139 ] || [ $status = 134 ] || grep -q 'internal error\|Sanitizer' "$TMP/err"; then
		say "status $status: $(cat "$TMP/err")"
	fi
	if [ "$kind" = 2 ]; then
		# A guard takes filters off where the kernel has no links for them.
		tries=0
		until "$P/packets" udp 1 7001 | grep -q ' 1 of 1 arrived'; do
			tries=$((tries + 1))
			[ $tries -lt 20 ] || { say 'packets are still dropped' && break; }
		done
	fi
done
rm -f "$TMP/socket"
echo "$i killed, $bad wrong"
