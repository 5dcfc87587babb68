#!/bin/bash
# layering.sh: which folder may include what. A line of the table: folder, allowed, forbidden.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
bad=0

# Files of folder $1 (not below it) may include of ours only what matches $2, and nothing that
# matches $3.
rule() {
	local folder=$1 allowed=$2 forbidden=$3 found
	found=$(grep -nE '^[[:space:]]*#[[:space:]]*include' "$folder"/*.[chly] 2>/dev/null |
		awk -v allowed="$allowed" -v forbidden="$forbidden" '
			match($0, /include[ \t]*["<][^">]*/) {
				path = substr($0, RSTART, RLENGTH)
				quoted = path ~ /"/
				sub(/^include[ \t]*["<]/, "", path)
				if (quoted && path !~ allowed || forbidden != "" && path ~ forbidden)
					print
			}')
	if [ -n "$found" ]; then
		echo "$folder may not include:"
		echo "$found" | sed 's/^/  /'
		bad=1
	fi
}

outside='^(llvm|llvm-c|bpf|elfutils|readline)/|^(libelf|gelf|bpf)\.h'
rule lang/base '^lang/base/' "$outside"
rule lang '^lang/' "$outside"
rule codegen '^(lang|codegen)/' '^(bpf/(bpf|libbpf|btf)\.h|libelf|gelf|readline)'
rule probes '^(lang|probes)/' '^llvm'
rule runtime '^(lang|probes|runtime)/' '^(llvm|runtime/cli/|lang/(ast|parse|sema|sema_local|macro|fold|ast_dump|expand)\.h)'
rule check '^(lang|probes|check)/|^runtime/cli/(color|request)\.h' '^(llvm|bpf)'
rule runtime/cli '^(lang|probes|runtime|codegen)/' '^llvm'

# Only sonde-compile has the compiler in it.
found=$(grep -lE '"codegen/|"lang/(sema|plan)\.h' runtime/cli/*.[ch] | grep -v '/compile_')
if [ -n "$found" ]; then
	echo "only runtime/cli/compile_*.c may include codegen, lang/sema.h and lang/plan.h:"
	echo "$found"
	bad=1
fi

# What the linker made of it.
if [ -x build/release/sonde ]; then
	if nm build/release/sonde 2>/dev/null | grep -q ' [TtWw] LLVM'; then
		echo "build/release/sonde has LLVM in it"
		bad=1
	fi
fi
exit $bad
