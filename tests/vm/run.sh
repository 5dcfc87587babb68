#!/bin/bash
# run.sh KERNEL [FILTER]: runs the kernel cases on a Debian kernel in an emulated machine.
#
# KERNEL is 5.10, 6.1, 6.12 or 7.2. The result lines of the runner inside are printed here; the exit
# status is its own. BUILD names the build folder (build/release); VM_FULL=1 also runs the cases that
# take a lot of computing. With -c COMMAND instead of a
# filter, that shell command runs in the machine: run.sh 6.1 -c 'bin/sonde -e "..."'. VM_CASES names
# files or folders of cases (tests/cases).
set -euo pipefail

kernel=${1:?usage: run.sh KERNEL [FILTER | -c COMMAND]}
shift
top=$(cd "$(dirname "$0")/../.." && pwd)
build=${BUILD:-$top/build/release}
# Emulation makes everything slower; the most that a whole run may take.
slowness=5
limit=${VM_SECONDS:-900}

cases=yes
if [ "${1:-}" = -c ]; then
	cases=
	command=${2:?run.sh KERNEL -c COMMAND}
else
	filter=${1:-}
	command="bin/runner --vm ${VM_FULL:+--native} --jobs 2 --slowness $slowness --sonde bin/sonde --tests tests \
		--programs tests/programs --filter '${filter//\'/}' ${VM_CASES:-tests/cases}"
fi

image=$("$top/tests/vm/kernel.sh" "$kernel")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo "$command" | VM_MODULES=$(dirname "$image")/modules "$top/tests/vm/initramfs.sh" "$build" "$work/initramfs"

# /dev/kvm may be there and not work with a stock kernel: always emulate.
# With a thread per CPU the emulator sometimes runs code that the kernel is just rewriting ("Oops:
# int3"), or both CPUs wait for each other for ever while a program starts ("soft lockup"). Either ends
# the machine at once, is shown, and the machine starts again with one thread for both CPUs, which
# takes twice the time and cannot do that: what breaks there, too, is no fault of the emulator.
broken='Oops: int3|BUG: soft lockup'
machine() {
	timeout --foreground "$2" qemu-system-x86_64 -accel "tcg,thread=$1" -cpu max -m 2048 -smp 2 \
		-kernel "$image" -initrd "$work/initramfs" \
		-append "console=ttyS0 quiet panic=-1 oops=panic softlockup_panic=1 mitigations=off lsm=bpf,capability" \
		-nographic -no-reboot -nic none </dev/null >"$work/console" 2>&1 || true
}
machine "${VM_THREADS:-multi}" "$limit"
if grep -qE "$broken" "$work/console"; then
	echo "run.sh: the emulator broke the kernel; once more with one thread. What it said:"
	tr -d '\r' <"$work/console" | grep -E -m 1 -A 30 "$broken"
	machine single $((limit * 2))
fi

# From the kernel's name to the status: the firmware's and the kernel's own lines are no result.
tr -d '\r' <"$work/console" | sed -n '/vm-kernel: /,/vm-status: /p' | sed 's/^.*vm-kernel: /on Linux /; /^vm-status: /d'
status=$(tr -d '\r' <"$work/console" | sed -n 's/^vm-status: //p')

# Nothing is left out but what tests/vm/skipped says.
tr -d '\r' <"$work/console" | awk '/^skip / { getline; sub(/^ +/, ""); print }' | sort -u >"$work/reasons"
while [ -n "$cases" ] && read -r reason; do
	if ! grep -qxF -e "$kernel $reason" -e "all $reason" "$top/tests/vm/skipped"; then
		echo "FAIL cases are skipped for a reason that tests/vm/skipped does not list: $reason"
		status=${status:+1}
	fi
done <"$work/reasons"
if [ -z "$status" ]; then
	echo "run.sh: the machine ended without a result; the end of its console:"
	tr -d '\r' <"$work/console" | tail -n 40
	exit 1
fi
exit "$status"
