name   comm of another process
needs  root kernel:>=6.12
prog   tracepoint:syscalls:sys_enter_read /pid == cpid/ { print(comm(2)); print(comm(pid) == comm); for $i : 2..4 { @[$i] = comm($i); } exit() }
args   -c "$PROGRAMS/activity 2"
match  ^kthreadd$
       ^true$
       ^@\[2\]: kthreadd$

name   comm of nobody
needs  root kernel:>=6.12
prog   tracepoint:syscalls:sys_enter_read /pid == cpid/ { print(comm(4194305)); exit() }
args   -c "$PROGRAMS/activity 2"
match  ^N/A$
errmatch WARNING: There is no process with this pid\.$

name   functions of the kernel that a program may call
needs  root btf kernel:>=6.12
prog   tracepoint:syscalls:sys_enter_read { print((kfunc_exist("bpf_task_from_pid"), kfunc_exist("no_such_function"), kfunc_allowed("bpf_task_from_pid"), kfunc_allowed("vfs_read"))); if comptime (kfunc_allowed("vfs_read")) { print(comm(1, 2, 3)); } exit() }
args   -c "$PROGRAMS/activity 2"
match  ^\(true, false, true, false\)$

name   without kfuncs
needs  root btf kernel:<5.13
prog   BEGIN { print((kfunc_exist("vfs_read"), kfunc_allowed("vfs_read"))); exit() }
out    (true, false)

name   variables of the probed program
needs  root uprobe
run    "$SONDE" -q -c "$PROGRAMS/symbols" -e 'uprobe:'"$PROGRAMS"'/symbols:first { print(*uaddr("counter")); print(*uaddr("big")); print(str(uaddr("text"))); } uprobe:'"$PROGRAMS"'/symbols:second { $p = uaddr("counter"); print(*$p + 1); printf("%d\n", uaddr("second") == func_address(reg("ip"))); } macro func_address(x) { x }'
match  ^42$
       ^1234567890123$
       ^a text$
       ^43$
       ^1$

name   variables of the probed program, many probes
needs  root uprobe feature:attach_cookie
run    "$SONDE" -q -c "$PROGRAMS/symbols" -e 'uprobe:'"$PROGRAMS"'/symbols:*s* { @[probe] = *uaddr("counter"); }'
match  ^@\[uprobe:.*:first\]: 42$
       ^@\[uprobe:.*:second\]: 42$

name   variables where a function returns
needs  root uprobe feature:uprobe_multi
run    "$SONDE" -q -c "$PROGRAMS/symbols" -e 'uretprobe:'"$PROGRAMS"'/symbols:second { print(*uaddr("counter")); }'
out    43

name   a symbol that the probed program does not have
needs  root uprobe
run    "$SONDE" -q -e 'uprobe:'"$PROGRAMS"'/symbols:first { print(*uaddr("nothing")); }' 2>&1 | grep -o 'symbols has no symbol "nothing"'
out    symbols has no symbol "nothing"
