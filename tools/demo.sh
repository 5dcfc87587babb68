#!/bin/bash
# demo.sh SONDE: three seconds of this machine's file openings and system calls.
set -euo pipefail
sonde=${1:?usage: demo.sh SONDE}
if [ "$(id -u)" != 0 ]; then
	echo "demo.sh: built, but tracing needs root: sudo $sonde -e '...'" >&2
	exit 1
fi

# Something to see on an idle machine, too.
(for _ in 1 2 3 4 5; do sleep 0.5; cat /etc/hostname /etc/os-release >/dev/null; done) &
trap 'kill $! 2>/dev/null || true; wait' EXIT

program='tracepoint:syscalls:sys_enter_openat { printf("%-16s %s\n", comm, str(args.filename)); }
tracepoint:raw_syscalls:sys_enter { @calls[comm] = count(); }
interval:s:3 { exit(); }'
echo "$ sonde -e '$program'"
"$sonde" -e "$program"
