#!/bin/bash
# tables.sh: every row of a .def file that users meet has a test case and stands in the manual.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
bad=0

# Ids of the rows of $1 that begin with $2(
rows() { grep -oE "^$2\([A-Za-z_0-9]+" "$1" | sed 's/.*(//'; }

cases=$(mktemp)
manual=$(mktemp)
trap 'rm -f "$cases" "$manual"' EXIT
find tests/cases tests/unit -type f -exec cat {} + >"$cases"
# The manual without its markup: \- is a hyphen, \fB and its like change the font.
sed 's/\\-/-/g; s/\\f[A-Z]//g' man/sonde.8 >"$manual"

# missing WHAT TEXT_FILE WHERE PATTERN ID
missing() {
	if ! grep -qE -- "$4" "$2"; then
		echo "$1 $5: nothing in $3"
		bad=1
	fi
}

for id in $(rows lang/diag.def DIAG); do
	missing diagnostic "$cases" tests/cases "D_$id\b" "$id"
done
for id in $(rows lang/functions.def FUNC) $(rows lang/aggregates.def AGG); do
	missing function "$cases" tests/cases "\b$id\(" "$id"
	missing function "$manual" man/sonde.8 "\b$id\(" "$id"
done
for id in $(rows lang/builtins.def BUILTIN); do
	missing builtin "$cases" tests/cases "\b$id([0-9]|\b)" "$id"
	missing builtin "$manual" man/sonde.8 "\b$id([0-9]|\b)" "$id"
done
for id in $(rows lang/probes.def PROBE); do
	missing probe "$cases" tests/cases "(\b${id}:|\b${id^^}\b|\b$id *\{)" "$id"
	missing probe "$manual" man/sonde.8 "\b$id\b" "$id"
done
for id in $(rows lang/config.def CONFIG); do
	missing "configuration variable" "$cases" tests/cases "(\b$id\b|${id^^})" "$id"
	missing "configuration variable" "$manual" man/sonde.8 "\b$id\b" "$id"
done
for id in $(rows lang/features.def FEATURE); do
	missing feature "$manual" man/sonde.8 "\b$id\b" "$id"
done
while read -r short long; do
	missing option "$cases" tests/cases "(^|[ '])(-$short|--$long)\b" "--$long"
	missing option "$manual" man/sonde.8 "--$long\b" "--$long"
done < <(sed -nE "s/^OPTION\([a-z_]+, (0|'(.)'), \"([a-z-]+)\".*/\2@ \3/p" runtime/cli/options.def | sed 's/^@/-none/; s/@//')
exit $bad
