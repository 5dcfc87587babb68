# C in scripts against the kernel: definitions, preprocessor lines, headers.

name     a struct of a system call's argument
needs    root tracefs
prog     struct ts { long long tv_sec; long long tv_nsec; };
         tracepoint:syscalls:sys_enter_clock_nanosleep /pid == cpid/ { $t = (struct ts *)args.rqtp; print($t->tv_sec); print($t->tv_nsec); @t = *$t; exit(); }
args     -q -c "sleep 0.25"
out      0
         250000000
         <empty>
         <empty>
         @t: { .tv_sec = 0, .tv_nsec = 250000000 }

name     the script's fields for a struct that the argument only names
needs    root tracefs
prog     struct __kernel_timespec { u32 low, high; u64 rest; };
         tracepoint:syscalls:sys_enter_clock_nanosleep /pid == cpid/ { print((args.rqtp->low, args.rqtp->high, args.rqtp->rest)); exit(); }
args     -q -c "sleep 3.5"
match    ^\(3, 0, 500000000\)$

name     characters that fill their array
needs    root uprobe
run      "$SONDE" -q -c "$PROGRAMS/structs abcdefghi" -e 'struct part { int x; short y; char name[6]; char rest[3]; } __attribute__((packed));
         uprobe:'"$PROGRAMS"'/structs:visit { $p = (struct part *)arg0; print($p->name); print($p->rest); print(sizeof($p->name)); @p = *$p; @n[$p->name, $p->rest] = 1; print(@p.name); }'
match    ^abcdef$
         ^ghi$
         ^7$
         ^@p: \{ \.x = -7, \.y = 300, \.name = abcdef, \.rest = ghi \}$
         ^@n\[abcdef, ghi\]: 1$

name     unions, bit-fields, arrays, nested members
needs    root uprobe
run      "$SONDE" -q -c "$PROGRAMS/structs" -e 'struct point { union { int x; unsigned char bytes[4]; struct { short lo, hi; }; }; short y; char name[10]; struct { unsigned char a : 3, b : 5; }; int v[3]; struct { long p; } in; struct point *next; };
         uprobe:'"$PROGRAMS"'/structs:visit { $p = (struct point *)arg0; print($p->lo); print($p->bytes[0]); print(($p->a, $p->b)); print($p->v[1]); print($p->in.p); print($p->next->name); print($p->next->next); }'
out      -7
         249
         (5, 17)
         -2
         1099511627776
         last
         0x0

name     enumerators print by name
needs    root
prog     enum color { RED = 1, GREEN, BLUE = 1 << 4 } __attribute__((packed));
         struct paint { enum color c; };
         BEGIN { print((enum color)2); printf("%s %d\n", BLUE, BLUE); @[RED] = GREEN; print(sizeof(enum color)); print(sizeof(struct paint)); if (GREEN == 2) { print("two"); } }
args     -q
match    ^GREEN$
         ^BLUE 16$
         ^1$
         ^two$
         ^@\[RED\]: GREEN$

name     faults end the run with status 2
needs    root
prog     struct a { foo x; };
         BEGIN { exit(); }
status   2
err      stdin:1:12-15: ERROR: there is no type "foo" here
         struct a { foo x; };
                    ~~~

name     macros of C are expressions
needs    root libclang
prog     #define LIMIT (3 + 4)
         #define TWICE LIMIT * 2
         #define TEXT "some text"
         #define SAME SAME
         #define UNUSED if (
         enum { SAME = 9 };
         macro pick(x) { x + LIMIT }
         BEGIN { print(LIMIT); print(TWICE); printf("%s %d\n", TEXT, LIMIT); print(SAME); print(pick(1)); }
args     -q
match    ^7$
         ^14$
         ^some text 7$
         ^SAME$
         ^8$

name     headers of the system
needs    root libclang file:/usr/include/linux/in.h
prog     #include <linux/in.h>
         #include <stdint.h>
         #include <stddef.h>
         #ifndef BPFTRACE_HAVE_BTF
         #include <linux/types.h>
         #endif
         struct mine { u32 a; uint8_t b : 3, c : 5; char name[5]; struct { int x; union { int y; long z; }; }; struct mine *next; };
         BEGIN { print(sizeof(struct sockaddr_in)); print(offsetof(struct sockaddr_in, sin_addr)); print(IPPROTO_TCP); print(INADDR_LOOPBACK); print(sizeof(struct mine)); print(offsetof(struct mine, z)); print(sizeof(((struct mine *)0)->name)); print(sizeof(uint8_t)); }
args     -q
out      16
         4
         IPPROTO_TCP
         2130706433
         40
         24
         6
         1

name     a kernel pointer out of a struct beside preprocessor lines
needs    root libclang btf
prog     #define N 2
         struct mine { struct list_head l; struct task_struct *t; u8 rest[N]; };
         BEGIN { print(sizeof(struct mine)); $m = (struct mine *)curtask; $t = curtask; $t = $m->t; print($t->pid >= 0); }
args     -q
match    ^32$

name     a header that is not there
needs    root libclang
prog     #include <nothing_of_this_name.h>
         BEGIN { exit(); }
status   2
err      definitions.h:2:10: fatal error: 'nothing_of_this_name.h' file not found
         ERROR: the C in the script does not compile (Clang parse error)

name     folders and headers from the command line
needs    root libclang
run      printf '#define DEEP 5\nstruct q { int a, b; };\n' >"$TMP/q.h"; printf '#include <q.h>\n#define FORCED DEEP + 1\n' >"$TMP/f.h"
         "$SONDE" -q -I "$TMP" --include f.h -e 'BEGIN { print(FORCED); print(sizeof(struct q)); }'
         "$SONDE" -q --include-dir="$TMP" -e '#include "q.h"
         BEGIN { print(DEEP); }'
out      6
         8
         <empty>
         <empty>
         5

# D_C_MACRO
name     macros that are no expressions
needs    root libclang
prog     #define BAD if (1
         BEGIN { print(BAD); }
status   2
errmatch BAD is 'if \( 1'

name     macros that need themselves
needs    root libclang
prog     #define ONE TWO + 1
         #define TWO ONE
         BEGIN { print(ONE); }
status   2
errmatch these macros of C need themselves: ONE -> TWO -> ONE

# No machine has these headers: the kernel's types come from BTF all the same.
name     headers of the kernel that are not installed
needs    root btf
prog     #include <linux/sonde_of_tests.h>
         #ifndef BPFTRACE_HAVE_BTF
         #include <sonde_of_tests/types.h>
         #endif
         struct mine { int x; }
         BEGIN { print(curtask.tgid == pid); print(sizeof(struct mine)); }
args     -q
out      true
         4

name     constants of headers that may not be there
needs    root btf
prog     #include <linux/sched.h>
         #include <sys/socket.h>
         BEGIN { print((TASK_RUNNING, TASK_INTERRUPTIBLE, TASK_UNINTERRUPTIBLE)); print((AF_UNIX, AF_INET, AF_INET6)); }
args     -q
out      (0, 1, 2)
         (1, 2, 10)

name     a macro of a header that is not there
needs    root btf
prog     #include <linux/sonde_of_tests.h>
         BEGIN { print(SONDE_OF_TESTS); }
status   1
errmatch ^stdin:2:15-29: ERROR: there is no builtin or enumerator "SONDE_OF_TESTS"$
         ^HINT: headers of the kernel that the script includes cannot be read here

name     other headers must be there
needs    root libclang
prog     #include <sonde_of_tests.h>
         BEGIN { print(1); }
status   2
errmatch ^definitions.h:2:10: fatal error: 'sonde_of_tests.h' file not found$

name     definitions that the kernel's types bring again
needs    root libclang btf
prog     #define N 4
         struct list_head { int foo[N]; }
         struct w { struct page p; }
         BEGIN { print(sizeof(struct w)); }
status   2
errmatch ^definitions.h:3:8: error: redefinition of 'list_head'$
         ^HINT: the script uses types of the kernel that bring their own definitions of these names

name     a definition without semicolon among preprocessor lines
needs    root libclang
prog     #define N 4
         struct a { int x[N]; }
         struct b { struct a a[2]; }
         BEGIN { print(sizeof(struct b)); }
args     -q
out      32
