#!/bin/bash
# tidy.sh: the short list of clang-tidy checks in .clang-tidy, without exceptions.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

# The release build's commands are gcc's; clang-tidy reads those of the sanitized build.
find lang codegen probes runtime check -name '*.c' -print0 |
	xargs -0 -P "$(nproc)" -n 6 clang-tidy-14 --quiet -p build/asan 2>&1 |
	grep -vE 'generated\.$|^$|^Use -|^Suppressed '
[ "${PIPESTATUS[1]}" = 0 ]
