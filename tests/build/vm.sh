#!/bin/bash
# vm.sh [KERNEL...]: tools built here run on this kernel and in machines of others (all of them by
# default), the same bytes everywhere, and print the same.
#
# BUILD names the build folder (build/release).
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
build=${BUILD:-build/release}
kernels=("$@")
[ $# -gt 0 ] || kernels=(5.10 6.1 6.12 7.2)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/files"

tool() {
	"$build/sonde" build "$2" -o "$work/files/$1" || exit 1
}
tool fields tests/build/fields.bt
tool loops tests/build/loops.bt
tool events tests/build/events.bt

# What each tool prints, and how it ended. Started three times: it must not depend on a first start.
cat >"$work/files/run" <<'END'
cd "$(dirname "$0")" || exit 1
for tool in fields loops events; do
	for turn in 1 2; do
		./$tool -q
		echo "$tool: status $?"
	done
done
END

here=$(cd "$work/files" && sh ./run 2>&1 | grep -v '^$')
echo "$here" | grep -q 'status [1-9]' && { echo "$here"; exit 1; }
passed=1 failed=0
for kernel in "${kernels[@]}"; do
	there=$(VM_FILES=$work/files BUILD=$build VM_SECONDS=${VM_SECONDS:-300} tests/vm/run.sh "$kernel" \
		-c 'sh files/run 2>&1' | grep -v -e '^on Linux ' -e '^$')
	if [ "$there" = "$here" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAIL on Linux $kernel:"
		diff <(echo "$here") <(echo "$there") | sed 's/^/    /'
	fi
done
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" = 0 ]
