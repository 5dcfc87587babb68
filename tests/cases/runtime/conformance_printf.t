# Section 6: what print and printf write for every type.

name     lengths of integer conversions
needs    root
prog     BEGIN { $a = 0x1ffffffff; $b = -1; let $n : int64 = -4294967297;
           printf("%d %i %hd %hhd %ld %lld %jd %zd %td\n", $n, $n, $n, $n, $n, $n, $n, $n, $n);
           printf("%u %hu %hhu %lu %llu %ju %zu\n", $b, $b, $b, $b, $b, $b, $b);
           printf("%x %X %lx %lX %hx %hhx %o %lo\n", $a, $a, $a, $a, $a, $a, $a, $a);
           printf("%c%c%c %p\n", 65, 66, 0x143, $a); exit() }
out      -1 -1 -1 -1 -4294967297 -4294967297 -4294967297 -4294967297 -4294967297
         4294967295 65535 255 18446744073709551615 18446744073709551615 18446744073709551615 18446744073709551615
         ffffffff FFFFFFFF 1ffffffff 1FFFFFFFF ffff ff 37777777777 77777777777
         ABC 0x1ffffffff

name     flags and widths
needs    root
prog     BEGIN { $a = 42; $b = -5; printf("[%6d] [%-6d] [%06d] [%+d] [%+d] [%-06d] [% d]\n", $a, $a, $a, $a, $b, $a, $a);
           printf("[%#x] [%#X] [%#o] [%#x] [%8x] [%-8x] [%08x] [%#8x]\n", $a, $a, $a, 0, $a, $a, $a, $a);
           printf("[%10s] [%-10s] [%.2s] [%s]\n", "abc", "abc", "abc", "abc");
           printf("[%5c] [%-5c] [%.3d] [%8.3d] [%+u]\n", 65, 65, $a, $a, $a); exit() }
out      [    42] [42    ] [000042] [+42] [-5] [420000] [42]
         [0x2a] [0X2A] [052] [0] [      2a] [2a      ] [0000002a] [    0x2a]
         [       abc] [abc       ] [abc] [abc]
         [    A] [A    ] [42] [      42] [42]

name     percent signs and text that is no conversion
needs    root
prog     BEGIN { printf("100%% %5% %q %'d %\n"); printf("no newline"); printf("\n"); exit() }
out      100% % %q %'d %
         no newline

name     %s of every type
needs    root feature:percpu_lookup
prog     enum E { ONE = 1 } BEGIN { $i = -5; $u = (uint8)200; $t = true; $p = (int8*)255; $a = (int16[2])(uint32)0xffff0001; printf("%s %s %s %s %s %s\n", $i, $u, $t, $p, $a, ONE); printf("%s %s %s\n", (1, ("a", 2)), (x=1, y="b"), buf("q\x01", 2)); @c = count(); @s = sum(-4); @v = avg(6); @x = max(3); @m = min(-3); @st = stats(4); @k["a"] = count(); printf("%s %s %s %s %s %s %s\n", @c, @s, @v, @x, @m, @st, @k["a"]); clear(@c); clear(@s); clear(@v); clear(@x); clear(@m); clear(@st); clear(@k); exit() }
out      -5 200 true 0xff [1,-1] ONE
         (1, (a, 2)) { .x = 1, .y = b } q\x01
         1 -4 6 3 -3 { .count = 1, .average = 4, .total = 4 } 1

name     %d of bools, pointers and enumerators
needs    root
prog     enum E { ONE = 1, MANY = 1000000 } BEGIN { $t = true; $p = (int8*)255; $e = MANY; printf("%d %d %d %x %u %c\n", $t, $p, $e, $e, $t, 0x41); exit() }
out      1 255 1000000 f4240 1 A

name     aggregates with a cast in printf
needs    root feature:percpu_lookup
prog     BEGIN { @c = count(); @c = count(); @s = sum(-4); @v = avg(6); @v = avg(9); @x = max(3); @m = min(-3); @k["a"] = sum(7); printf("%d %d %d %d %d %d %d\n", (int64)@c, (int64)@s, (int64)@v, (int64)@x, (int64)@m, (int64)@k["a"], (int64)@k["none"]); $c = @c; print($c + 1); print(@c > 1); print((1, @c)); exit() }
match    ^2 -4 7 3 -3 7 0$
         ^3$
         ^true$
         ^\(1, 2\)$

name     width on a composite value applies to its first piece
needs    root
prog     BEGIN { printf("[%10s]\n", (1, 2)); exit() }
out      [         (1, 2)]

name     120 arguments of printf arrive in order
needs    root
run      args=$(for i in $(seq 1 60); do printf '%s%d, "s%d"' "$sep" "$i" "$i"; sep=', '; done); fmt=$(for i in $(seq 1 60); do printf '%%d %%s '; done)
         "$SONDE" -q -e "BEGIN { printf(\"$fmt\\n\", $args); exit() }" | head -1 >"$TMP/got"; for i in $(seq 1 60); do printf '%d s%d ' $i $i; done >"$TMP/want"; echo >>"$TMP/want"; cmp "$TMP/got" "$TMP/want" && echo same
out      same

name     GFP flags by name
needs    root
prog     BEGIN { printf("%gr|%gr|%gr|%gr\n", 0xcc0, 0, 0x10000000, 0x1); $f = 0xdc0; printf("%gr\n", $f); exit() }
out      GFP_KERNEL|0|0x10000000|GFP_DMA
         GFP_KERNEL|__GFP_ZERO

name     addresses of two families
needs    root
prog     BEGIN { $a = (uint32)0x0100007f; print(ntop($a)); printf("%s %15s|\n", ntop($a), ntop(2, $a)); print(ntop(pton("::1"))); print(pton("1.2.3.4")); @i[ntop($a)] = 1; print((username_t)0); print(username); exit() }
out      127.0.0.1
         127.0.0.1       127.0.0.1|
         ::1
         [1,2,3,4]
         root
         root
         <empty>
         <empty>
         @i[127.0.0.1]: 1

name     hardware addresses
needs    root uprobe
run      "$SONDE" -q -c "$PROGRAMS/structs" -e 'uprobe:'"$PROGRAMS"'/structs:visit { print(macaddr(arg2)); @m[macaddr(arg2)] = 1; }'
out      73:6F:6D:65:20:74
         <empty>
         <empty>
         @m[73:6F:6D:65:20:74]: 1

name     memory of the process as text and bytes
needs    root uprobe
run      "$SONDE" -q -c "$PROGRAMS/structs" -e 'uprobe:'"$PROGRAMS"'/structs:visit { print(str(arg2)); print(str(arg2, 5)); $n = 3; print(str(arg2, $n)); print(buf(arg2, 4)); print(buf(arg2, $n)); printf("%r %rh\n", buf(arg2, 4), buf(arg2, 4)); print(strlen(str(arg2))); print(str(arg2) == "some text"); print(strncmp(str(arg2), "some other", 5)); print(strncmp(str(arg2), "some other", 6)); $z = (uint64)0; print(str($z)); }'
out      some text
         some
         so
         some
         som
         some 73 6f 6d 65
         9
         true
         0
         1
         <empty>

name     time formats
needs    root
run      "$SONDE" -q -e 'BEGIN { time("%Y\n"); time("now\n"); time(); print(strftime("%Y-%m-%d", nsecs)); printf("%s\n", strftime("%H:%M:%S.%f", nsecs)); exit() }' >"$TMP/o"
         sed -E "s/^$(date +%Y)/YEAR/; s/^YEAR-$(date +%m-%d)\$/TODAY/; s/[0-9]{2}:[0-9]{2}:[0-9]{2}/T/; s/\.[0-9]{6}\$/.6/" "$TMP/o"
out      YEAR
         now
         T
         TODAY
         T.6

name     join of an argument vector
needs    root
run      "$SONDE" -e 'tracepoint:syscalls:sys_enter_execve /str(args.filename) == "/bin/echo"/ { join(args.argv); join(args.argv, "+"); exit() }' >"$TMP/o" 2>"$TMP/e" & pid=$!
         until grep -q Attached "$TMP/e"; do sleep 0.1; done; for i in 1 2 3 4 5 6 7 8; do /bin/echo a "b c" d >/dev/null; [ -s "$TMP/o" ] && break; sleep 0.2; done; wait $pid; cat "$TMP/o"
out      /bin/echo a b c d
         /bin/echo+a+b c+d

name     contents of files
needs    root
run      printf 'one\ntwo\n' >"$TMP/f"; "$SONDE" -q -e "BEGIN { cat(\"%s/%s\", \"$TMP\", \"f\"); cat(\"/no/such/file%d\", 5); exit() }"
out      one
         two
errmatch ^ERROR: failed to open file '/no/such/file5'

name     commands need --unsafe
needs    root
args     --unsafe
prog     BEGIN { system("echo %s %d", "hello", 5); exit() }
out      hello 5
