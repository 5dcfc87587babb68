#!/bin/bash
# load.sh SONDE PROGRAMS [--events N] [--starts N] [--minutes N]: much of everything.
#
#   events   (10,000,000) through each kind of map and output; what was printed and what was said to
#            be lost must be all of them
#   starts   (1,000) and exits; no program, map, link, descriptor or process may remain
#   minutes  (10) of a busy trace; its memory must not grow in the second half
#
# Last line: N passed, N failed, N skipped.
set -uo pipefail

sonde=${1:?usage: load.sh SONDE PROGRAMS [OPTIONS]}
programs=${2:?usage: load.sh SONDE PROGRAMS [OPTIONS]}
shift 2
events=10000000 starts=1000 minutes=10
while [ $# -gt 1 ]; do
	case $1 in
	--events) events=$2 ;;
	--starts) starts=$2 ;;
	--minutes) minutes=$2 ;;
	*) echo "load.sh: there is no option $1" >&2; exit 2 ;;
	esac
	shift 2
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0
threads=4
filter='rawtracepoint:sys_enter /args.id == 146 && pid == cpid/'

verdict() { # NAME WANTED GOT
	if [ "$2" = "$3" ]; then
		passed=$((passed + 1))
		echo "ok   $1: $3"
	else
		failed=$((failed + 1))
		echo "FAIL $1: $3 instead of $2"
		cat "$work/err"
	fi
}

# trace NAME BODY COUNT OPTIONS...: COUNT is an awk program over the output that prints a number, to
# which what was lost is added.
trace() {
	local name=$1 body=$2 count=$3 lost
	shift 3
	"$sonde" -q "$@" -c "$programs/load $((events / threads)) $threads" -e "$filter { $body" \
		2>"$work/err" >"$work/out"
	lost=$(sed -n 's/^WARNING: Total lost event count: //p' "$work/err")
	[ -n "$lost" ] || lost=$(sed -n 's/^{"type": "lost_events", "count": \([0-9]*\).*/\1/p' "$work/out" |
		awk '{ n += $1 } END { print n + 0 }')
	verdict "$name (lost ${lost:-0})" "$events" "$(($(awk "$count" "$work/out") + lost))"
}

load_events() {
	local row='/^@/ { n += $NF } END { printf "%d", n }' stats='/count/ { n += $5 } END { printf "%d", n }'

	trace 'a count' '@ = count(); }' "$row"
	trace 'a counter' '@++; }' "$row"
	trace 'a count with keys' '@[tid, cpu] = count(); }' "$row"
	trace 'a counter with keys' '@[tid % 7]++; }' "$row"
	trace 'a sum' '@ = sum(1); }' "$row"
	trace 'stats' '@[cpu] = stats(3); }' "$stats"
	trace 'a histogram' '@ = hist(5); }' '/^\[4, 8\)/ { printf "%d", $3 }'
	trace 'a linear histogram' '@["x"] = lhist(5, 0, 10, 5); }' '/^\[5, 10\)/ { printf "%d", $3 }'
	trace 'printed and cleared' '@[cpu] = count(); } interval:ms:50 { print(@); clear(@); }' "$row"
	trace 'printf' 'printf("event %d %s\n", cpu, comm); }' '/^event/ { n++ } END { printf "%d", n }'
	trace 'printf in JSON' 'printf("event %d %s\n", cpu, comm); }' '/"data": "event/ { n++ } END { printf "%d", n }' -f json
	trace 'print of a tuple' 'print((7, cpu, comm)); }' '/^\(7, / { n++ } END { printf "%d", n }'
	trace 'a string of any length' 'printf("event %s\n", str_concat(comm, "x")); }' '/^event/ { n++ } END { printf "%d", n }'
}

# What holds the map of this name is still there: a program, a link to one, a process.
remains() {
	echo "maps $(bpftool map show 2>/dev/null | grep -c 'name AT_load_starts ')" \
		"processes $(pgrep -c -f "^$sonde .*@load_starts")"
}

load_starts() {
	local i works=0

	: >"$work/err"
	for ((i = 0; i < starts; i++)); do
		"$sonde" -q -e 'BEGIN { @load_starts[1] = count(); exit(); } tracepoint:sched:sched_switch { @load_starts[pid] = count(); } uprobe:'"$programs"'/load:hit { @load_starts[0] = count(); }' \
			>"$work/out" 2>>"$work/err" && works=$((works + 1))
	done
	for ((i = 0; i < 50; i++)); do
		[ "$(remains)" != "maps 0 processes 0" ] || break
		sleep 0.2
	done
	verdict "$starts starts and exits" "maps 0 processes 0 works $starts" "$(remains) works $works"
}

resident() { awk '/^VmRSS|^RssAnon/ { n = $2 } END { print n + 0 }' "/proc/$1/status"; }

load_minutes() {
	local pid load i now half=0 seconds=$((minutes * 60)) status

	: >"$work/err"
	"$sonde" -q -e 'tracepoint:raw_syscalls:sys_enter { @[comm, args.id] = count(); @h = hist(args.id); } tracepoint:sched:sched_switch { @t[pid] = nsecs; }
		profile:hz:199 { printf("%s %s\n", comm, kstack(3)); } interval:s:1 { print(@, 10); clear(@); clear(@t); print(@h); }' >/dev/null 2>"$work/err" &
	pid=$!
	"$programs/load" 2000000000 2 >/dev/null &
	load=$!
	sleep 5
	for ((i = 0; i < seconds; i++)); do
		now=$(resident "$pid")
		[ $((2 * i)) -gt "$seconds" ] || half=$((now > half ? now : half))
		sleep 1
	done
	kill "$load"
	kill -INT "$pid"
	wait "$pid"
	status=$?
	verdict "$minutes minutes: $half KiB in the first half, $now at the end" "status 0, flat 1" \
		"status $status, flat $((now <= half + 512))"
}

load_events
load_starts
[ "$minutes" = 0 ] || load_minutes
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" = 0 ]
