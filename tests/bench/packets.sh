#!/bin/bash
# packets.sh [RUNS]: what a packet costs in XDP: counted by protocol by a script, and by the same
# program in C (packets.bpf.c, clang -O2).
#
# Both see the same packet a million times per run (BPF_PROG_TEST_RUN), by turns; the median of RUNS
# runs (15) in nanoseconds, and their ratio. Status 1 when it is over 1.3.
set -uo pipefail

cd "$(dirname "$0")/../.." || exit 1
runs=${1:-15}
sonde=${BUILD:-build/release}/sonde
program=${PROGRAM:-'xdp:lo { @[ip.proto] = count(); }'}
repeat=1000000

if [ "$(id -u)" != 0 ]; then
	echo "packets.sh: programs in the kernel need root" >&2
	exit 1
fi
clang=$(command -v clang-19 || command -v clang || echo clang-19)
for tool in "$clang" bpftool; do
	if ! command -v $tool >/dev/null; then
		echo "packets.sh: $tool is not installed" >&2
		exit 1
	fi
done

work=$(mktemp -d)
tracer=
pin=/sys/fs/bpf/sonde-bench-$$
trap '[ -z "$tracer" ] || kill $tracer; rm -rf "$work" "$pin"' EXIT

# Ethernet, IPv4, UDP from 10.0.0.1:1000 to 10.0.0.2:2000, 22 bytes of data.
{
	printf '\x02\0\0\0\0\x02\x02\0\0\0\0\x01\x08\0'
	printf '\x45\0\0\x32\0\x01\0\0\x40\x11\0\0\x0a\0\0\x01\x0a\0\0\x02'
	printf '\x03\xe8\x07\xd0\0\x1e\0\0%022d' 0
} >"$work/packet"

"$clang" -O2 -g -target bpf -I"/usr/include/$(uname -m)-linux-gnu" -c tests/bench/packets.bpf.c -o "$work/c.o" || exit 1
bpftool prog load "$work/c.o" "$pin" || exit 1

# The script's program is found by what it was not there before.
ids() { bpftool prog show | sed -n 's/^\([0-9]*\): xdp .*/\1/p' | sort; }
ids >"$work/before"
unshare -n "$sonde" -e "$program BEGIN { printf(\"up\n\"); }" >"$work/log" 2>&1 &
tracer=$!
for _ in $(seq 100); do
	grep -q '^up' "$work/log" && break
	sleep 0.05
done
sleep 0.3
id=$(ids | comm -13 "$work/before" - | tail -n 1)
if [ -z "$id" ]; then
	echo "packets.sh: the script does not run:" >&2
	cat "$work/log" >&2
	exit 1
fi

# Nanoseconds of one packet in the program $1 $2.
cost() {
	bpftool prog run "$1" "$2" data_in "$work/packet" repeat $repeat |
		sed -n 's/.*duration (average): \([0-9]*\)ns.*/\1/p'
}

for _ in $(seq "$runs"); do
	cost id "$id" >>"$work/script"
	cost pinned "$pin" >>"$work/c"
done
median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
awk -v s="$(median "$work/script")" -v c="$(median "$work/c")" -v runs="$runs" 'BEGIN {
	printf "a packet counted by protocol in XDP, median of %d runs: script %d ns, C %d ns, ratio %.2f\n",
		runs, s, c, s / c
	exit s / c > 1.3
}'
