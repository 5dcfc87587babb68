name   fields of the current task
prog   BEGIN { $t = curtask; print($t.comm); print($t->pid); print($t.mm.owner.pid); print($t.se.deep.a) }
typed  x

name   anonymous members
prog   BEGIN { print(curtask.hidden); print(curtask.as_int) }
typed  x

name   bit-fields and enums
prog   BEGIN { print(curtask.on_rq); print(curtask.policy); @p[curtask.policy] = 1; @p[POLICY_IDLE] = 2 }
typed  x

name   arrays
prog   BEGIN { print(curtask.cpus[1]); print(curtask.se.deep.matrix[0]); print(curtask.cpus) }
typed  x

name   pointers to pointers are followed
prog   kprobe:vfs_read { $pp = (struct task_struct **)arg0; print($pp.pid) }
typed  x

name   whole structs are copied
prog   BEGIN { @d[curtask.se.deep] = curtask.se; print(curtask.se.deep) }
typed  x

name   no such field
prog   BEGIN { print(curtask.pod); print(curtask.zzzzzz) }

name   no fields at all
prog   BEGIN { $x = 1; print($x.y); print(comm.a) }

name   a struct nobody knows the fields of
prog   kprobe:vfs_read { $p = (struct empty *)arg0; print($p.x); print(sizeof(struct nope)) }

name   a tagged pointer
prog   BEGIN { print(curtask.per) }

name   indexes
prog   BEGIN { $i = 1; print(curtask.cpus[$i]); print(curtask.cpus[4]); print(pid[0]); print(curtask.cpus[-1]) }

name   an unsigned index
prog   BEGIN { print(curtask.cpus[pid]) }
typed  x

name   tuples
prog   BEGIN { $t = (1, "a", (2, nsecs)); print($t.0); print($t.2.1); print($t[1]) }
typed  x

name   elements that are not there
prog   BEGIN { $t = (1, 2); print($t.5); print($t[pid]); print((1).0); $r = (a=1); print($r.b); print($r.0) }

name   records
prog   BEGIN { $r = (a=1, b="x"); $r = (b="xyz", a=300); print($r.b); print($r) }
typed  x

name   a member twice
prog   BEGIN { print((a=1, a=2)) }

name   the empty tuple
prog   BEGIN { print(()); $x = () }

name   values do not change
prog   BEGIN { $t = (1, 2); $t.0 = 3 }

name   sizes and offsets
prog   BEGIN { print(sizeof(int32)); print(sizeof(struct task_struct)); print(offsetof(struct task_struct, se.deep.matrix)); print(sizeof(curtask.comm)); print(sizeof((1, nsecs))) }
typed  x

name   offsets of what is not there
prog   BEGIN { print(offsetof(struct task_struct, nope)) }

name   typeof
prog   BEGIN { $x = (uint16)1; let $y : typeof($x) = 3; print((typeof($x))5); @m["ab"] = 1; let $k : typeof(@m); $k = "x"; let $v : typeof(@m["a"]) = 1 }
typed  x
