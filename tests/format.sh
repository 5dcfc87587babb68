#!/bin/bash
# format.sh: all C files are as clang-format 14 would write them. To mend: tests/format.sh -i
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

mode="--dry-run -Werror"
[ "${1:-}" = -i ] && mode=-i
find lang codegen probes runtime check tests \( -name '*.c' -o -name '*.h' \) -print0 |
	xargs -0 -P "$(nproc)" -n 12 clang-format-14 $mode
