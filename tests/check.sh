#!/bin/bash
# check.sh [SUITE [ARGUMENTS...]]: runs all suites, or one. Last line: N passed, N failed, N skipped.
#
#	build       both builds: release with gcc, asan (ASan and UBSan) with clang
#	structure   layering, tables, headers, format, tidy
#	unit        cmocka programs, sanitized
#	front       parse and sema cases in process, sanitized
#	kernel      cli, codegen and runtime cases on the running kernel, release build
#	sanitized   the same with the sanitized build
#	random      random expressions on the kernel and by the test's own rules, and random scripts ([--seed N] [--count N])
#	tools       the scripts of Debian's package bpftrace, run where their probes exist
#	objects     plain objects of scripts, loaded and read by programs of others
#	built       tools that were built here, on Debian kernels in emulated machines ([KERNEL...])
#	pictures    what is made for browsers, in a browser
#	repl        sessions at a pseudo terminal
#	fuzz        replays the seeds through the sanitized fuzz entries
#	faults      system calls and allocations that fail one by one ([--seed N] [--count N] [--all])
#	load        much of everything ([--events N] [--starts N] [--minutes N]); only when asked for
#	vm KERNEL.. codegen and runtime cases on Debian kernels in emulated machines
set -uo pipefail

cd "$(dirname "$0")/.." || exit 1
export LC_ALL=C
logs=build/check
rm -rf "$logs"
mkdir -p "$logs"
passed=0 failed=0 skipped=0 second=0
started=$(date +%s)

# Test machines have no tracefs mounted; what is mounted here is unmounted at the end.
mounted=
leave() {
	if [ -n "$mounted" ]; then
		umount "$mounted"
	fi
}
trap leave EXIT
mount_tracefs() {
	if [ "$(id -u)" = 0 ] && [ -d /sys/kernel/tracing ] && ! mountpoint -q /sys/kernel/tracing; then
		mount -t tracefs none /sys/kernel/tracing && mounted=/sys/kernel/tracing
	fi
}

# Adds the counts of the last "N passed, N failed, N skipped" line of log $1.
count() {
	local line
	line=$(grep -E '^[0-9]+ passed, [0-9]+ failed' "$1" | tail -n 1)
	[[ $line =~ ([0-9]+)\ of\ them ]] && second=$((second + BASH_REMATCH[1]))
	set -- ${line//,/}
	passed=$((passed + ${1:-0}))
	failed=$((failed + ${3:-0}))
	skipped=$((skipped + ${5:-0}))
}

# suite NAME COMMAND...: runs it, prints how it went; what it says is shown when it failed.
suite() {
	local name=$1 log=$logs/${1// /-}.log from status line
	shift
	from=$(date +%s)
	"$@" >"$log" 2>&1 </dev/null
	status=$?
	line=$(grep -E '^[0-9]+ passed, [0-9]+ failed' "$log" | tail -n 1)
	if [ -n "$line" ]; then
		count "$log"
		[ "$status" != 0 ] && [[ $line == *" 0 failed"* ]] && failed=$((failed + 1))
	elif [ "$status" = 0 ]; then
		passed=$((passed + 1))
		line=ok
	else
		failed=$((failed + 1))
		line=FAILED
	fi
	printf '%-24s %s (%d s)\n' "$name" "$line" $(($(date +%s) - from))
	if [ "$status" != 0 ]; then
		awk '/^skip / { getline; next } { print }' "$log" | tail -n "${LINES_SHOWN:-150}" | sed 's/^/    /'
	fi
	if [ "$status" = 0 ]; then
		# Emulated machines only: tests/README.md.
		grep -A 20 -E '^first run failed:' "$log" | sed 's/^/    /'
	fi
	# Why cases were skipped, each reason once.
	awk '/^skip / { getline reason; n[reason]++ } END { for (r in n) printf "    skipped %d:%s\n", n[r], r }' "$log"
	return "$status"
}

build_preset() {
	[ -f "build/$1/build.ninja" ] || cmake --preset "$1" || return 1
	ninja -C "build/$1"
}

unit_run() {
	local test ok=0 bad=0 line
	for test in build/asan/tests/unit/test_*; do
		[ -x "$test" ] || continue
		if CMOCKA_MESSAGE_OUTPUT=stdout timeout 120 "$test" >"$logs/unit.one" 2>&1; then
			line=$(grep -oE '\[  PASSED  \] [0-9]+ test' "$logs/unit.one" | grep -oE '[0-9]+')
			ok=$((ok + ${line:-1}))
		else
			echo "FAIL $test"
			cat "$logs/unit.one"
			line=$(grep -oE '\[  FAILED  \] [0-9]+ test' "$logs/unit.one" | grep -oE '[0-9]+' | head -n 1)
			bad=$((bad + ${line:-1}))
			line=$(grep -oE '\[  PASSED  \] [0-9]+ test' "$logs/unit.one" | grep -oE '[0-9]+' | head -n 1)
			ok=$((ok + ${line:-0}))
		fi
	done
	echo "$ok passed, $bad failed, 0 skipped"
	[ "$bad" = 0 ]
}

# runner PRESET PATH...
runner() {
	local build=build/$1
	shift
	"$build/tests/runner" --sonde "${SONDE_BUILD:-$build}/sonde" --tests tests \
		--programs "$build/tests/programs" "$@"
}

manual_run() {
	tests/manual.sh cases "$logs/manual.t" && runner "$@" "$logs/manual.t"
}

fuzz_run() {
	local entry seeds ok=0 bad=0
	for entry in build/asan/tests/fuzz/fuzz_*; do
		[ -x "$entry" ] || continue
		seeds=$logs/seeds/$(basename "$entry")
		tests/fuzz/seeds.sh "$(basename "$entry")" "$seeds" || return 1
		echo "$(basename "$entry"): $(ls "$seeds" | wc -l) seeds"
		if timeout 300 "$entry" "$seeds"; then ok=$((ok + 1)); else bad=$((bad + 1)); fi
	done
	echo "$ok passed, $bad failed, 0 skipped"
	[ "$bad" = 0 ]
}

suite_build() {
	suite "build release (gcc)" build_preset release || return 1
	suite "build asan (clang)" build_preset asan
}
suite_structure() {
	suite layering tests/layering.sh
	suite tables tests/tables.sh
	suite examples tests/examples.sh
	suite completion tests/completion.sh "${SONDE_BUILD:-build/release}/sonde"
	suite headers tests/headers.sh
	suite format tests/format.sh
	suite tidy tests/tidy.sh
	suite "manual renders" tests/manual.sh lint
}
suite_unit() { suite "unit tests" unit_run; }
suite_front() { suite "parse and sema cases" runner asan tests/cases/parse tests/cases/sema; }
suite_kernel() {
	mount_tracefs
	suite "manual's examples" manual_run release
	suite "kernel cases" runner release tests/cases/cli tests/cases/codegen tests/cases/runtime
	suite "tools in examples" runner release tests/cases/examples
}
suite_sanitized() {
	mount_tracefs
	suite "manual's examples, sanitized" manual_run asan --slowness 4
	suite "kernel cases, sanitized" runner asan --slowness 4 tests/cases/cli tests/cases/codegen tests/cases/runtime
}
suite_objects() {
	mount_tracefs
	suite "plain objects" tests/build/objects.sh "${SONDE_BUILD:-build/release}/sonde"
}
# Tools built here, in machines of other kernels.
suite_built() {
	suite "built tools" tests/build/vm.sh "$@"
}
suite_random() {
	suite "random expressions" build/release/tests/random_expressions "$@" "${SONDE_BUILD:-build/release}/sonde"
	suite "random scripts" build/release/tests/random_scripts "$@" "${SONDE_BUILD:-build/release}/sonde" \
		"$PWD/build/release/tests/programs/functions"
}
suite_tools() {
	mount_tracefs
	suite "Debian's scripts" tests/tools.sh "${SONDE_BUILD:-build/release}/sonde" build/release/tests/programs
}
suite_pictures() {
	suite "pictures in a browser" tests/pictures/run.py "${SONDE_BUILD:-build/release}/sonde" build/release/tests/programs
}
suite_repl() {
	mount_tracefs
	suite "sessions at a terminal" tests/repl/run.py "${SONDE_BUILD:-build/release}/sonde"
}
# Half an hour; not part of a whole run.
suite_load() {
	mount_tracefs
	suite "load" tests/load.sh "${SONDE_BUILD:-build/release}/sonde" build/release/tests/programs "$@"
}
suite_faults() {
	mount_tracefs
	suite "calls that fail" build/release/tests/faults "$@" "${SONDE_BUILD:-build/release}/sonde" \
		build/release/tests/fault_inject.so build/release/tests/programs
}
suite_fuzz() { suite "fuzz seeds" fuzz_run; }
suite_vm() {
	local kernel
	for kernel in "$@"; do
		suite "vm $kernel" tests/vm/run.sh "$kernel"
	done
}

if [ $# -gt 0 ]; then
	name=$1
	shift
	"suite_$name" "$@"
elif suite_build; then
	suite_structure
	suite_unit
	suite_front
	suite_kernel
	suite_random
	suite_faults
	suite_tools
	suite_objects
	suite_pictures
	suite_repl
	suite_sanitized
	suite_fuzz
	# What only these kernels can show; `make vm-all` runs everything on all of them.
	export VM_CASES="tests/cases/runtime/lines.t tests/cases/runtime/probes.t tests/cases/runtime/probe_types.t tests/cases/runtime/function_errors.t tests/cases/runtime/fn.t tests/cases/examples/kprobes.t"
	VM_SECONDS=420 suite_vm 5.10 6.12
	suite_built
fi

echo "took $(($(date +%s) - started)) s"
more=
[ "$second" = 0 ] || more=", $second of them passed only at the second run (emulated machines)"
echo "$passed passed, $failed failed, $skipped skipped$more"
[ "$failed" = 0 ]
