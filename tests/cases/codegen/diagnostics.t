# What is found only when code is made. The tags are named for tests/tables.sh.

# D_MISSING_FEATURE
name     what the kernel lacks is named at its line
needs    root
run      "$SONDE" --no-feature bpf_loop -e 'BEGIN { $n = nsecs; for ($i : 0..$n) { print($i); } exit(); }'
status   1
errmatch ^stdin:1:21-[0-9]+: ERROR: a loop over a range: this kernel cannot do that
         ^HINT: .*bpf_loop.* since 5\.17
clean

# D_BACKEND
name     a register that does not exist
needs    root
run      "$SONDE" -e 'profile:hz:1 { print(reg("nope")); }'
status   1
errmatch ^stdin:1:[0-9]+-[0-9]+: ERROR: .*nope
clean

# D_PROBE_AMBIGUOUS
name     a program that is in several folders of PATH
needs    root uprobe
run      for d in a b; do mkdir "$TMP/$d" && cp "$PROGRAMS/activity" "$TMP/$d/ambiguous" && echo >>"$TMP/$d/ambiguous"; done
         PATH="$TMP/a:$TMP/b:$PATH" exec "$SONDE" --dry-run -e 'uprobe:ambiguous:main { }'
errmatch ^stdin:1:1-[0-9]+: WARNING: .*ambiguous
