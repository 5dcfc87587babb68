#!/bin/bash
# headers.sh: every header compiles alone, so any file may include it first.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

llvm=$(llvm-config-19 --includedir)
compile() {
	gcc -std=c11 -D_GNU_SOURCE -I. -isystem "$1" -Wall -Wextra -Werror -fsyntax-only -x c \
		-include "$2" /dev/null
}
export -f compile
find lang codegen probes runtime check tests -name '*.h' -print0 |
	xargs -0 -P "$(nproc)" -I '{}' bash -c 'compile "$0" "$1" || { echo "$1 does not compile alone"; exit 1; }' "$llvm" '{}'
