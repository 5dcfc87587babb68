# Iterators: walks over things of the kernel.

name     tasks: fields of what ctx points at
needs    root btf
run      "$SONDE" -q -c "$PROGRAMS/functions" -e 'iter:task { if (ctx.task->pid == '$$') { printf("%d %s %d\n", ctx.task->pid, ctx.task.comm, ctx.task.group_leader.pid == ctx.task->tgid); } }' | sed "s/^$$ /PID /"
match    ^PID [a-z]+ 1$

name     all values can be printed, and what is counted is printed at the end
needs    root btf
prog     iter:task { if (ctx.meta.seq_num < 2) { print((ctx.meta.seq_num, "text")); } @n = count(); } end { printf("end\n"); }
match    ^\(0, text\)$
         ^\(1, text\)$
         ^end$
         ^@n: [0-9]+$
nomatch  ^\(2

name     more output than the kernel's buffer holds comes out whole and once
needs    root btf
prog     iter:task_file { $s = "0123456789012345678901234567890123456789"; printf("%s %s %d\n", $s, $s, ctx.fd); printf("%s\n", $s); }
match    ^01234567890123456789012345678901234567890* 0123456789012345678901234567890123456789 0$
errnomatch ERROR

name     open files with their paths
needs    root btf kernel:>=5.12
run      exec 7<"$PROGRAMS/functions"; "$SONDE" -q -e 'iter:task_file { if (ctx.task->tgid == '$$' && ctx.fd == 7) { printf("%d %s\n", ctx.fd, path(ctx.file->f_path)); } }'
match    ^7 .*/functions$

name     mappings
needs    root btf kernel:>=5.12
run      "$SONDE" -q -e 'iter:task_vma { if (ctx.task->tgid == '$$') { printf("%s\n", path(ctx.vma->vm_file->f_path)); } }'
match    /libc

name     exit() ends the walk
needs    root btf
prog     iter:task { if (ctx.meta.seq_num == 2) { exit(7); } print(ctx.meta.seq_num); } end { print("end"); }
args     -q
out      0
         1
         end
status   7

name     a pinned iterator is run by whoever reads it
needs    root btf
run      mkdir "$TMP/bpf" && mount -t bpf none "$TMP/bpf" || exit 1; "$SONDE" -q -e 'iter:task:'"$TMP"'/bpf/tasks { if (ctx.meta.seq_num < 2) { printf("%d|%5d|%-5d|%x|%c|%s %%\n", ctx.meta.seq_num, -7, 8, 255, 65, "text"); } }'; cat "$TMP/bpf/tasks"; "$SONDE" -e 'iter:task:'"$TMP"'/bpf/tasks { }'; umount "$TMP/bpf"
match    ^Program pinned to .*/bpf/tasks$
         ^0\|   -7\|8    \|ff\|A\|text %$
         ^1\|   -7\|8    \|ff\|A\|text %$
nomatch  ^2
errmatch cannot pin it as .*: File exists
         ^HINT: remove the file first

name     what a pinned iterator cannot do
needs    root btf
run      "$SONDE" -e 'iter:task:x { print(1); }'; "$SONDE" -e 'iter:task:x { printf("%s", (1, 2)); }'
errmatch only printf\(\) has an output in a pinned iterator
         only numbers and strings can be printed in a pinned iterator
status   1

name     nothing else runs beside an iterator
needs    root btf
prog     begin { } iter:task { } interval:s:1 { }
errmatch an iterator stands alone
status   1

name     an iterator that does not exist
needs    root btf
prog     iter:tasq { }
errmatch this kernel has no iterator tasq
         did you mean task\?
status   1

name     a walk that needs a map
needs    root btf
prog     iter:bpf_map_elem { }
errmatch needs to be told which map
status   255

name     args are not what an iterator has
needs    root btf
prog     iter:task { print(args); }
errmatch what it walks over is in ctx
status   1

name     listing
needs    btf
run      "$SONDE" -lv iter:task
match    ^iter:task$
         ^    struct bpf_iter_meta \*meta$
         ^    struct task_struct \*task$
