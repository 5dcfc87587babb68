#!/bin/sh
# tools.sh SONDE [PROGRAMS [FOLDER]]: compiles every tool script (*.bt) that Debian's package
# bpftrace installs, and runs those whose probes exist here for two seconds under activity.
#
# PROGRAMS is the folder of the traced programs, FOLDER that of the scripts (/usr/sbin). Prints each
# script that does not run and why: "skip" when this kernel or its files lack what it probes,
# "FAIL" for everything else. SLOWNESS multiplies the patience. Last line: N passed, N failed, N
# skipped. Runs in busybox too.
sonde=${1:?usage: tools.sh SONDE [PROGRAMS [FOLDER]]}
programs=${2:-}
folder=${3:-/usr/sbin}
patience=$((20 * ${SLOWNESS:-1}))
work=$(mktemp -d)
passed=0 failed=0 skipped=0

# Errors that say what this machine lacks, not what is wrong with sonde.
lacks='has no code in this kernel|there is no kernel function|nothing matches|there is no tracepoint|there is no function .* in /'
lacks="$lacks|the kernel has no symbol|Attachment failed for all probes|has no field|No probes to attach"
lacks="$lacks|there is no binary|there is no file|is not installed|file not found"

# wants_headers SCRIPT: it includes headers of the kernel whatever BTF says, and there are none.
wants_headers() {
	[ ! -e "/lib/modules/$(uname -r)/build" ] &&
		awk '/^#if/ { n++ } /^#endif/ { n-- } /^#include <linux/ && !n { found = 1 } END { exit !found }' "$1"
}

activity() {
	while :; do
		[ -x "$programs/activity" ] && "$programs/activity" 200
		echo "$(ls / | wc -l)" >"$work/file"
		sync -f "$work/file" 2>/dev/null || sync
		cat "$work/file" "$work/none" >/dev/null 2>&1
		sh -c 'kill -0 $$; sleep 0.01'
	done
}

# run SCRIPT MISSING: status 0 when it attached, ran and ended well. What it said is in $work/err.
run() {
	: >"$work/err"
	BPFTRACE_MISSING_PROBES=$2 "$sonde" "$1" >"$work/out" 2>"$work/err" </dev/null &
	pid=$!
	tries=0
	until grep -q '^Attached' "$work/err"; do
		tries=$((tries + 1))
		if ! kill -0 $pid 2>/dev/null || [ $tries -gt $((patience * 5)) ]; then
			break
		fi
		sleep 0.2
	done
	if grep -q '^Attached' "$work/err"; then
		sleep 2
	fi
	kill -TERM $pid 2>/dev/null
	tries=0
	while kill -0 $pid 2>/dev/null && [ $tries -lt $((patience * 5)) ]; do
		tries=$((tries + 1))
		sleep 0.2
	done
	kill -KILL $pid 2>/dev/null
	wait $pid 2>/dev/null
	status=$?
	[ $status = 0 ] && grep -q '^Attached' "$work/err" && ! grep -q 'ERROR' "$work/err"
}

# Lines of $work/err that say why; those that name something missing only with "lacking".
reasons() {
	if [ "${1:-}" = lacking ]; then
		grep -E 'ERROR|No probes' "$work/err" | grep -E "$lacks"
	else
		grep -E 'ERROR|No probes' "$work/err" | grep -vE "$lacks"
	fi
}

activity >/dev/null 2>&1 &
busy=$!
for script in "$folder"/*.bt; do
	name=${script##*/}
	# These scripts name several functions of which a kernel has one.
	if run "$script" error || { cp "$work/err" "$work/first" && run "$script" warn; }; then
		attached=$(sed -n 's/^Attached \([0-9]*\) .*/\1/p' "$work/err")
		if [ "$attached" -gt "$(grep -ciE '^(begin|end)' "$script")" ]; then
			passed=$((passed + 1))
		else
			skipped=$((skipped + 1))
			echo "skip $name: it compiles, but none of what it probes exists here"
		fi
		continue
	fi
	# Without its missing probes a script may not even make sense: the first run tells.
	[ -n "$(reasons lacking)" ] || cp "$work/first" "$work/err"
	if wants_headers "$script"; then
		skipped=$((skipped + 1))
		echo "skip $name: the headers of this kernel are not installed"
	elif [ -n "$(reasons lacking)" ] && [ -z "$(reasons)" ]; then
		skipped=$((skipped + 1))
		echo "skip $name: $(reasons lacking | head -n 1 | sed 's/.*ERROR: //')"
	else
		failed=$((failed + 1))
		why=$(reasons | head -n 1)
		echo "FAIL $name: ${why:-it ended with status $status and said: $(tail -n 5 "$work/err")}"
	fi
done
{ kill $busy && wait $busy; } 2>/dev/null
rm -rf "$work"
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
