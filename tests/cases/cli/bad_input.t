# Input that is no program. Each ends at once, with a message and the right status.

name     a syntax error has a place and a picture
run      "$SONDE" -e 'BEGIN { exit( }'
status   1
errmatch ^stdin:1:[0-9]+-[0-9]+: ERROR: .
         ^BEGIN \{ exit\( \}$
         ^ +~+$
out

name     several errors in one run
run      "$SONDE" -e 'BEGIN { $x = ; } END { @y = + ; }'
status   1
errmatch ^stdin:1:1[0-9]-[0-9]+: ERROR: .
         ^stdin:1:2[0-9]-|^stdin:1:3[0-9]-

name     several semantic errors in one run
needs    root
run      "$SONDE" -e 'BEGIN { $x = nope; @m = $undefined; }'
status   1
errmatch nope
         \$undefined

name     the name of a script file stands in its messages
run      echo 'BEGIN { 5 5 }' >"$TMP/wrong.bt"; exec "$SONDE" "$TMP/wrong.bt"
status   1
errmatch wrong\.bt:1:[0-9]+-[0-9]+: ERROR: .

name     a near miss is named
needs    root
run      "$SONDE" -e 'BEGIN { pritnf("x"); }'
status   1
errmatch printf

name     an event that does not exist
needs    root
run      "$SONDE" -e 'tracepoint:syscalls:sys_enter_opennat { }'
status   1
errmatch sys_enter_opennat
         sys_enter_openat

name     random bytes
run      printf '\001\002\377\376\000\200\033[2J\303\050' | "$SONDE" -
status   1
errmatch ^stdin:1:[0-9]+-[0-9]+: ERROR: .

name     a program with a NUL byte
run      printf 'BEGIN { \000 }' | "$SONDE" -
status   1
errmatch ERROR: .

name     an executable that is no image
run      "$SONDE" "$SONDE"
status   1
errmatch ^ERROR: .

name     the beginning of an image
needs    root
run      "$SONDE" --emit-elf "$TMP/a.o" -e 'BEGIN { exit(); }' && head -c 500 "$TMP/a.o" >"$TMP/b.o"
         exec "$SONDE" "$TMP/b.o"
status   1
errmatch ^ERROR: .

name     a line of 10 MB without sense
status   1
errmatch ERROR: .
run      head -c 10000000 /dev/zero | tr '\0' 'a' | "$SONDE" - 2>"$TMP/err"; s=$?; head -c 2000 "$TMP/err" >&2; [ $(wc -c <"$TMP/err") -lt 100000 ] || echo too much; exit $s
out

# D_TOO_LARGE
name     a comment of 10 MB
run      { printf '// '; head -c 10000000 /dev/zero | tr '\0' 'a'; printf '\nBEGIN { exit(); }'; } | "$SONDE" -
status   1
errmatch ^ERROR: stdin: .*too large

name     a line of 1 MB that is a comment
needs    root
run      { printf '// '; head -c 1000000 /dev/zero | tr '\0' 'a'; printf '\nBEGIN { printf("ok\\n"); exit(); }'; } | "$SONDE" -
out      ok

name     a line of 10 MB of statements
needs    root
run      { printf 'BEGIN { '; yes '$a = 1;' | head -c 10000000 | tr '\n' ' '; printf '}'; } | "$SONDE" - 2>"$TMP/err"; s=$?; head -c 2000 "$TMP/err" >&2; exit $s
status   1
errmatch ERROR: .
timeout  60

name     brackets nested 100000 deep
run      { printf 'BEGIN { $a = '; head -c 100000 /dev/zero | tr '\0' '('; } | "$SONDE" - 2>"$TMP/err"; s=$?; head -c 2000 "$TMP/err" >&2; exit $s
status   1
errmatch ERROR: .

name     blocks nested 100000 deep
run      { printf 'BEGIN { '; yes 'if (1) {' | head -n 100000; } | "$SONDE" - 2>"$TMP/err"; s=$?; head -c 2000 "$TMP/err" >&2; exit $s
status   1
errmatch ERROR: .

name     minus signs nested 100000 deep
run      { printf 'BEGIN { $a = '; yes -- '- ' | head -n 100000; printf '1; }'; } | "$SONDE" - 2>"$TMP/err"; s=$?; head -c 2000 "$TMP/err" >&2; exit $s
status   1
errmatch ERROR: .

name     an empty file
run      "$SONDE" /dev/null
status   1
match    ^No probes to attach

name     a string without end
run      "$SONDE" -e 'BEGIN { printf("x); }'
status   1
errmatch ERROR: .
