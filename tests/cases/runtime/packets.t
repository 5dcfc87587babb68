# Packets and sockets: real traffic over loopback in network namespaces that end with the case.

name   packets on loopback are counted, in a namespace of their own
needs  root
run    "$PROGRAMS/packets" lonely "$SONDE" -q -c "$PROGRAMS/packets udp 5 7001" -e 'xdp:lo { @ = count(); }'
match  ^7001: ok, 5 of 5 arrived$
       ^@: 5$

name   how a program was attached
needs  root
run    "$PROGRAMS/packets" lonely "$SONDE" -v -e 'xdp:lo { @ = count(); } interval:ms:1 { exit() }'
errmatch ^Attached xdp:lo in generic mode$

name   a loop may return a verdict
needs  root cgroup feature:bpf_loop
run    P="$PROGRAMS/packets"; "$P" cgroup sonde-loop-$$ "$P" lonely "$SONDE" -q --unsafe -c "$P udp 9 7001" -e "cgroup_skb:sonde-loop-$$:egress"' { @a[1] = 1; for ($kv : @a) { if ($kv.0 == 1) { return deny; } } }'
match  ^7001: EPERM, 0 of 9 arrived$

name   a bare return in a loop decides nothing
needs  root cgroup feature:bpf_loop
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
needs  root cgroup btf
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
needs  root cgroup btf kernel:>=5.18
run    P="$PROGRAMS/packets"; "$P" cgroup sonde-con-$$ "$P" lonely "$SONDE" -q --unsafe -c "$P connect 1 4444" -e "cgroup:sonde-con-$$:connect4"' /args.port == 4444/ { printf("%s %s:%d\n", comm, ntop(args.user_ip4), args.port); return -EACCES; }'
match  ^EACCES$
       ^packets 127\.0\.0\.1:4444$

name   a port cannot be bound, another can
needs  root cgroup btf
run    P="$PROGRAMS/packets"; "$P" cgroup sonde-bind-$$ "$P" lonely "$SONDE" -q --unsafe -c "$P bind 127.0.0.1 4444 4445" -e "cgroup:sonde-bind-$$:bind4"' { return args.port == 4444 ? deny : allow; }'
match  ^EPERM$
       ^ok$

name   what a kind of program may not do is said at its place
needs  root
prog   xdp:lo { @[kstack] = count(); }
status 1
errmatch ERROR: this is not possible in xdp probes$
       HINT: this kernel does not let their programs call bpf_get_stack$

name   a packet leaves by another interface, and arrives in another namespace
needs  root native program:ip
run    P="$PROGRAMS/packets"; cat >"$TMP/send" <<'END'
       exec "$PROGRAMS/packets" in $FAR_A "$PROGRAMS/packets" send 10.77.2.2 7001 5
       END
       cat >"$TMP/near" <<'END'
       "$PROGRAMS/packets" in $FAR_B "$SONDE" -e 'xdp:b1 /udp/ { @there = count(); }' >"$TMP/far" 2>&1 &
       far=$!
       while ! grep -q Attached "$TMP/far"; do sleep 0.1; done
       "$PROGRAMS/packets" in $FAR_B "$PROGRAMS/packets" count 7001 5000 >"$TMP/arrived" &
       sleep 0.2
       "$SONDE" -q --unsafe -c "sh $TMP/send" -e 'xdp:a0 { if (udp) { @here = count(); } return redirect("b0"); }'
       wait $!
       kill -INT $far
       wait $far
       cat "$TMP/far"; echo "arrived: $(cat "$TMP/arrived")"
       END
       export SONDE PROGRAMS TMP; "$P" world sh "$TMP/near"
timeout 40
match  ^ok$
       ^@here: 5$
       ^@there: [0-9]+$
       ^arrived: 5$

name   maps are shared between packets and system calls
needs  root
run    "$PROGRAMS/packets" lonely "$SONDE" -q -c "$PROGRAMS/packets udp 5 7001" -e 'tracepoint:syscalls:sys_enter_sendto /pid == cpid/ { @["sent"] = count(); @last = nsecs; } xdp:lo { @["seen"] = count(); @late = nsecs - @last; }'
match  ^@\[sent\]: 5$
       ^@\[seen\]: 5$
       ^@late: [0-9]+$

name   datagrams to one port are refused, and only those
needs  root btf cgroup
run    P="$PROGRAMS/packets"; "$P" cgroup sonde-send-$$ "$P" lonely "$SONDE" -q --unsafe -c "$P udp 7 7001 7002 7003" -e "cgroup:sonde-send-$$:sendmsg4"' { @[args.port] = count(); return args.port == 7002 ? deny : allow; }'
match  ^7001: ok, 7 of 7 arrived$
       ^7002: EPERM, 0 of 7 arrived$
       ^7003: ok, 7 of 7 arrived$
       ^@\[7002\]: 7$

name   how long connecting takes, by cgroup
needs  root btf cgroup
run    P="$PROGRAMS/packets"; "$P" cgroup sonde-late-$$ "$P" lonely "$SONDE" -q -c "$P connect 5 0" -e "sockops:sonde-late-$$"' /args.op == BPF_SOCK_OPS_TCP_CONNECT_CB/ { @start[args.local_port] = nsecs; } '"sockops:sonde-late-$$"' /args.op == BPF_SOCK_OPS_ACTIVE_ESTABLISHED_CB && @start[args.local_port]/ { @us["sonde-late"] = stats((nsecs - @start[args.local_port]) / 1000); delete(@start, args.local_port); }'
match  ^@us\[sonde-late\]: \{ .count = 5, .average = [0-9]+, .total = [0-9]+ \}$
nomatch @start

name   all that programs can do is there in packet probes, too
needs  root
run    "$PROGRAMS/packets" lonely "$SONDE" -q -c "$PROGRAMS/packets udp 3 7001" -e 'fn half($n : uint64) : uint64 { return $n / 2; } xdp:lo { @h = hist(cpu); @l = lhist(5, 0, 10, 1); @s[strerror(half(2))] = stats(4); @r = rand; $a = "abc"; if (strstr($a, "bc") == 1) { printf("%s %d %s\n", $a, half(8), probe); } for $i : 0..3 { @loop = sum($i); } @max = max(elapsed); }'
match  ^abc 4 xdp:lo$
       ^@s\[Operation not permitted\]: \{ .count = 3, .average = 4, .total = 12 \}$
       ^@loop: [0-9]+$

name   strings and structs of the kernel in packet probes
needs  root btf
run    "$PROGRAMS/packets" lonely "$SONDE" -q -c "$PROGRAMS/packets udp 3 7001" -e 'tc:lo:egress { @[curtask.tgid == cpid, str(curtask.comm)] = count(); }'
match  ^@\[true, packets\]: 3$

name   what is not there is said in words
needs  root btf
run    for e in 'xdp:lo { @ = arg0 }' 'xdp:lo { print(args.data) }' 'xdp:lo { print(args.nothing) }' 'xdp:lo { print(retval) }' 'tc:lo:egress { print(args.sk) }' 'xdp:lo { print(func) }' 'xdp:lo { signal(9) }' 'tc:lo:ingress { return drop }' 'lsm:file_open { print(func) }'; do "$SONDE" --unsafe --dry-run -e "$e" 2>&1 | grep -h "ERROR\|HINT"; done; true
match  arg0 is not available in xdp probes: arguments by number
       the argument "data" is where the packet lies
       this probe has no argument "nothing"
       the argument "sk" is a pointer of the kernel
       tc probes have no verdict "drop"
       the verdicts of tc:lo:ingress are next, ok, shot, redirect\("eth1"\)
       func is not available in lsm probes
       signal\(\) cannot be used in xdp probes

name   nothing of packet probes stays behind when sonde is killed
needs  root
run    exec "$PROGRAMS/packets" lonely "$SONDE" -e 'xdp:lo { @ = count(); } tc:lo:egress { @e = count(); } BEGIN { printf("up\n"); }'
send   KILL when up
status 137
clean

name   nor does anything of sockets
needs  root cgroup
run    exec "$PROGRAMS/packets" lonely "$SONDE" -e 'sockops:/ { @ = count(); } cgroup:/:connect4 { @c = count(); } BEGIN { printf("up\n"); }'
send   KILL when up
status 137
clean

name   the packets are free again when sonde was killed
needs  root
run    P="$PROGRAMS/packets"; export P; "$P" lonely sh -c '"$SONDE" --unsafe -e "tc:lo:egress { return shot; }" >"$TMP/log" 2>&1 & tracer=$!; while ! grep -q Attached "$TMP/log"; do sleep 0.1; done; "$P" udp 3 7001; kill -9 $tracer; wait $tracer; sleep 2; "$P" udp 3 7002'
env    LC_ALL=C
timeout 40
match  ^7001: .*, 0 of 3 arrived$
       ^7002: ok, 3 of 3 arrived$

name   and when it ended by itself, with more than one program
needs  root
run    export P="$PROGRAMS/packets"; "$P" lonely sh -c '"$SONDE" -q --unsafe -c "$P udp 3 7001" -e "tc:lo:egress { return shot; } tc:lo:ingress { @ = count(); }"; "$P" udp 3 7002'
match  ^7001: .*, 0 of 3 arrived$
       ^7002: ok, 3 of 3 arrived$

name   everything sockets do, at once
needs  root btf cgroup
run    P="$PROGRAMS/packets"; "$P" cgroup sonde-all-$$ "$P" lonely "$SONDE" -q -c "$P bind 127.0.0.1 4444" -e "cgroup:sonde-all-$$:*"' { @[probe] = count(); } '"cgroup:sonde-all-$$:post_bind4"' { print((args.src_port, ntop(args.src_ip4))); }' | sed 's/sonde-all-[0-9]*/X/'
match  ^\(4444, 127\.0\.0\.1\)$
       ^@\[cgroup:X:bind4\]: 1$
       ^@\[cgroup:X:post_bind4\]: 1$
       ^@\[cgroup:X:sock_create\]: 1$
       ^@\[cgroup:X:sock_release\]: 1$

name   an interface that has a program
needs  root
run    P="$PROGRAMS/packets"; "$P" lonely sh -c '"$SONDE" -e "xdp:lo { @++ }" >"$TMP/log" 2>&1 & first=$!; while ! grep -q Attached "$TMP/log" 2>/dev/null; do sleep 0.1; done; "$SONDE" -q -e "xdp:lo { @++ }"; kill $first; wait'
status 0
errmatch Unable to attach probe: xdp:lo: Device or resource busy
       HINT: the interface has an XDP program

name   datagrams are counted by their sender and port
needs  root
run    "$PROGRAMS/packets" lonely "$SONDE" -q -c "$PROGRAMS/packets udp 4 7001 7002" -e 'xdp:lo { @[ip.src, udp.dport] = count(); }'
match  ^@\[127\.0\.0\.1, 7001\]: 4$
       ^@\[127\.0\.0\.1, 7002\]: 4$

name   one port is dropped, and only that one
needs  root
run    "$PROGRAMS/packets" lonely "$SONDE" -q --unsafe -c "$PROGRAMS/packets udp 50 7001 7002 7003" -e 'xdp:lo { @seen = count(); if (udp.dport == 7002) { @dropped = count(); return drop; } }'
match  ^7001: ok, 50 of 50 arrived$
       ^7002: ok, 0 of 50 arrived$
       ^7003: ok, 50 of 50 arrived$
       ^@seen: 150$
       ^@dropped: 50$

name   probes that only count leave the packet to the next program
needs  root
run    "$PROGRAMS/packets" lonely "$SONDE" -q --unsafe -c "$PROGRAMS/packets udp 4 7001 7002" -e 'tc:lo:egress { @first = count(); } tc:lo:egress { @second = count(); if (udp.dport == 7002) { return shot; } } tc:lo:egress { @third = count(); }'
match  ^7001: ok, 4 of 4 arrived$
       ^7002: .*, 0 of 4 arrived$
       ^@first: 8$
       ^@second: 8$
       ^@third: 4$

name   a packet goes back where it came from
needs  root native program:ip
run    P="$PROGRAMS/packets"; cat >"$TMP/send" <<'END'
       exec "$PROGRAMS/packets" in $FAR_A "$PROGRAMS/packets" send 10.77.2.2 7001 5
       END
       cat >"$TMP/near" <<'END'
       "$PROGRAMS/packets" in $FAR_A "$SONDE" -e 'xdp:a1 { if (udp.dport == 7001) { @back = count(); } }' >"$TMP/far" 2>&1 &
       far=$!
       while ! grep -q Attached "$TMP/far"; do sleep 0.1; done
       "$SONDE" -q --unsafe -c "sh $TMP/send" -e 'xdp:a0 { if (udp.dport == 7001) { @here = count(); return tx; } }'
       sleep 0.3
       kill -INT $far
       wait $far
       cat "$TMP/far"
       END
       export SONDE PROGRAMS TMP; "$P" world sh "$TMP/near"
timeout 40
match  ^@here: 5$
       ^@back: 5$

name   without cgroups of version 2 it is said how to get them
needs  root cgroup
run    unshare -m sh -c 'umount $(while read -r _ at type _; do if [ "$type" = cgroup2 ]; then echo "$at"; fi; done </proc/self/mounts); exec "$SONDE" -e "sockops:/ { }"'
status 1
errmatch ERROR: sockops needs cgroups of version 2, which are not mounted$
       HINT: .*mount -t cgroup2

name   a cgroup that does not exist
needs  root cgroup
run    P="$PROGRAMS/packets"; "$P" cgroup sonde-near "$SONDE" -e 'cgroup:sonde-nera:connect4 { }'
status 1
errmatch ERROR: there is no cgroup sonde-nera$
       HINT: did you mean sonde-near\?

name   an operation that does not exist
needs  root cgroup
prog   cgroup:/:conect4 { }
status 1
errmatch ERROR: cgroup: there is no operation 'conect4'$
       HINT: did you mean connect4\?
