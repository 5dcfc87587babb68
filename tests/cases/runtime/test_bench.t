# Tests and benches that live in a script: section 6.9 of the language, and sonde-probes(7).

name     tests pass and fail, each for its own reason
needs    root
run      "$SONDE" --test -q -e 'begin { print("begun"); } test:good { print(1); } test:says { errorf("bad %d", 3); print(""); print("x"); } test:returns { return 2; } test:exits { exit(3); } 
         test:divides { $zero = nsecs & 0; print(1 / $zero); }
         test:last { exit(); } end { print("ended") }' >"$TMP/out"; echo "status $?"; tr '\033' '~' <"$TMP/out" | sed 's/~.\([0-9]*\)m/<\1>/g; s/([0-9]* .*s)/(TIME)/'
out      status 1
         <32>[==========]<0> Running 6 tests.
         <32>[ RUN      ]<0> good
         <32>[       OK ]<0> good (TIME)
         <32>[ RUN      ]<0> says
         stdin:1:63-82: ERROR: bad 3
         x
         <31>[  FAILED  ]<0> says (TIME)
         <32>[ RUN      ]<0> returns
         it returned 2
         <31>[  FAILED  ]<0> returns (TIME)
         <32>[ RUN      ]<0> exits
         it ended with exit(3)
         <31>[  FAILED  ]<0> exits (TIME)
         <32>[ RUN      ]<0> divides
         stdin:2:41-50: WARNING: Divide or modulo by 0 detected. This can lead to unexpected results. 1 is being used as the result.
         test:divides { $zero = nsecs & 0; print(1 / $zero); }
                                                 ~~~~~~~~~
         1
         <31>[  FAILED  ]<0> divides (TIME)
         <32>[ RUN      ]<0> last
         <32>[       OK ]<0> last (TIME)
         <32>[==========]<0> 6 tests ran.
         <32>[  PASSED  ]<0> 2 tests.
         <31>[  FAILED  ]<0> 4 tests, listed below:
         <31>[  FAILED  ]<0> says
         <31>[  FAILED  ]<0> returns
         <31>[  FAILED  ]<0> exits
         <31>[  FAILED  ]<0> divides
         ended

name     one test that passes, in the singular
needs    root
run      "$SONDE" --mode test -q -e 'test:one { @x = 1; }' | tr '\033' '~' | sed 's/~.[0-9]*m//g; s/([0-9]* .*s)/(TIME)/'
out      [==========] Running 1 tests.
         [ RUN      ] one
         [       OK ] one (TIME)
         [==========] 1 test ran.
         [  PASSED  ] 1 test.

name     reports on tests as JSON
needs    root
run      "$SONDE" --test -f json -e 'begin { print("begun"); } test:good { print(1); } test:bad { printf("a\n"); return 1; }' | sed 's/"duration": [0-9]*,/"duration": N,/'
out      {"type": "attached_probes", "count": 3, "data": {"probes": 3}}
         {"type": "test_result", "data": {"good": {"duration": N, "passed": true, "output": "begun\n1\n"}}}
         {"type": "test_result", "data": {"bad": {"duration": N, "passed": false, "output": "a\nit returned 1\n"}}}

name     other probes are attached while tests run
needs    root
run      "$SONDE" --test -q -e 'tracepoint:syscalls:sys_enter_bpf { @calls++; } test:first { } test:second { if (@calls < 2) { return 1; } }' >/dev/null
status   0

name     benches run until it can be measured
needs    root
prog     bench:empty { } bench:a_name_that_is_longer_than_forty_characters_altogether { @ = count(); }
args     --bench -q
match    ^Benchmark {46}Time\(ns\) {7}Iterations$
         ^-{80}$
         ^empty {50}[0-9]+ {12,15}[1-9][0-9]{4,}$
         ^a_name_that_is_longer_than_forty_characters_altogether [1-9][0-9]* +[1-9][0-9]*$
nomatch  ^@:

name     reports on benches as JSON
needs    root
prog     bench:count { @ = count(); } bench:printing { printf("x"); }
args     --bench -f json
json
match    ^\{"type": "benchmark_result", "data": \{"count": \{"average": [1-9][0-9]*, "iters": [1-9][0-9]*\}\}\}$
         "printing": \{"average": [1-9]

name     without the option they are left out, and the rest runs
needs    root
prog     test:bad { print("no"); return 1; } bench:b { print("no"); } begin { print("yes"); exit(); }
out      yes
errmatch ^Attached 1 probe$

name     nothing but tests
needs    root
prog     test:t { }
out      <empty>
err      ERROR: No probes attached; use --test to run test probes.
status   255

name     nothing but benches, and the other mode
needs    root
prog     bench:b { }
args     --test
err      ERROR: No probes attached; use --bench to run bench probes.
status   255

name     a compiled script keeps its tests
needs    root
run      "$SONDE" --emit-elf "$TMP/image" -e 'test:t { return 1; } begin { print("trace"); exit(); }'; "$SONDE" -q "$TMP/image"; "$SONDE" -q --test "$TMP/image" >/dev/null
out      trace
status   1

name     a bench whose function its kind of program lacks is refused with the line
needs    root
prog     bench:b { @ = kstack; }
args     --bench
errmatch ^stdin:1.* ERROR: Error loading BPF program for bench_b_1
         bpf_get_stack
status   255

name     a mode that is none
prog     begin { }
args     --mode fast
err      ERROR: there is no mode 'fast'; modes are test, bench, format, codegen and compiler-bench
status   1
