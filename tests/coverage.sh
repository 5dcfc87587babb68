#!/bin/bash
# coverage.sh: how many lines of each folder the tests run.
#
# Builds build/coverage with gcc's counters, runs unit tests, cases and the manual's examples with it (root), and
# prints the lines of each folder that ran, the files with the least first.
# Status 1 when a folder has less than 85 %.
set -uo pipefail

cd "$(dirname "$0")/.." || exit 1
build=build/coverage
logs=$build/logs
least=85

mkdir -p "$logs"
gcc -c tests/coverage_exit.c -o "$build/exit.o" || exit 1
if [ ! -f "$build/build.ninja" ]; then
	cmake -G Ninja -B "$build" -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_COMPILER=gcc -DSONDE_WERROR=OFF \
		-DCMAKE_C_FLAGS="--coverage -fprofile-update=atomic -O1" -DCMAKE_CXX_FLAGS=--coverage \
		-DCMAKE_EXE_LINKER_FLAGS="-Wl,--wrap=_exit $PWD/$build/exit.o --coverage" >"$logs/cmake" || exit 1
fi
ninja -C "$build" >"$logs/ninja" 2>&1 || { tail -n 20 "$logs/ninja"; exit 1; }
find "$build" -name '*.gcda' -delete

for test in "$build"/tests/unit/test_*; do
	timeout 120 "$test" >"$logs/$(basename "$test")" 2>&1 || echo "coverage.sh: $(basename "$test") fails"
done
tests/manual.sh cases "$logs/manual.t"
"$build/tests/runner" --sonde "$build/sonde" --tests tests --programs "$build/tests/programs" --slowness 4 \
	tests/cases "$logs/manual.t" >"$logs/cases" 2>&1 || grep '^FAIL' "$logs/cases"
tail -n 1 "$logs/cases"

gcovr --root . --object-directory "$build" --filter '(lang|probes|codegen|runtime|check)/' --gcov-ignore-parse-errors \
	--csv "$logs/lines.csv" "$build" >"$logs/gcovr" 2>&1 || { tail "$logs/gcovr"; exit 1; }
awk -F, -v least=$least '
	NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
	{
		folder = $1; sub("/.*", "", folder)
		total[folder] += $column["line_total"]; ran[folder] += $column["line_covered"]
		printf "%5.1f %%  %s\n", 100 * $column["line_percent"], $1 >"'"$logs"'/files"
	}
	END {
		for (f in total) {
			printf "%-10s %5.1f %% of %d lines\n", f, 100 * ran[f] / total[f], total[f]
			bad = bad || 100 * ran[f] < least * total[f]
		}
		exit bad
	}' "$logs/lines.csv"
status=$?
echo "the least covered files:"
sort -n "$logs/files" | head -n 12
exit $status
