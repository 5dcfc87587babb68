# Views of packets: where they are, their fields, constants beside them.

name   fields have types
prog   xdp:lo { @a = tcp.dport; @b = ip.src; @c = tcp.syn; @d = eth.src; @e = tcp; @f = payload(4); @g = pkt.len; }

name   a field that is none
prog   xdp:lo { print(tcp.prot); print(ip.nothing_like_it); }
error    D_FIELD 1:16-24 tcp has no field "prot"
           hint did you mean tcp.rst?
error    D_FIELD 1:33-51 ip has no field "nothing_like_it"
           hint sonde -lv 'xdp:lo' lists the fields of all headers

name   views are not stored with their fields
prog   xdp:lo { $t = tcp; print($t.dport); }
error    D_FIELD 1:26-34 a stored view has only its addresses and ports, and no fields
           hint read the packet itself, tcp.dport, or store the field

name   outside of packet probes
prog   BEGIN { print(ip.src); print(payload); }
error    D_NOT_HERE 1:15-17 ip is not available in begin probes: packets are what xdp, tc and cgroup_skb probes see
error    D_NOT_HERE 1:30-37 payload is not available in begin probes: packets are what xdp, tc and cgroup_skb probes see

name   not in functions
prog   fn f() : uint16 { return udp.dport; } xdp:lo { print(f()); }
error    D_NOT_HERE 1:26-29 udp is not available in a function, only in the probe
           hint give f() what it needs as a parameter

name   the script's own names go first
prog   enum kind { udp = 7, eth = 9 }; macro tcp_of(tcp) { tcp + 1 } xdp:lo { $ip = 1; @icmp = $ip + udp + eth; print(tcp_of(2)); }

name   arguments of payload
prog   xdp:lo { print(payload(0)); print(payload(-1)); print(payload(cpu)); print(payload(1, 2, 3)); print(payload(8)[9]); print(payload(9999)); }
error    D_ARG_LITERAL 1:24-25 payload(): the length must be a literal number from 1 to 65535
error    D_ARG_LITERAL 1:43-45 payload(): the length must be a literal number from 1 to 65535
error    D_ARG_LITERAL 1:63-66 payload(): the length must be a literal number from 1 to 65535
error    D_ARG_COUNT 1:76-92 payload() takes up to 2 arguments, not 3
error    D_INDEX 1:112-113 element 9 is out of bounds: there are 8
warning  D_SHORTENED 1:131-135 a buffer of 9999 bytes is too long: it is cut to 1020 (config max_strlen)

name   addresses that are none
prog   xdp:lo { print(ip.src == "10.0.0.256"); print("02:00:00:00:00" == eth.src); print(ip.src == 3); }
error    D_ARG_VALUE 1:26-38 "10.0.0.256" is no IPv4 or IPv6 address
error    D_ARG_VALUE 1:47-63 "02:00:00:00:00" is no MAC address: six bytes, 02:00:5e:10:00:ff
error    D_OPERANDS_DIFFER 1:83-94 the sides of == have types that do not go together: inet[24] and int8
           note 1:83-89 this is inet[24]
           note 1:93-94 this is int8

name   constants beside values of their type
prog   xdp:lo { print((ip.src == "10.0.0.1", "::1" != ip6.src, eth.dst == "ff:FF:0:1:2:3", payload(4) == "GET ")); }

name   subnets
prog   xdp:lo { print((ip.src == "10.0.0.0/8", "::/0" != ip6.src, in_subnet(pkt.src, "10.1.2.3/32"))); }

name   subnets that are none
prog   xdp:lo { print(ip.src == "10.0.0.0/33"); print(ip.src == "10.0.0/8"); print(ip.src == "10.0.0.0/"); print(ip.src == "10.0.0.0/8x"); print(in_subnet(1, "10.0.0.0/8")); print(in_subnet(ip.src, "10.0.0.0")); print(ip.src < "10.0.0.0/8"); }
error    D_ARG_VALUE 1:26-39 the address has 32 bits, not 33
error    D_ARG_VALUE 1:58-68 "10.0.0/8" is no subnet: an address, a slash, and how many bits of it count
error    D_ARG_VALUE 1:87-98 "10.0.0.0/" is no subnet: an address, a slash, and how many bits of it count
error    D_ARG_VALUE 1:117-130 "10.0.0.0/8x" is no subnet: an address, a slash, and how many bits of it count
error    D_ARG_TYPE 1:149-150 in_subnet(): an address is wanted, as ip.src or ntop() give it, not int8
error    D_ARG_VALUE 1:192-202 "10.0.0.0" is no subnet: an address, a slash, and how many bits of it count
error    D_ARG_VALUE 1:221-233 "10.0.0.0/8" is no IPv4 or IPv6 address
error    D_OPERATOR 1:212-233 < cannot be used on inet[24] and inet[24]
