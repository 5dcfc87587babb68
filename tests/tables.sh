#!/bin/bash
# tables.sh [--list]: every row of a .def file that users meet has a test case and stands in the manual.
#
# What programs can name (builtins, functions, aggregations, configuration variables) needs a case
# that runs it on a kernel and compares the result, and an entry in the manual; builtins and functions a
# tested example there. --list prints the first case of each.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
bad=0

# Ids of the rows of $1 that begin with $2(
rows() { grep -oE "^$2\([A-Za-z_0-9]+" "$1" | sed 's/.*(//'; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The programs and commands of the kernel cases on standard input, one case a line:
# "runs FILE:LINE TEXT" for those that end well and compare what was printed, "fails ..." for others.
programs_of_cases() {
	awk '
		function done() {
			if (text != "")
				print (status + 0 == 0 && compares ? "runs" : "fails"), place, text
			text = ""; status = 0; compares = 0; key = ""
		}
		FNR == 1 || /^$/ { done() }
		/^[a-z]/ { key = $1; if (key == "name") place = FILENAME ":" FNR }
		key == "status" && /^status/ { status = $2 }
		key ~ /^(out|match|json)$/ { compares = 1 }
		key ~ /^(prog|run|args|env)$/ { line = $0; sub(/^[a-z]+/, "", line); text = text " " line }
		END { done() }' "$@"
}

# proved NAME PATTERN HOW: the first case that does, or nothing.
proof() { grep -E -- "^$2 .*$1" "$work/programs" | head -n 1 | cut -d ' ' -f 2; }
cases=$work/cases manual=$work/manual examples=$work/examples
find tests/cases tests/unit -type f -exec cat {} + >"$cases"
# The manual without its markup: \- is a hyphen, \fB and its like change the font.
sed 's/\\-/-/g; s/\\f[A-Z]//g' man/*.[1-9] >"$manual"
tests/manual.sh cases "$examples" >/dev/null || bad=1
programs_of_cases tests/cases/runtime/*.t tests/cases/codegen/*.t tests/cases/cli/*.t "$examples" >"$work/programs"

# missing WHAT TEXT_FILE WHERE PATTERN ID
missing() {
	if ! grep -qE -- "$4" "$2"; then
		echo "$1 $5: nothing in $3"
		bad=1
	fi
}

# Everything that the language reference names, and what of ours goes beyond it.
reference_names() {
	awk '!/^#/ { for (i = 2; i <= NF; i++) print $1, $i }' tests/reference.txt
	for id in $(rows lang/functions.def FUNC) $(rows lang/functions.def FUNC_CONST); do echo "function $id"; done
	for id in $(rows lang/aggregates.def AGG); do echo "aggregation $id"; done
	for id in $(rows lang/builtins.def BUILTIN); do echo "builtin $id"; done
	for id in $(rows lang/config.def CONFIG); do echo "variable $id"; done
}
while read -r kind name; do
	id=${name%=*} how=runs
	[ "$name" != "$id" ] && how=fails
	case $kind in
	function | aggregation) pattern="\b$id\(" ;;
	variable) pattern="(\b$id *=|_${id^^}=)" ;;
	keyword) pattern="\b$id\b" ;;
	# Not as part of an event's or a field's name: software:cpu-clock, $task.comm
	builtin) pattern="[^:.@\$\"A-Za-z0-9_-]$id[0-9]*$([ "$id" = config ] && echo '\.' || echo '[^-:=\"A-Za-z0-9_]')" ;;
	esac
	place=$(proof "$pattern" "$how")
	if [ -z "$place" ]; then
		echo "$kind $id: no case that $([ $how = runs ] && echo "runs it and compares the result" || echo "shows how it is refused")"
		bad=1
	elif [ "${1:-}" = --list ]; then
		printf '%-12s %-28s %s\n' "$kind" "$id" "$place"
	fi
done < <(reference_names | awk '{ name = $2; sub(/=.*/, "", name) } !seen[$1 " " name]++')

for id in $(rows lang/diag.def DIAG); do
	missing diagnostic "$cases" tests/cases "D_$id\b" "$id"
done
functions="$(rows lang/functions.def FUNC) $(rows lang/functions.def FUNC_CONST)
	$(rows lang/aggregates.def AGG)"
for id in $functions; do
	missing function "$manual" man "\b$id\(" "$id"
	missing function "$examples" "the examples of the manual" "\b$id\(" "$id"
done
builtins="$(rows lang/builtins.def BUILTIN) $(rows lang/packet.def HEADER) $(rows lang/library.def LIBRARY)"
for id in $builtins; do
	missing builtin "$manual" man "\b$id([0-9]|\b)" "$id"
	missing builtin "$examples" "the examples of the manual" "\b$id([0-9]|\b)" "$id"
done
for id in $(rows lang/probes.def PROBE); do
	missing probe "$cases" tests/cases "(\b${id}:|\b${id^^}\b|\b$id *\{)" "$id"
	missing probe "$manual" man "\b$id\b" "$id"
done
for id in $(rows lang/config.def CONFIG); do
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
