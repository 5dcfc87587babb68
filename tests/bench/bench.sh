#!/bin/bash
# bench.sh [RUNS]: each one-liner with sonde and with the distribution's bpftrace, side by side.
#
# Wall time is the median of RUNS runs (5) from exec to exit. Peak is the largest resident set of
# any process of the run (for sonde: its compiler's). Tracing is the resident set of the process
# that stays while tracing. Programs that do not end by themselves get SIGINT after one second.
set -uo pipefail

cd "$(dirname "$0")/../.." || exit 1
runs=${1:-5}
build=${BUILD:-build/release}
sonde=$build/sonde
measure=$build/tests/measure

if [ "$(id -u)" != 0 ]; then
	echo "bench.sh: tracing needs root" >&2
	exit 1
fi
mounted=
if ! mountpoint -q /sys/kernel/tracing && mount -t tracefs none /sys/kernel/tracing; then
	mounted=1
fi

scripts=$(mktemp -d)
trap 'rm -rf "$scripts"; [ -z "$mounted" ] || umount /sys/kernel/tracing' EXIT

# Compile time must grow with the script and not faster: scripts of 1,000 and 10,000 statements.
for n in 1000 10000; do
	awk -v n=$n 'BEGIN { print "BEGIN {"; for (i = 0; i < 50; i++) print "$v" i " = nsecs;"
		for (i = 50; i < n - 1; i++) print (i % 2 ? "$v" i % 50 " = $v" (i + 1) % 50 " * 3 + " i : "@a += $v" i % 50) ";"
		print "exit(); }" }' >"$scripts/statements-$n"
done
for n in 100 1000; do
	awk -v n=$n 'BEGIN { print "BEGIN {"; for (i = 1; i < n; i++) print "@m[" i "] = " i ";"; print "exit(); }" }' >"$scripts/keys-$n"
done

column() { awk -v n="$2" '{ print $n }' <<<"$1"; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { if (a > 0 && b > 0) printf "%.1fx", b / a; else printf "-" }'; }
mib() { awk -v k="$1" 'BEGIN { if (k > 0) printf "%.1f", k / 1024; else printf "-" }'; }

# row NAME EXPECTED_STATUS SECONDS_TO_INTERRUPT ARGUMENTS...
row() {
	local name=$1 want=$2 interrupt=$3 ours theirs='- 0 0 0'
	shift 3
	ours=$("$measure" -n "$runs" -i "$interrupt" "$sonde" "$@")
	if [ "$(column "$ours" 4)" != "$want" ]; then
		echo "bench.sh: '$name' ended with $(column "$ours" 4) instead of $want" >&2
		bad=1
	fi
	if command -v bpftrace >/dev/null; then
		theirs=$("$measure" -n "$runs" -i "$interrupt" bpftrace "$@")
		# What it did not do is not compared.
		[ "$(column "$theirs" 4)" = "$want" ] || theirs='- 0 0 0'
	fi
	printf '%-34s %9s %9s %7s %8s %8s %7s %9s %9s\n' "$name" \
		"$(column "$ours" 1)" "$(column "$theirs" 1)" "$(ratio "$(column "$ours" 1)" "$(column "$theirs" 1)")" \
		"$(mib "$(column "$ours" 2)")" "$(mib "$(column "$theirs" 2)")" "$(ratio "$(column "$ours" 2)" "$(column "$theirs" 2)")" \
		"$(mib "$(column "$ours" 3)")" "$(mib "$(column "$theirs" 3)")"
}

bad=0
echo "Linux $(uname -r), $(nproc) CPUs, $runs runs; $($sonde --version); bpftrace: $(bpftrace --version 2>/dev/null || echo none)"
printf '%-34s %9s %9s %7s %8s %8s %7s %9s %9s\n' "" "wall ms" "bpftrace" "" "peak MiB" "bpftrace" "" "tracing" "bpftrace"
row '--help' 0 0 --help
row 'a syntax error' 1 0 -e 'BEGIN { exit( }'
row 'BEGIN { exit(); }' 0 0 -e 'BEGIN { exit(); }'
row 'hello' 0 0 -e 'BEGIN { printf("hello %d\n", 1 + 2); exit(); }'
row '1,000 statements' 0 0 --dry-run "$scripts/statements-1000"
row '10,000 statements' 0 0 --dry-run "$scripts/statements-10000"
row '100 keys' 0 0 --dry-run "$scripts/keys-100"
row '1,000 keys' 0 0 --dry-run "$scripts/keys-1000"
row 'openat (1 s)' 0 1 -e 'tracepoint:syscalls:sys_enter_openat { printf("%s %s\n", comm, str(args->filename)); }'
row 'calls by comm (1 s)' 0 1 -e 'tracepoint:raw_syscalls:sys_enter { @[comm] = count(); }'
row 'all syscalls by probe (1 s)' 0 0 -e 'tracepoint:syscalls:sys_enter_* { @[probe] = count(); } interval:s:1 { exit(); }'
row 'sizes of reads (1 s)' 0 1 -e 'tracepoint:syscalls:sys_exit_read /args->ret > 0/ { @bytes = hist(args->ret); }'
row 'kernel stacks (1 s)' 0 1 -e 'profile:hz:99 { @[kstack] = count(); }'
row 'switches each second (1.5 s)' 0 1.5 -e 'interval:s:1 { print(@); clear(@); } tracepoint:sched:sched_switch { @ = count(); }'

# How compiling and loading grow with the script: statements of five kinds in one probe. Only sonde: the
# kernel refuses what the other tool makes of them.
statements() {
	awk -v n="$1" 'BEGIN {
		print "BEGIN { $x = (uint64)0;"
		for (i = 0; i < n / 5; i++)
			printf "@c%d = count();\n@m[%d] += %d;\nif (pid == %d) { @n[%d] = count(); }\n$x = $x * 3 + %d;\nif ($x == 1) { printf(\"%%d\\n\", $x); }\n", i % 7, i % 50, i, 5000000 + i, i % 3, i
		print "exit() }"
	}'
}
script=$(mktemp)
trap 'rm -f "$script"; [ -z "$mounted" ] || umount /sys/kernel/tracing' EXIT
printf '\n%-34s %9s %9s %12s\n' "statements in one probe" "wall ms" "peak MiB" "us each"
for n in 100 1000 10000; do
	statements "$n" >"$script"
	ours=$("$measure" -n "$runs" -i 0 "$sonde" -q "$script")
	[ "$(column "$ours" 4)" = 0 ] || bad=1
	printf '%-34s %9s %9s %12s\n' "$n" "$(column "$ours" 1)" "$(mib "$(column "$ours" 2)")" \
		"$(awk -v a="$(column "$ours" 1)" -v n="$n" 'BEGIN { printf "%.0f", a * 1000 / n }')"
done
exit $bad
