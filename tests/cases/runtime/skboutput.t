# skboutput(): packets to pcap files. In a network namespace of its own nobody else sends; pcap.py reads the files by
# the rules of pcap-savefile(5).

name     packets of a raw tracepoint, cut at a length
needs    root btf program:python3
run      cd "$TMP" && "$PROGRAMS/packets" lonely sh -c '"$SONDE" -q -c "$PROGRAMS/packets udp 5 7001" "$TESTS/fixtures/skboutput_cut.bt" "$(stat -Lc %i /proc/self/ns/net)"' && python3 "$TESTS/fixtures/pcap.py" o.pcap
match    ^@\[0\]: 5$
         ^o.pcap: link 101, 5 packets in order$
         ^5 x 64 of [0-9]+ bytes, udp to 7001$

# 24 bytes are the file's header, 16 each packet's.
name     a file of five packets
needs    root btf
run      cd "$TMP" && "$PROGRAMS/packets" lonely sh -c '"$SONDE" -q -c "$PROGRAMS/packets udp 5 7001" "$TESTS/fixtures/skboutput_cut.bt" "$(stat -Lc %i /proc/self/ns/net)"' && wc -c <o.pcap
match    ^@\[0\]: 5$
         ^424$

name     packets of a function of the kernel, and the socket they are for
needs    root btf kprobe kernel:>=5.12
run      cd "$TMP" && "$PROGRAMS/packets" lonely sh -c '"$SONDE" -q -c "$PROGRAMS/packets udp 5 7001" "$TESTS/fixtures/skboutput_fentry.bt" "$(stat -Lc %i /proc/self/ns/net)"' && wc -c <o.pcap
match    ^@\[0\]: 5$
         ^@sent\[true\]: 5$
         ^424$

name     whole packets from behind their IP header
needs    root btf program:python3
run      cd "$TMP" && "$PROGRAMS/packets" lonely sh -c '"$SONDE" -q -c "$PROGRAMS/packets udp 5 7001" "$TESTS/fixtures/skboutput_whole.bt" "$(stat -Lc %i /proc/self/ns/net)"' && python3 "$TESTS/fixtures/pcap.py" o.pcap raw
match    ^o.pcap: link 101, 5 packets in order$
         ^5 whole packets$

name     two probes write one file, others their own
needs    root btf program:python3
run      cd "$TMP" && "$PROGRAMS/packets" lonely "$SONDE" -q --unsafe -c "$PROGRAMS/packets udp 4 7001" -e 'tc:lo:ingress { $r = skboutput("a.pcap", ctx, 2000, 0); } tc:lo:egress { $r = skboutput("a.pcap", ctx, 2000, 0); } xdp:lo { $r = skboutput("b.pcap", ctx, 2000, 14); }' && python3 "$TESTS/fixtures/pcap.py" a.pcap b.pcap
match    ^a.pcap: link 1, 8 packets in order$
         ^b.pcap: link 101, 4 packets in order$
         ^4 x [0-9]+ of [0-9]+ bytes, udp to 7001$

name     packets of a cgroup
needs    root cgroup program:python3
run      cd "$TMP" && "$PROGRAMS/packets" cgroup "sonde-pcap-$$" "$SONDE" -q -c "$PROGRAMS/packets udp 3 7001" -e "cgroup_skb:/sonde-pcap-$$:egress /udp.dport == 7001/ { \$r = skboutput(\"o.pcap\", ctx, 40, 0); @[\$r] = count(); }" && python3 "$TESTS/fixtures/pcap.py" o.pcap
match    ^@\[0\]: 3$
         ^o.pcap: link 101, 3 packets in order$
         ^3 x 40 of [0-9]+ bytes, udp to 7001$

# A buffer has 1 MiB for each CPU; 80 packets of 60,000 bytes come on one CPU while nobody reads.
name     packets without room are counted and told
needs    root btf program:python3
timeout  60
run      cd "$TMP" && "$PROGRAMS/packets" lonely sh -c '"$SONDE" -q -c "python3 $TESTS/fixtures/flood.py" "$TESTS/fixtures/skboutput_flood.bt" "$(stat -Lc %i /proc/self/ns/net)"' >out 2>err; cat err >&2; w=$(sed -n 's/^@written: //p' out); r=$(sed -n 's/^@refused: //p' out); python3 "$TESTS/fixtures/pcap.py" count o.pcap "$w" && echo "refused $((r > 0))"; grep -c "Total lost event count: $r$" err
out      refused 1
         1

name     a file that cannot be made
needs    root btf
prog     rawtracepoint:consume_skb { $n = skboutput("/nowhere/out.pcap", args.skb, 64, 0); }
status   255
errmatch ^stdin:1:34-81: ERROR: cannot write packets to '/nowhere/out.pcap': No such file or directory$

name     a file cannot have frames and packets
needs    root
args     --unsafe
prog     tc:lo:ingress { $a = skboutput("o.pcap", ctx, 64, 0); $b = skboutput("o.pcap", ctx, 64, 14); }
status   1
errmatch ^stdin:1:60-92: ERROR: o.pcap would have packets with and without Ethernet headers: a pcap file has one kind$

name     what is no packet
needs    root btf
prog     rawtracepoint:consume_skb { $s = args.skb; $n = skboutput("o.pcap", $s, 64, 0); }
status   1
errmatch ^stdin:1:69-71: ERROR: skboutput\(\) takes a packet that the kernel knows as one$
         ^HINT: an argument such as args.skb in fentry, fexit and rawtracepoint, or a member of it; ctx in xdp, tc and cgroup_skb$

name     numbers of sockets in a raw tracepoint
needs    root btf kernel:>=5.12 program:python3
run      "$PROGRAMS/packets" lonely "$SONDE" -q -c "$PROGRAMS/packets connect 1 0" -e 'rawtracepoint:inet_sock_set_state { @[socket_cookie(args.sk) > 0] = count(); }'
match    ^@\[true\]: [0-9]+$
nomatch  false
