#!/bin/bash
# tables.sh: every row of a .def file that users meet has a test case and stands in the manual.
#
# What programs can name (builtins, functions, aggregations, configuration variables) needs a case
# that runs on a kernel, and an entry in the manual; builtins and functions a tested example there.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
bad=0

# Ids of the rows of $1 that begin with $2(
rows() { grep -oE "^$2\([A-Za-z_0-9]+" "$1" | sed 's/.*(//'; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cases=$work/cases kernel=$work/kernel manual=$work/manual examples=$work/examples
find tests/cases tests/unit -type f -exec cat {} + >"$cases"
cat tests/cases/runtime/*.t tests/cases/codegen/*.t tests/cases/cli/*.t >"$kernel"
# The manual without its markup: \- is a hyphen, \fB and its like change the font.
sed 's/\\-/-/g; s/\\f[A-Z]//g' man/*.[1-9] >"$manual"
tests/manual.sh cases "$examples" >/dev/null || bad=1

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
functions="$(rows lang/functions.def FUNC) $(rows lang/functions.def FUNC_CONST)
	$(rows lang/aggregates.def AGG)"
for id in $functions; do
	missing function "$kernel" tests/cases/runtime "\b$id\(" "$id"
	missing function "$manual" man "\b$id\(" "$id"
	missing function "$examples" "the examples of the manual" "\b$id\(" "$id"
done
for id in $(rows lang/builtins.def BUILTIN) $(rows lang/library.def LIBRARY); do
	missing builtin "$kernel" tests/cases/runtime "\b$id([0-9]|\b)" "$id"
	missing builtin "$manual" man "\b$id([0-9]|\b)" "$id"
	missing builtin "$examples" "the examples of the manual" "\b$id([0-9]|\b)" "$id"
done
for id in $(rows lang/probes.def PROBE); do
	missing probe "$cases" tests/cases "(\b${id}:|\b${id^^}\b|\b$id *\{)" "$id"
	missing probe "$manual" man "\b$id\b" "$id"
done
for id in $(rows lang/config.def CONFIG); do
	missing "configuration variable" "$kernel" tests/cases/runtime "(\b$id\b|${id^^})" "$id"
	missing "configuration variable" "$manual" man "\b$id\b" "$id"
done
for id in $(rows lang/features.def FEATURE); do
	missing feature "$manual" man "\b$id\b" "$id"
done
while read -r short long; do
	missing option "$cases" tests/cases "(^|[ '])(-$short|--$long)\b" "--$long"
	missing option "$manual" man "--$long\b" "--$long"
done < <(sed -nE "s/^OPTION\([a-z_]+, (0|'(.)'), \"([a-z-]+)\".*/\2@ \3/p" runtime/cli/options.def | sed 's/^@/-none/; s/@//')
exit $bad
