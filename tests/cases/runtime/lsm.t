# Hooks of the kernel's security modules; they run in the machines (lsm=bpf,... at boot). What is
# refused is refused to this case alone: others run at the same time.

name   one file cannot be opened, all others can
needs  root lsm
run    echo open >"$TMP/plain"; echo secret >"$TMP/secret"; "$SONDE" -q --unsafe -c "busybox cat $TMP/plain $TMP/secret" -e 'lsm:file_open /str(args.file.f_path.dentry.d_name.name) == "secret"/ { printf("%s\n", comm); return -EACCES; }' 2>&1
match  ^open$
       ^busybox$|^cat$
       Permission denied
nomatch ^secret$

name   the file is named in full
needs  root lsm kernel:>=5.11
run    echo open >"$TMP/plain"; "$SONDE" -q -c "busybox cat $TMP/plain" -e 'lsm:file_open /pid == cpid/ { @[path(args.file.f_path)] = count(); }' | grep "plain"
match  ^@\[/.*/plain\]: 1$

name   deny fails with EPERM
needs  root lsm
run    "$SONDE" -q --unsafe -c "busybox mkdir $TMP/no" -e 'lsm:path_mkdir /pid == cpid/ { return deny; }' 2>&1; "$SONDE" -q --unsafe -c "busybox mkdir $TMP/no" -e 'lsm:inode_mkdir /pid == cpid/ { return deny; }' 2>&1; ls -d "$TMP/no" 2>&1; true
match  Operation not permitted
       No such file or directory

name   hooks with and without a result
needs  root lsm
run    echo open >"$TMP/plain"; "$SONDE" -q -c "busybox cat $TMP/plain" -e 'lsm:file_open, lsm:file_permission, lsm:bprm_committed_creds { @[probe] = count(); } lsm:file_open { @ret[args.ret] = count(); }'
match  ^open$
       ^@\[lsm:file_open\]: [0-9]+$
       ^@\[lsm:file_permission\]: [0-9]+$
       ^@\[lsm:bprm_committed_creds\]: [0-9]+$
       ^@ret\[0\]: [0-9]+$

name   a pattern of hooks
needs  root lsm
prog   lsm:inode_mk* { @[probe] = count(); } begin { printf("ok\n"); exit() }
match  ^ok$

name   a verdict inside a loop and behind a function
needs  root lsm feature:bpf_loop
run    "$SONDE" -q --unsafe -c "busybox mkdir $TMP/no" -e 'fn bad($n : uint64) : uint64 { return $n * 3; } lsm:inode_mkdir /pid == cpid/ { for $i : 0..(cpu + 3) { if (bad($i) == 6) { return -EROFS; } } }' 2>&1
match  Read-only file system

name   nothing stays behind
needs  root lsm
run    echo open >"$TMP/behind"; "$SONDE" -q --unsafe -e 'lsm:file_open /str(args.file.f_path.dentry.d_name.name) == "behind"/ { return -EACCES; } BEGIN { printf("up\n"); }' >"$TMP/log" 2>&1 & tracer=$!; while ! grep -q up "$TMP/log"; do sleep 0.1; done; sleep 1; kill -9 $tracer; wait $tracer 2>/dev/null; for i in 1 2 3 4 5 6 7 8 9 10; do cat "$TMP/behind" 2>/dev/null && break; sleep 0.5; done
match  ^open$
timeout 60

name   all hooks at once
needs  root lsm
run    "$SONDE" -q -c "busybox true" -e 'lsm:* { @ = count(); } END { printf("end\n"); }'
timeout 100
match  ^end$
       ^@: [0-9]+$
