#!/bin/bash
# objects.sh SONDE: plain objects of scripts are loaded, attached and read by other people's means:
# a C program with a skeleton of bpftool, bpftool itself, and a Go program.
set -uo pipefail
sonde=$(realpath "${1:?usage: objects.sh SONDE}")
cd "$(dirname "$0")" || exit 1
work=$(mktemp -d)
pins=/sys/fs/bpf/sonde_objects_$$
trap 'rm -rf "$work" "$pins"' EXIT
passed=0 failed=0 skipped=0

# expect NAME WANTED COMMAND...
expect() {
	local name=$1 wanted=$2 got
	shift 2
	got=$("$@" 2>&1)
	if [ "$got" = "$wanted" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf 'FAIL %s\n' "$name"
		diff <(printf '%s\n' "$wanted") <(printf '%s\n' "$got") | sed 's/^/    /'
	fi
}
skip() {
	skipped=$((skipped + 1))
	printf 'skip %s\n  %s\n' "$1" "$2"
}

skeleton() {
	bpftool gen skeleton "$work/object.bpf.o" name object >"$work/object.skel.h" &&
		gcc -Wall -Werror -I"$work" skeleton.c -o "$work/skeleton" -lbpf &&
		"$work/skeleton"
}
loadall() {
	mountpoint -q /sys/fs/bpf || mount -t bpf bpf /sys/fs/bpf || return
	mkdir -p "$pins" && bpftool prog loadall "$work/object.bpf.o" "$pins/programs" pinmaps "$pins/maps" &&
		ls "$pins/programs" && bpftool -p map dump pinned "$pins/maps/last" | tr -d ' \n'
}
go_reader() {
	(cd "$work" && cp "$OLDPWD/reader.go" . && GO111MODULE=off GOPATH=/usr/share/gocode \
		GOCACHE="$work/cache" go build -o reader reader.go && ./reader reader.bpf.o)
}

"$sonde" build object.bt -o "$work/object.bpf.o" || exit 1
"$sonde" build reader.bt -o "$work/reader.bpf.o" || exit 1
if command -v bpftool >/dev/null; then
	expect "a skeleton" "calls 100
total enough
last somebody
types 1 1 1
parents some" skeleton
	expect "bpftool loads it" "tracepoint_sched_sched_switch_2
tracepoint_syscalls_sys_enter_getppid_1
[]" loadall
else
	skip "a skeleton" "bpftool is not installed"
fi
if command -v go >/dev/null && [ -d /usr/share/gocode/src/github.com/cilium/ebpf ]; then
	expect "a Go program" "type __u64 8
calls true
getppid true" go_reader
else
	skip "a Go program" "golang-github-cilium-ebpf-dev is not installed"
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
