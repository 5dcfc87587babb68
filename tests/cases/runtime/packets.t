# Packets and sockets: real traffic over loopback in network namespaces that end with the case.

name   packets on loopback are counted, in a namespace of their own
needs  root
run    "$PROGRAMS/packets" lonely "$SONDE" -q -c "$PROGRAMS/packets udp 5 7001" -e 'xdp:lo { @ = count(); }'
match  ^7001: ok, 5 of 5 arrived$
       ^@: 5$

name   xdp:lo of this machine
needs  root native
prog   xdp:lo { @ = count(); } interval:ms:1 { print(1); exit() }
match  ^1$

name   how a program was attached
needs  root
run    "$PROGRAMS/packets" lonely "$SONDE" -v -e 'xdp:lo { @ = count(); } interval:ms:1 { exit() }'
errmatch ^Attached xdp:lo in generic mode$

name   a loop may return a verdict
needs  root
run    P="$PROGRAMS/packets"; "$P" cgroup sonde-loop-$$ "$P" lonely "$SONDE" -q --unsafe -c "$P udp 9 7001" -e "cgroup_skb:sonde-loop-$$:egress"' { @a[1] = 1; for ($kv : @a) { if ($kv.0 == 1) { return deny; } } }'
match  ^7001: EPERM, 0 of 9 arrived$

name   a bare return in a loop decides nothing
needs  root
run    P="$PROGRAMS/packets"; "$P" cgroup sonde-bare-$$ "$P" lonely "$SONDE" -q --unsafe -c "$P udp 9 7001" -e "cgroup_skb:sonde-bare-$$:egress"' { for $i : 0..(cpu + 1) { return; } return deny; }'
match  ^7001: ok, 9 of 9 arrived$

name   redirect to an interface
needs  root
run    "$PROGRAMS/packets" lonely "$SONDE" -q --unsafe -c "$PROGRAMS/packets udp 4 7001" -e 'tc:lo:egress /@n++ < 0/ { return redirect("lo"); } xdp:lo { return pass; }'
match  ^7001: ok, 4 of 4 arrived$

name   tc in both directions
needs  root btf
run    "$PROGRAMS/packets" lonely "$SONDE" -q -c "$PROGRAMS/packets udp 6 7001" -e 'tc:lo:* { @[probe, args.len] = count(); }'
match  ^@\[tc:lo:ingress, 142\]: 6$
       ^@\[tc:lo:egress, 142\]: 6$

name   TCP connections of a cgroup, from their beginning to their end
needs  root btf
run    P="$PROGRAMS/packets"; "$P" cgroup sonde-tcp-$$ "$P" lonely "$SONDE" -q -c "$P connect 3 0" -e "sockops:sonde-tcp-$$"' { @[args.op] = count(); if (args.op == BPF_SOCK_OPS_TCP_CONNECT_CB) { @ports[args.port == args.local_port] = count(); } }'
match  ^ok$
       ^@\[3\]: 3$
       ^@\[4\]: 3$
       ^@\[5\]: 3$
       ^@ports\[false\]: 3$

name   the hooks of security modules are listed, with their arguments
needs  root btf
run    "$SONDE" -lv lsm:file_open
out    lsm:file_open
           struct file * file
           int ret

name   one address cannot be connected to, by the error of our choice
needs  root btf kernel:>=5.18
run    P="$PROGRAMS/packets"; "$P" cgroup sonde-con-$$ "$P" lonely "$SONDE" -q --unsafe -c "$P connect 1 4444" -e "cgroup:sonde-con-$$:connect4"' /args.port == 4444/ { printf("%s %s:%d\n", comm, ntop(args.user_ip4), args.port); return -EACCES; }'
match  ^EACCES$
       ^packets 127\.0\.0\.1:4444$

name   a port cannot be bound, another can
needs  root btf
run    P="$PROGRAMS/packets"; "$P" cgroup sonde-bind-$$ "$P" lonely "$SONDE" -q --unsafe -c "$P bind 127.0.0.1 4444 4445" -e "cgroup:sonde-bind-$$:bind4"' { return args.port == 4444 ? deny : allow; }'
match  ^EPERM$
       ^ok$

name   what a kind of program may not do is said at its place
needs  root
prog   xdp:lo { @[kstack] = count(); }
status 1
err    stdin:1:10-29: ERROR: this is not possible in xdp probes
       xdp:lo { @[kstack] = count(); }
                ~~~~~~~~~~~~~~~~~~~
       HINT: this kernel does not let their programs call bpf_get_stack
