# What packet probes see of packets. frames.c makes thousands of packets of all kinds, whole, cut and broken, and says by
# rules of its own what they are; packets.c sends real ones.

name   xdp: all fields of all kinds of packets
needs  root
timeout 60
run    "$PROGRAMS/packets" lonely "$SONDE" -q -o "$TMP/got" -c "$PROGRAMS/frames xdp $TMP/want" "$TESTS/fixtures/packet_fields.bt" xdp:lo && grep '^[0-9]' "$TMP/got" >"$TMP/lines"; cmp "$TMP/want" "$TMP/lines" && wc -l <"$TMP/lines"
match  ^3[0-9]{3}$

name   tc: all fields of all kinds of packets
needs  root
timeout 60
run    "$PROGRAMS/packets" lonely "$SONDE" -q -o "$TMP/got" -c "$PROGRAMS/frames tc $TMP/want" "$TESTS/fixtures/packet_fields.bt" tc:lo:ingress && grep '^[0-9]' "$TMP/got" >"$TMP/lines"; cmp "$TMP/want" "$TMP/lines" && wc -l <"$TMP/lines"
match  ^[23][0-9]{3}$

name   cgroup_skb: all fields of all kinds of packets
needs  root
timeout 60
run    P="$PROGRAMS/packets"; "$P" cgroup sonde-fields-$$ "$P" lonely "$SONDE" -q -o "$TMP/got" -c "$PROGRAMS/frames cgroup_skb $TMP/want" "$TESTS/fixtures/packet_fields.bt" "cgroup_skb:sonde-fields-$$:egress" && grep '^[0-9]' "$TMP/got" >"$TMP/lines"; cmp "$TMP/want" "$TMP/lines" && wc -l <"$TMP/lines"
match  ^[23][0-9]{3}$

name   few fields, in registers
needs  root
timeout 60
run    "$PROGRAMS/packets" lonely "$SONDE" -q -c "$PROGRAMS/frames xdp $TMP/want" -e 'xdp:lo { if (tcp && tcp.syn) { @syn[tcp.dport] = count(); } }' >"$TMP/got"; sed -n 's/^@syn\[\([0-9]*\)\]: /\1 /p' "$TMP/got" | sort >"$TMP/lines"; awk -F ' [|] ' '{ split($5, t, " "); if (t[1] && t[9]) n[t[3]]++ } END { for (p in n) print p, n[p] }' "$TMP/want" | sort | cmp - "$TMP/lines" && head -1 "$TMP/lines"
match  ^[0-9]+ [0-9]+$

name   counting, by the view and by its parts
needs  root
run    "$PROGRAMS/packets" lonely "$SONDE" -q -c "$PROGRAMS/packets udp 5 7001" -e 'xdp:lo /udp && udp.dport == 7001/ { @[ip] = count(); @n[ip.src, udp.dport, ip.proto] = count(); @bytes = sum(udp.len); }'
match  ^@\[127\.0\.0\.1 > 127\.0\.0\.1\]: 5$
       ^@n\[127\.0\.0\.1, 7001, 17\]: 5$

name   views print as addresses and ports
needs  root
run    "$PROGRAMS/packets" lonely "$SONDE" -q -c "$PROGRAMS/packets udp 1 7001" -e 'xdp:lo /udp.dport == 7001/ { printf("%s|%s\n", udp, pkt); print(ip); print((tcp, ip6, icmp)); print(eth); $u = udp; if ($u) { print(1); } $t = tcp; if (!$t) { print(2); } }'
match  ^127\.0\.0\.1:[0-9]+ > 127\.0\.0\.1:7001\|udp 127\.0\.0\.1:[0-9]+ > 127\.0\.0\.1:7001$
       ^127\.0\.0\.1 > 127\.0\.0\.1$
       ^\(no tcp, no ip6, no icmp\)$
       ^00:00:00:00:00:00 > 00:00:00:00:00:00$
       ^1$
       ^2$

name   views in JSON
needs  root
run    "$PROGRAMS/packets" lonely "$SONDE" -q -f json -c "$PROGRAMS/packets udp 1 7001" -e 'xdp:lo /udp.dport == 7001/ { print(udp); print((tcp, ip)); @[ip, udp.dport] = count(); }'
match  ^\{"type": "value", "data": \{"src": "127\.0\.0\.1", "sport": [0-9]+, "dst": "127\.0\.0\.1", "dport": 7001\}\}$
       ^\{"type": "value", "data": \[null,\{"src": "127\.0\.0\.1", "dst": "127\.0\.0\.1"\}\]\}$
       ^\{"type": "map", "data": \{"@": \{"127\.0\.0\.1>127\.0\.0\.1,7001": 1\}\}\}$

name   addresses are compared with constants
needs  root
run    "$PROGRAMS/packets" lonely "$SONDE" -q -c "$PROGRAMS/packets udp 1 7001" -e 'tc:lo:egress /udp.dport == 7001/ { print((ip.src == "127.0.0.1", ip.dst == "127.0.0.2", pkt.src == "::1", "127.0.0.1" == pkt.dst, eth.src == "00:00:00:00:00:00", eth.dst != "00:00:00:00:00:01")); }'
match  ^\(true, false, false, true, true, true\)$

name   the payload: its bytes, a part of it, as text
needs  root
run    "$PROGRAMS/packets" lonely "$SONDE" -q -c "$PROGRAMS/packets say 7001 GET /index.html HTTP/1.1" -e 'xdp:lo, tc:lo:egress /udp.dport == 7001/ { print((pkt.payload_len, payload(3), payload(4, 6), payload[4], payload[100])); print((payload(3) == "GET", payload(4) == "GET", payload == "GET /index.html HTTP/1.1", strncmp(payload, "GET ", 4), strcontains(payload(64), "HTTP"))); printf("%s|%s|%rx\n", str(payload), str(payload(20, 99)), payload(2)); $p = payload(8); @[$p] = count(); print($p[1]); }'
match  ^\(24, GET, /index, 47, 0\)$
       ^\(true, false, true, 0, true\)$
       ^GET /index\.html HTTP/1\.1\|/1\.1\|\\x47\\x45$
       ^69$
       ^@\[GET /ind\]: 2$

# 192.0.2.1:7000 > 192.0.2.2:7001, 5000 bytes, and the 4958 of its payload begin with "say: hello".
name   headers behind the part of a packet that lies in memory
needs  root
run    "$PROGRAMS/packets" lonely "$SONDE" -q -c "$PROGRAMS/frames apart 5000 000000000000 000000000000 0800 4500137a 00000000 40110000 c0000201 c0000202 1b58 1b59 1366 0000 7361793a2068656c6c6f" -e 'tc:lo:egress /udp && udp.dport == 7001/ { printf("%s %d %d %r\n", udp, pkt.len, pkt.payload_len, payload(5, 5)); } tracepoint:net:net_dev_start_xmit /args.len == 5000/ { print(("in memory", args.len - args.data_len)); }'
match  ^192\.0\.2\.1:7000 > 192\.0\.2\.2:7001 5000 4958 hello$
       ^\(in memory, 14\)$

name   tags in the packet, and beside it where the kernel took it out
needs  root
run    "$PROGRAMS/packets" lonely "$SONDE" -q -c "$PROGRAMS/frames send 000000000000 000000000000 8100 2005 8100 0007 0800 45000020 00000000 40110000 c0000201 c0000202 1b58 1b59 000c 0000 61626364" -e 'tc:lo:*, xdp:lo /udp && udp.dport == 7001/ { printf("%s %d %d %x %d %s\n", probe, eth.vlan, eth.vlan_inner, eth.type, pkt.payload_len, udp); }'
match  ^tc:lo:egress 5 7 800 4 192\.0\.2\.1:7000 > 192\.0\.2\.2:7001$
       ^xdp:lo 5 7 800 4 192\.0\.2\.1:7000 > 192\.0\.2\.2:7001$
       ^tc:lo:ingress 5 7 800 4 192\.0\.2\.1:7000 > 192\.0\.2\.2:7001$

name   packets belong to packet probes
needs  root
prog   BEGIN { if (tcp) { exit(); } }
errmatch tcp is not available in begin probes: packets are what xdp, tc and cgroup_skb probes see
status 1

name   the fields of all views are listed with their types
needs  root
run    for p in xdp:lo tc:lo:ingress; do "$SONDE" -lv $p | grep -E '^[a-z]|ip\.src|tcp\.(syn|seq)|udp\.len'; done
out    xdp:lo
           inet[24] ip.src
           uint32 tcp.seq
           bool tcp.syn
           uint16 udp.len
       tc:lo:ingress
           inet[24] ip.src
           uint32 tcp.seq
           bool tcp.syn
           uint16 udp.len

name   names in DNS messages, whole, cut, and none
needs  root
prog   BEGIN {
         $a = (uint8[28])"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03www\x07ex-4\x1b.e\x02de";
         print(dns_name(buf($a)));
         print(dns_name(buf($a, 20)));
         print(dns_name(buf($a, 17)));
         print(strlen(dns_name(buf($a))));
         $b = (uint8[15])"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\xc0\x0c";
         print((dns_name(buf($b)), dns_name(buf($b)) == ""));
         @[dns_name(buf($a, 20))] = count();
       }
out    www.ex-4?.e.de
       www.ex-
       www.
       14
       (, true)
       <empty>
       <empty>
       @[www.ex-]: 1

name   addresses that belong to subnets
needs  root
prog   BEGIN {
         $a = ntop(pton("10.200.3.77"));
         $b = ntop(pton("2001:db8:1:ff00::5"));
         print(($a == "10.0.0.0/8", $a == "10.200.3.0/24", $a == "10.200.3.77/32", $a == "10.200.3.64/27", $a == "0.0.0.0/0"));
         print(($a == "11.0.0.0/8", $a == "10.200.2.0/24", $a == "10.200.3.76/32", $a == "10.200.3.64/29", $a == "::/0"));
         print((in_subnet($b, "2001:db8::/32"), "2001:db8:1:ff00::/56" == $b, $b == "2001:db8:1:ff00::5/128", $b == "::/0"));
         print(($b == "2001:db9::/32", $b == "2001:db8:1:fe00::/56", $b == "2001:db8:1:ff00::4/128", $b == "0.0.0.0/0", $b != "fe80::/10"));
       }
out    (true, true, true, true, true)
       (false, false, false, false, false)
       (true, true, true, true)
       (false, false, false, false, true)
