# Files from maps: flame graphs and folded stacks. What a browser makes of them: tests/pictures.

name     folded stacks on standard output, outermost frame first
needs    root
args     --folded
prog     rawtracepoint:sys_enter /comm == "folded" && args.id == 24/ { @[comm, kstack(8)] = count(); }
during   "$PROGRAMS/activity" 5 /dev/null folded
send     INT after 0
match    ^folded;([^ ;]+;)*[^ ;]+ 5$
nomatch  @

name     parts of the key come first, then user stacks, then kernel stacks
needs    root
args     --folded
prog     rawtracepoint:sys_enter /comm == "folded2" && args.id == 24/ { @[kstack(raw, 1), ustack(raw, 1), comm, 7] = sum(3); }
during   "$PROGRAMS/activity" 5 /dev/null folded2
send     INT after 0
match    ^folded2;7;0x[0-7][0-9a-f]*;0xf[0-9a-f]+ 15$

name     several maps have their names in front, minima are left out
needs    root
args     --folded=$TMP/f
prog     rawtracepoint:sys_enter /comm == "folded3" && args.id == 24/ {
           @a[kstack(1)] = count(); @b[kstack(1), 1] = hist(5); @least[kstack(1)] = min(5); @n = count();
         }
         END { printf("end\n"); }
run      "$SONDE" --folded="$TMP/f" -e "$PROG" 2>"$TMP/err" & pid=$!
         until grep -q Attached "$TMP/err"; do sleep 0.1; done; "$PROGRAMS/activity" 4 /dev/null folded3; kill -INT $pid; wait $pid; sed 's/^/f: /' "$TMP/f"
match    ^f: @a;[^ ]+ 4$
         ^f: @b;1;[^ ]+ 4$
         ^@n: 4$
         ^@least\[
nomatch  ^@[ab]\[
         ^f: @least

name     a flame graph of nothing is a picture
needs    root
run      "$SONDE" --flame "$TMP/f.svg" -e 'BEGIN { exit(); } rawtracepoint:sys_enter /pid == 0/ { @[kstack] = count(); }'; grep -c 'No stacks' "$TMP/f.svg"
match    ^1$

name     no map has stacks
needs    root
args     --flame $TMP/f.svg
prog     BEGIN { @[1] = count(); exit(); }
status   1
errmatch ^ERROR: --flame: no map
         ^HINT: .*@\[kstack\]
out

name     what the file cannot be is told before the trace begins
needs    root
args     --flame /nowhere/f.svg
prog     BEGIN { printf("ran\n"); @[kstack] = count(); exit(); }
status   1
errmatch ^ERROR: cannot write to '/nowhere/f.svg': No such file or directory
out

name     a picture on a full disk
needs    root
args     --folded=/dev/full
prog     BEGIN { exit(); } interval:s:100 { @[kstack] = count(); } END { @[kstack] = count(); }
status   1
errmatch ^ERROR: cannot write '/dev/full': No space left on device

name     a trace that could not begin leaves no file
needs    root
run      "$SONDE" --flame "$TMP/f.svg" -p 4194304 -e 'profile:hz:9 { @[kstack] = count(); }'; ls "$TMP"
errmatch pidfd
out

name     addresses that --metrics does not take
run      for a in "" x 65536 :9435 ::1:9435 1.2.3:x localhost: "[::1" unix: example.com:80; do
           "$SONDE" --metrics "$a" -e 'BEGIN { exit(); }' && echo "took $a"; done; true
needs    root
errmatch ^ERROR: --metrics : want PORT
         ^ERROR: --metrics :9435: want PORT.*0\.0\.0\.0
         ^ERROR: --metrics unix:: the path
         ^ERROR: --metrics example\.com:80: want
out

name     an address that is taken is told before the trace begins
needs    root
run      "$SONDE" --metrics unix:"$TMP/none/x" -e 'BEGIN { printf("ran\n"); exit(); }'
status   1
errmatch ^ERROR: --metrics unix:.*: No such file or directory
out

name     a trace that is served ends as any other
needs    root
args     --metrics 0
prog     BEGIN { @n = count(); exit(3); }
status   3
match    ^@n: 1$
errmatch Attached

name     a page cannot be written to a full disk
needs    root
args     --html /dev/full
prog     BEGIN { @ = count(); exit(); }
status   1
errmatch ^ERROR: cannot write '/dev/full': No space left on device

name     a page holds no end of its script element but its own
needs    root
status   1
run      "$SONDE" -q --html "$TMP/p" -e 'BEGIN { @["</script>"] = "<!--"; exit(); }'; grep -o '</script>' "$TMP/p" | wc -l; grep -c '<!--' "$TMP/p"
match    ^2$
         ^0$

name     without a terminal --live prints lines
needs    root
args     --live
prog     BEGIN { @[1] = 2; } interval:ms:20 { print(@); exit(); }
out      @[1]: 2
         <empty>
         <empty>
         @[1]: 2

name     tests and benches have no pictures
run      "$SONDE" --test --html x -e 'test:x { }'
status   1
errmatch ^ERROR: --flame.* are about a trace

name     a page says what was lost, and of which probe
needs    root feature:bpf_loop
run      "$SONDE" -q --html "$TMP/p" -e 'config = { perf_rb_pages = 1 } BEGIN { for ($i : 0..10000) { printf("%d\n", $i); } exit(); }' >/dev/null 2>&1
         grep -A1 'events were lost' "$TMP/p"
match    ^<p class="warning".*events were lost:.*<br>Of (BEGIN|begin): [1-9][0-9]*</p>$
