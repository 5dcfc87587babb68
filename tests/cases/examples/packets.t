# The tools in examples/ that look at packets, on traffic made for them.

name   talkers: bytes by addresses and by protocol
needs  root
run    "$PROGRAMS/packets" lonely "$SONDE" -q -c "$PROGRAMS/packets udp 4 7001" "$TESTS/../examples/talkers.bt" lo
match  ^@received\[127\.0\.0\.1, 127\.0\.0\.1\]: 568$
       ^@sent\[127\.0\.0\.1, 127\.0\.0\.1\]: 568$
       ^@protocols\[17\]: 1136$

# A question about www.example.org with the number 0x1234, its answer (no such name), and a question without one.
name   dnsqueries: the name, the code, the latency
needs  root
run    cat >"$TMP/dns" <<'EOF'
       frame() { "$PROGRAMS/frames" send 000000000000000000000000 0800 4500003d 00000000 40110000 "$@" 0001 0000 0000 0000 03777777 07 6578616d706c65 03 6f7267 00 0001 0001; }
       frame c0000201 c0000235 9c40 0035 0029 0000 1234 0100
       frame c0000235 c0000201 0035 9c40 0029 0000 1234 8183
       frame c0000201 c0000235 9c41 0035 0029 0000 4321 0100
       EOF
       "$PROGRAMS/packets" lonely "$SONDE" -q -c "sh $TMP/dns" "$TESTS/../examples/dnsqueries.bt" lo
match  ^[0-9:]{8} 192\.0\.2\.53 +3 +[0-9]+\.[0-9]{3} www\.example\.org$
       ^@asked\[www\.example\.org\]: 2$
       ^@latency_us:$

name   httprequests: first lines and answers
needs  root feature:bpf_loop
run    cat >"$TMP/http" <<'EOF'
       frame() { "$PROGRAMS/frames" send 000000000000000000000000 0800 "$@"; }
       frame 45000041 00000000 40060000 c0000201 c0000202 9c40 1f90 00000001 00000001 5018 ffff 0000 0000 474554202f6120 485454502f312e31 0d0a 486f73743a78 0d0a
       frame 45000035 00000000 40060000 c0000202 c0000201 1f90 9c40 00000001 00000001 5018 ffff 0000 0000 485454502f312e3120 343034204e6f
       frame 45000028 00000000 40060000 c0000201 c0000202 9c40 1f90 00000001 00000001 5010 ffff 0000 0000
       EOF
       "$PROGRAMS/packets" lonely "$SONDE" -q -c "sh $TMP/http" "$TESTS/../examples/httprequests.bt" lo 8080
match  ^[0-9:]{8} 192\.0\.2\.1 +GET /a$
       ^@answers\[404\]: 1$

name   tcpresets: a port without a listener
needs  root
run    "$PROGRAMS/packets" lonely "$SONDE" -q -c "$PROGRAMS/packets connect 1 4444" "$TESTS/../examples/tcpresets.bt" lo
match  ^[0-9:]{8} out  127\.0\.0\.1:4444 > 127\.0\.0\.1:[0-9]+$
       ^[0-9:]{8} in   127\.0\.0\.1:4444 > 127\.0\.0\.1:[0-9]+$
       ^@resets_from\[127\.0\.0\.1, 4444\]: 2$

name   synwatch: asked for, answered, established
needs  root
run    "$PROGRAMS/packets" lonely "$SONDE" -q -c "$PROGRAMS/packets connect 3 0" -e "$(sed 's/interval:s:1/interval:s:3600/' "$TESTS/../examples/synwatch.bt")" lo
match  ^@asked\[[0-9]+\]: 3$
       ^@answered\[[0-9]+\]: 3$
       ^@established\[[0-9]+\]: 3$
       ^@sources\[127\.0\.0\.1\]: 3$

# An echo request with its reply, and a message that a port cannot be reached.
name   icmpwatch: messages and round trips
needs  root
run    cat >"$TMP/icmp" <<'EOF'
       frame() { "$PROGRAMS/frames" send 000000000000000000000000 0800 4500001c 00000000 40010000 "$@"; }
       frame c0000201 c0000202 0800 0000 0007 0001
       frame c0000202 c0000201 0000 0000 0007 0001
       frame c0000203 c0000201 0303 0000 0000 0000
       EOF
       "$PROGRAMS/packets" lonely "$SONDE" -q -c "sh $TMP/icmp" "$TESTS/../examples/icmpwatch.bt" lo
match  ^[0-9:]{8} 192\.0\.2\.3: destination unreachable \(port\)$
       ^@round_trip_us\[192\.0\.2\.2\]:$

name   dropport: one port and only it
needs  root
run    "$PROGRAMS/packets" lonely "$SONDE" -q --unsafe -c "$PROGRAMS/packets udp 6 7001 7002" "$TESTS/../examples/dropport.bt" lo 7001
match  ^7001: ok, 0 of 6 arrived$
       ^7002: ok, 6 of 6 arrived$
       ^@dropped\[127\.0\.0\.1, 17\]: 6$
