#!/bin/bash
# matrix.sh [KERNEL ...]: which type of probe runs on which kernel: the running one, and Debian's in
# emulated machines (by default 5.10 6.1 6.12 7.2; "-" for none). A table, and below it what sonde
# says where a kernel lacks something. BUILD names the build folder (build/release).
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
build=${BUILD:-$PWD/build/release}
[ $# -gt 0 ] || set -- 5.10 6.1 6.12 7.2
results=$(mktemp)
trap 'rm -f "$results"' EXIT

# Lines "KERNEL<TAB>TYPE<TAB>WHAT" of one kernel.
collect() { awk -F '\t' -v kernel="$1" 'NF == 2 { print kernel "\t" $0 }' >>"$results"; }

here=$(uname -r | grep -oE '^[0-9]+\.[0-9]+')
SONDE=$build/sonde PROGRAMS=$build/tests/programs sh tests/probe_types.sh | collect "$here"
for kernel in "$@"; do
	[ "$kernel" = - ] && continue
	BUILD=$build tests/vm/run.sh "$kernel" -c \
		'SONDE=$PWD/bin/sonde PROGRAMS=tests/programs sh tests/probe_types.sh' | collect "$kernel"
done

awk -F '\t' '
	!($1 in have) { have[$1] = 1; kernels[++nk] = $1 }
	!($2 in seen) { seen[$2] = 1; types[++nt] = $2 }
	{ what[$1, $2] = $3; bad += $3 ~ /^FAILED/ }
	END {
		printf "%-16s", "probe"
		for (k = 1; k <= nk; k++)
			printf "%-8s", kernels[k]
		print ""
		for (t = 1; t <= nt; t++) {
			printf "%-16s", types[t]
			for (k = 1; k <= nk; k++) {
				cell = what[kernels[k], types[t]]
				word = cell
				sub(/[: ].*/, "", word)
				printf "%-8s", word == "" ? "?" : word
				if (cell != "runs")
					notes = notes sprintf("%s, %s: %s\n", kernels[k], types[t], cell)
				bad += cell == ""
			}
			print ""
		}
		printf "\n%s", notes
		exit bad > 0
	}' "$results"
