# sonde fmt: the canonical layout of scripts.

name     blocks, predicates, operators
run      printf '%s\n' 'tracepoint:sched:sched_switch,tracepoint:sched:sched_wakeup /pid==1&&comm!="x"/{@[kstack]=count()}' 'END{$a=1;if($a==1){print("x");}else if($a){}else{print((int8)$b*-2);}for($i:0..3){@x[$i]+=$t.0->c[1];}while($a<5){$a++}}' | "$SONDE" fmt
out      tracepoint:sched:sched_switch,
         tracepoint:sched:sched_wakeup
         /pid == 1 && comm != "x"/
         {
         	@[kstack] = count()
         }
         <empty>
         END
         {
         	$a = 1;
         	if ($a == 1) {
         		print("x");
         	} else if ($a) {} else {
         		print((int8)$b * -2);
         	}
         	for ($i : 0..3) {
         		@x[$i] += $t.0->c[1];
         	}
         	while ($a < 5) {
         		$a++
         	}
         }
status   0

name     comments and empty lines stay
run      printf '%s\n' '#!/usr/bin/env sonde' '/* what' '   * it does' '*/' '' '' '' '// first' 'BEGIN { // behind the brace' '' '  print(1); /* a */ /* b */' '    // own' '  print(/* inside */ 2,' '  // between' '  3);' '' '' '  exit(); // last' '' '}' '// end' | "$SONDE" fmt
out      #!/usr/bin/env sonde
         /* what
          * it does
          */
         <empty>
         // first
         BEGIN
         { // behind the brace
         	print(1); /* a */ /* b */
         	// own
         	print(/* inside */ 2,
         	      // between
         	      3);
         <empty>
         	exit(); // last
         }
         // end

name     declarations
run      printf '%s\n' '#define X 1' 'struct a { int x;' '  int y; };' 'config={max_strlen=5;stack_mode=perf}' 'import "x.bt";' 'let @q=hash(10);' 'macro m($x,@m,y){$x+=y;$x}' 'fn f($n:int64):int64{return $n*$n;}' 'BEGIN{let $x:int32* =(int32*)$1;$z={let $q=5;$q};print($a?:7);print(sizeof(struct a*));$r=(a=1,b=(2,));unroll(3){--$x}}' | "$SONDE" fmt
out      #define X 1
         struct a { int x;
           int y; };
         config = {
         	max_strlen = 5;
         	stack_mode = perf
         }
         <empty>
         import "x.bt";
         let @q = hash(10);
         macro m($x, @m, y)
         {
         	$x += y;
         	$x
         }
         <empty>
         fn f($n : int64) : int64
         {
         	return $n * $n;
         }
         <empty>
         BEGIN
         {
         	let $x : int32 * = (int32 *)$1;
         	$z = {
         		let $q = 5;
         		$q
         	};
         	print($a ?: 7);
         	print(sizeof(struct a *));
         	$r = (a = 1, b = (2,));
         	unroll (3) {
         		--$x
         	}
         }

name     long lines are broken where they are least deep
run      printf '%s\n' 'BEGIN { printf("%d %s %d\n", strcontains("aaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbb"), comm, pid + 1000000000 * (tid + 5)); $aaaaaaaaaaaaaaaaaaaaaaaaaaaaa = $bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb + $ccccccccccccccccccccccccccccc; }' | "$SONDE" fmt
out      BEGIN
         {
         	printf("%d %s %d\n", strcontains("aaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbb"), comm,
         	       pid + 1000000000 * (tid + 5));
         	$aaaaaaaaaaaaaaaaaaaaaaaaaaaaa = $bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb +
         		$ccccccccccccccccccccccccccccc;
         }

name     signs that must not meet
run      printf '%s\n' 'BEGIN { print(- -$a); print($a - -1); print($a-- - --$b); print(- --$b); print($a & &$b); print(1 / *$p); print(!!$a); print(~-1); print(-(-5)); }' | "$SONDE" fmt | sed -n 's/^\tprint/print/p'
out      print(- -$a);
         print($a - -1);
         print($a-- - --$b);
         print(- --$b);
         print($a & &$b);
         print(1 / *$p);
         print(!!$a);
         print(~-1);
         print(-(-5));

# With the example scripts and those of Debian's bpftrace, where it is installed.
name     a second run changes nothing
run      for f in "$TESTS"/../examples/*.bt /usr/sbin/*.bt; do [ -e "$f" ] || continue; "$SONDE" fmt "$f" >"$TMP/a" && "$SONDE" fmt "$TMP/a" >"$TMP/b" && cmp "$TMP/a" "$TMP/b" || echo "$f"; n=1; done; echo "seen $n"
timeout  60
out      seen 1

name     the example scripts are in their layout
run      "$SONDE" fmt --check "$TESTS"/../examples/*.bt
out      <empty>

name     files are rewritten in place
run      printf 'BEGIN{exit()}\n' >"$TMP/a.bt"; chmod 750 "$TMP/a.bt"; printf 'BEGIN\n{\n\texit()\n}\n' >"$TMP/b.bt"; ln -s a.bt "$TMP/l.bt"
         cd "$TMP"; "$SONDE" fmt --check a.bt b.bt; echo $?; "$SONDE" fmt -w l.bt b.bt; echo $?; stat -c %a a.bt; cat a.bt; ls; "$SONDE" fmt --check a.bt b.bt l.bt; echo $?
out      a.bt
         1
         0
         750
         BEGIN
         {
         	exit()
         }
         a.bt
         b.bt
         l.bt
         0

name     what is no script is left alone
run      printf 'BEGIN { print(1 }\n' >"$TMP/a.bt"; cd "$TMP"; "$SONDE" fmt -w a.bt nothing.bt; echo $?; cat a.bt; "$SONDE" fmt --nonsense 2>&1 | tail -1
out      1
         BEGIN { print(1 }
           --check       print which files would change, with status 1 if there are any
errmatch ^a.bt:1:17-18: ERROR: expected '\)' or ',', found '}'$
         ^ERROR: cannot read nothing.bt: No such file or directory$

name     the layout by an option
run      printf 'BEGIN{exit()}\n' >"$TMP/a.bt"; cd "$TMP"; "$SONDE" --fmt a.bt | tail -1; "$SONDE" --mode format -e 'END{}'; "$SONDE" --fmt -o a.bt a.bt; "$SONDE" --fmt -o b.bt a.bt; cmp a.bt b.bt && tail -1 b.bt; "$SONDE" --fmt -e 'BEGIN {'; echo $?
out      }
         END
         {
         }
         }
         1
errmatch ^stdin:1:8-9: ERROR: expected

name     a file that cannot be written stays as it was
run      printf 'BEGIN{exit()}\n' >"$TMP/a.bt"; cd "$TMP"; (ulimit -f 0; "$SONDE" fmt -w a.bt 2>&1) | cat; cat a.bt; ls; "$SONDE" fmt <a.bt >/dev/full; echo $?
out      ERROR: cannot write a.bt: File too large
         BEGIN{exit()}
         a.bt
         1
errmatch ^ERROR: standard output: No space left on device$
