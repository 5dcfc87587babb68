# import "path": scripts, headers, folders, and what is refused (D_IMPORT, D_IMPORT_SKIPPED).

name     what is imported comes first
needs    root
run      mkdir "$TMP/lib"; printf 'macro plus(a, b) { a + b }\nbegin { print("imported") }\n' >"$TMP/lib/m.bt"; printf 'import "lib/m.bt";\nimport "lib/../lib/m.bt";\nbegin { print(plus(1, 2)); }\n' >"$TMP/main.bt"
         "$SONDE" -q "$TMP/main.bt"
match    ^imported$
         ^3$

name     imports of imports are relative to their own folder, and circles end
needs    root
run      mkdir "$TMP/a" "$TMP/b"; printf 'import "../b/b.bt";\nbegin { print("a") }\n' >"$TMP/a/a.bt"; printf 'struct s { int x; };\nimport "../a/a.bt";\nlet @m = hash(10);\nbegin { print("b") }\n' >"$TMP/b/b.bt"
         cd / && "$SONDE" -q -e "import \"$TMP/a/a.bt\"; begin { print(sizeof(struct s)); @m[1] = 2; }"
match    ^b$
         ^a$
         ^4$
         ^@m\[1\]: 2$

name     relative to the current folder without a file
needs    root
run      printf 'macro seven() { 7 }\n' >"$TMP/x.bt"
         cd "$TMP" && "$SONDE" -q -e 'import "x.bt"; begin { print(seven()); }'
match    ^7$

name     headers
needs    root libclang
run      printf '#define EIGHT 8\nstruct h { long a, b; };\n' >"$TMP/x.h"; printf 'import "x.h";\nbegin { print(EIGHT); print(sizeof(struct h)); }\n' >"$TMP/x.bt"
         "$SONDE" -q "$TMP/x.bt"
match    ^8$
         ^16$

name     folders
needs    root
run      mkdir -p "$TMP/d/deeper"; printf 'begin { print("one") }\n' >"$TMP/d/1.bt"; printf 'begin { print("two") }\n' >"$TMP/d/2.bt"; printf 'begin { print("open") }\n' >"$TMP/d/3.bt"; printf 'nothing\n' >"$TMP/d/notes.txt"; printf 'begin { print("deep") }\n' >"$TMP/d/deeper/4.bt"; chmod 666 "$TMP/d/3.bt"
         printf 'import "d";\nbegin { print("main"); }\n' >"$TMP/x.bt"
         "$SONDE" -q "$TMP/x.bt"
match    ^one$
         ^two$
         ^main$
nomatch  open
         deep
errmatch ^.*x.bt:1:1-12: WARNING: .*/d/3.bt is left out: everybody may write to it$

name     the library needs no import
needs    root
prog     import "stdlib/base.bt"; begin { print(strlen("abc")); }
args     -q
match    ^3$

name     nothing there
needs    root
prog     import "nothing/of/this/name.bt"; begin { exit(); }
status   1
err      stdin:1:1-34: ERROR: there is nothing to import at nothing/of/this/name.bt
         import "nothing/of/this/name.bt"; begin { exit(); }
         ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
         HINT: paths are relative to the folder of the script that imports

name     files that everybody may write to
needs    root
run      printf 'begin { }\n' >"$TMP/x.bt"; chmod 646 "$TMP/x.bt"; cd "$TMP" && "$SONDE" -e 'import "x.bt"; begin { exit(); }'
status   1
errmatch ^stdin:1:1-15: ERROR: x.bt is not imported: everybody may write to it$
         ^HINT: chmod o-w x.bt$

name     folders that everybody may write to
needs    root
run      mkdir "$TMP/d"; chmod 777 "$TMP/d"; cd "$TMP" && "$SONDE" -e 'import "d"; begin { exit(); }'
status   1
errmatch nothing of d is imported: everybody may write to that folder

name     kinds of files that cannot be imported
needs    root
run      printf 'int f;\n' >"$TMP/x.c"; cd "$TMP" && "$SONDE" -e 'import "x.c"; import "/dev/null"; import ""; begin { exit(); }'
status   1
errmatch x.c cannot be imported
         /dev/null cannot be imported
         an import needs a path

name     faults in an imported file name that file
needs    root
run      printf 'begin { print(1 }\n' >"$TMP/x.bt"; printf 'begin { nope(); }\n' >"$TMP/y.bt"; printf 'config = { max_strlen = 32 }\nbegin { }\n' >"$TMP/z.bt"
         cd "$TMP"; for i in x y z; do "$SONDE" -e "import \"$i.bt\"; begin { exit(); }"; done
status   1
errmatch ^x.bt:1:1[0-9]-.*ERROR
         ^y.bt:1:9-.*ERROR: there is no function "nope"
         ^stdin:1:1-15: ERROR: z.bt has a config block

name     imports inside of blocks, when the configuration enables them
needs    root
run      printf 'macro double(x) { x * 2 }\n' >"$TMP/d.bt"; cd "$TMP"
         "$SONDE" -q -e 'config = { unstable_import_statement = enable } begin { import "d.bt"; print(double(21)); }'
         BPFTRACE_UNSTABLE_IMPORT_STATEMENT=error "$SONDE" -q -e 'config = { unstable_import_statement = enable } begin { import "d.bt"; print(1); }'; echo $?
out      42
         <empty>
         <empty>
         1
errmatch ^stdin:1:57-70: ERROR: import stands at the top of a script, not inside a block$
