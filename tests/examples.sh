#!/bin/bash
# examples.sh: every tool of examples/ is whole: executable, with a header that names it, its text
# with a real output beside it, a line in the folder's README, and a case that runs it.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
bad=0
cases=$(cat tests/cases/*/*.t)

complain() {
	echo "examples/$1: $2"
	bad=1
}

for script in examples/*.bt; do
	name=$(basename "$script" .bt)
	text=examples/$name.txt
	[ -x "$script" ] || complain "$name.bt" "is not executable"
	[ "$(head -n 1 "$script")" = '#!/usr/bin/env sonde' ] || complain "$name.bt" "has no first line for env"
	grep -qE "^ \* $name: .+" "$script" || complain "$name.bt" "does not open with its name and question"
	if [ ! -e "$text" ]; then
		complain "$name.txt" "is missing"
	else
		for part in NAME USE OUTPUT 'READING IT' NEEDS; do
			grep -qx "$part" "$text" || complain "$name.txt" "has no part $part"
		done
		[ "$(sed -n '/^OUTPUT$/,/^READING IT$/p' "$text" | grep -c .)" -ge 4 ] ||
			complain "$name.txt" "shows no output"
	fi
	grep -q "^| \[\`$name\`\]" examples/README.md || complain "$name.bt" "is not in examples/README.md"
	[[ $cases == *"examples/$name.bt"* ]] || complain "$name.bt" "has no case in tests/cases"
done
for text in examples/*.txt; do
	[ -e "${text%.txt}.bt" ] || complain "$(basename "$text")" "belongs to no tool"
done
[ "$(find examples -name '*.bt' | wc -l)" -ge 40 ] || complain . "fewer than 40 tools"
exit $bad
