# Tools: executables that `sonde build` makes of scripts.

name   a tool runs where there is no compiler
needs  root
timeout 60
run    "$SONDE" build -e 'BEGIN { printf("made of %s\n", "one script"); exit(); }' -o "$TMP/tool" &&
         cd / && env -i "$TMP/tool"
out    made of one script
err    Attached 1 probe

name   two builds are the same bytes
needs  root
timeout 60
run    "$SONDE" build -e 'tracepoint:sched:sched_switch { @[args.prev_comm, curtask.parent.comm] = count(); }' -o "$TMP/a" &&
         cp "$TMP/a" "$TMP/keep" &&
         "$SONDE" build -e 'tracepoint:sched:sched_switch { @[args.prev_comm, curtask.parent.comm] = count(); }' -o "$TMP/a" &&
         cmp "$TMP/a" "$TMP/keep" && echo same
out    same

name   a tool runs on kernels without a feature, or says what is missing and where
needs  root
timeout 60
run    "$SONDE" build -e 'BEGIN { @[1] = 2; for ($kv : @) { print($kv.1); } exit(); }' -o "$TMP/tool" &&
         "$TMP/tool" -q | grep -v @ && ! "$TMP/tool" -q --no-feature for_each_map_elem
out    2
errmatch stdin:1:19-50: ERROR: a loop over a map: this kernel cannot do that
         HINT: it takes loops over maps \(bpf_for_each_map_elem\), in Linux since 5.13
nomatch  ^1$

name   what older kernels do another way is in the same tool
needs  root
timeout 60
run    "$SONDE" build -e 'BEGIN { $i = 0; while ($i < 10) { $i++; @ = sum($i); } print(@); clear(@); exit(); }' -o "$TMP/tool" &&
         "$TMP/tool" -q && "$TMP/tool" -q --no-feature bpf_loop,atomic_fetch,percpu_lookup,for_each_map_elem
out    @: 55
       <empty>
       <empty>
       @: 55

name   options of the compiler are no options of a tool
needs  root
timeout 60
run    "$SONDE" build -e 'BEGIN { exit(); }' -o "$TMP/tool" && "$TMP/tool" --unsafe
status 1
err    ERROR: --unsafe is an option of sonde and sonde build; this tool is built

name   a tool says what it is
timeout 60
run    "$SONDE" build -e '/* Says nothing. */ BEGIN { exit(); }' -o "$TMP/quiet" && "$TMP/quiet" --help && "$TMP/quiet" --version
needs  root
match  ^Says nothing\.$
       ^quiet \[options\]$
       ^quiet, built with sonde v

name   a damaged tool says so
needs  root
timeout 60
run    "$SONDE" build -e 'BEGIN { exit(); }' -o "$TMP/a" && { head -c -64 "$TMP/a"; tail -c 16 "$TMP/a"; } >"$TMP/b" && chmod +x "$TMP/b" && "$TMP/b"
status 1
errmatch ^ERROR: the tool is damaged

name   a script with an error makes no tool
needs  root
timeout 60
run    "$SONDE" build -e 'BEGIN { nothing; }' -o "$TMP/tool"; status=$?; ls "$TMP"; exit $status
status 1
errmatch there is no builtin or enumerator "nothing"
nomatch  .

name   the tool needs a place
timeout 60
run    "$SONDE" build -e 'BEGIN { exit(); }'
status 1
err    ERROR: sonde build needs -o FILE: where the tool goes

name   fields, bit-fields, sizes and enumerators are those of the kernel that runs the tool
needs  root btf program:gcc program:objcopy
timeout 60
run    gcc -gbtf -c "$TESTS/build/other_kernel.c" -o "$TMP/k.o" &&
         objcopy -O binary --only-section=.BTF --set-section-flags .BTF=alloc "$TMP/k.o" "$TMP/k.btf" &&
         "$SONDE" build --btf "$TMP/k.btf" "$TESTS/build/fields.bt" -o "$TMP/tool" && "$TMP/tool" -q &&
         "$SONDE" -q "$TESTS/build/fields.bt" | sed s/sonde/tool/
out    tool 1 1
       0 1
       9 Linux
       1 1
       <empty>
       <empty>
       tool 1 1
       0 1
       9 Linux
       1 1

name   what this kernel has not is named with its type and its line
needs  root btf program:gcc program:objcopy
timeout 60
run    gcc -gbtf -c "$TESTS/build/other_kernel.c" -o "$TMP/k.o" &&
         objcopy -O binary --only-section=.BTF --set-section-flags .BTF=alloc "$TMP/k.o" "$TMP/k.btf" &&
         "$SONDE" build --btf "$TMP/k.btf" -o "$TMP/tool" -e 'BEGIN {
           print(curtask.only_there);
           print(curtask.prio);
           print(curtask.nsproxy.uts_ns.name);
           exit(); }' && "$TMP/tool"
status 1
errmatch ^stdin:2:[0-9]+: ERROR: on this kernel \(.*\) struct task_struct has no field "only_there"$
       ^stdin:3:[0-9]+: ERROR: on this kernel \(.*\) field "prio" of struct task_struct has 4 bytes; the tool was built for 2
       ^ERROR: on this kernel \(.*\) struct new_utsname is not laid out as where the tool was built
nomatch .

name   types of another kernel must be there
timeout 60
run    "$SONDE" build --btf /nowhere/at.all -e 'BEGIN { exit(); }' -o "$TMP/tool"
status 1
err    ERROR: --btf /nowhere/at.all: No such file or directory

name   parameters are given to the tool, with and without names
needs  root
timeout 60
run    "$SONDE" build "$TESTS/build/parameters.bt" -o "$TMP/tool" && "$TMP/tool" -q &&
         "$TMP/tool" -q 7 tool --name=some --n=9 --yes more && "$TMP/tool" -q 4 -- --n=-1 --yes=off
out    0  0
       nobody -5 false
       no command
       0
       <empty>
       <empty>
       @[nobody]: 1
       7 tool 3
       some 9 true
       it is tool
       1
       <empty>
       <empty>
       @[some]: 1
       4  1
       nobody -1 false
       no command
       1
       <empty>
       <empty>
       @[nobody]: 1

name   what is given when a tool is built is what its parameters are by default
needs  root
timeout 60
run    "$SONDE" build "$TESTS/build/parameters.bt" -o "$TMP/tool" 2 word -- --name=built && "$TMP/tool" -q | head -2 &&
         "$SONDE" build --fixed "$TESTS/build/parameters.bt" -o "$TMP/fixed" 3 for -- --name=ever &&
         "$TMP/fixed" -q | head -2
out    2 word 0
       built -5 false
       3 for 2
       ever -5 false

name   parameters of a tool must be of their kind
needs  root
timeout 60
run    "$SONDE" build "$TESTS/build/parameters.bt" -o "$TMP/tool" && ! "$TMP/tool" seven && ! "$TMP/tool" --n=many && "$TMP/tool" --yes=perhaps
status 1
err    ERROR: $1, "seven": the parameter wants an integer
       ERROR: --n=many: the parameter wants an integer
       ERROR: --yes=perhaps: the parameter wants true or false

name   a tool has the parameters of its script and no others
needs  root
timeout 60
run    "$SONDE" build "$TESTS/build/parameters.bt" -o "$TMP/tool" && ! "$TMP/tool" --other=1 && ! "$TMP/tool" -- --other=1; "$TMP/tool" --help
err    ERROR: there is no option --other=1
       HINT: the tool's own options: --help; all others: sonde(8)
       ERROR: the tool has no parameter --other; --help lists them
match  ^Shows its parameters\.$
       ^tool \[options\] \[\$1\] \[\$2\] \[\.\.\.\] \[--name=value \.\.\.\]$
       ^  --n=NUMBER +a number \(-5 when not given\)$

name   a tool filters by process and runs commands, like the script
needs  root
timeout 60
run    "$SONDE" build -e 'tracepoint:syscalls:sys_enter_getppid { @[pid == cpid] = count(); }' -o "$TMP/tool" &&
         "$TMP/tool" -q -c 'sh -c "true; exec true"' >/dev/null && "$TMP/tool" -q -f json -c true --dry-run && echo good
out    good

name   the filter of -p is in the tool
needs  root
timeout 60
run    "$SONDE" build -e 'tracepoint:raw_syscalls:sys_enter { @other = max(pid != '"$$"' ? 1 : 0); @n = count(); }
           interval:ms:200 { exit(); } END { printf("%d\n", (int64)@other); clear(@other); clear(@n); }' -o "$TMP/tool" &&
         "$TMP/tool" -q -p $$
out    0

name   functions of a program are found where they are in the file of this machine
needs  root uprobe program:gcc
timeout 60
run    cd "$TMP" && printf 'int far(void) { return 1; }\nint main(void) { return far() - 1; }\n' >a.c &&
         printf 'int more(void) { return 7; }\nint moved(int x) { return x * more() + 1; }\nint far(void) { return moved(2); }\nint main(void) { return far() - 15; }\n' >b.c &&
         gcc -O0 a.c -o program && "$SONDE" build -e "uprobe:$TMP/program:far { @ = count(); }" -o tool &&
         gcc -O0 b.c -o program && ./tool -q -c ./program && rm program && ! ./tool -q
match  ^@: 1$
errmatch ERROR: on this machine uprobe:.*/program:far cannot be attached:

name   what a body has from a file must be at the same place in the file of this machine
needs  root uprobe program:gcc
timeout 60
run    cd "$TMP" && printf 'int near = 3; int far(void) { return 1; }\nint main(void) { return far() - 1; }\n' >a.c &&
         printf 'int more(void) { return 7; }\nint near = 3; int far(void) { return more() - 6; }\nint main(void) { return far() - 1; }\n' >b.c &&
         gcc -O0 a.c -o program && "$SONDE" build -e "uprobe:$TMP/program:far { print(*uaddr(\"near\")); }" -o tool &&
         ./tool -q -c ./program | head -n 1 && gcc -O0 b.c -o program && ./tool -q -c ./program
status 1
match  ^3$
errmatch uprobe:.*/program:far is elsewhere in the file of this machine

name   a plain object says what nobody would do for it
# D_OBJECT
needs  root
timeout 60
run    "$SONDE" build -o "$TMP/x.bpf.o" -e 'BEGIN { @ = 1; } tracepoint:sched:sched_switch { printf("%d\n", pid); } profile:hz:9 { @ = 2; }' && ls "$TMP"
out    x.bpf.o
errmatch ^stdin:1:1-6: WARNING: begin is left out of the object: sonde itself runs it, and no loader would$
       WARNING: printf\(\) sends a record that only sonde can read$
       WARNING: the object does not attach profile:hz:9 by itself: its loader must open the event$

name   a plain object has the sections and maps that loaders know
needs  root program:llvm-readelf-19 program:bpftool
timeout 60
run    "$SONDE" build -o "$TMP/x.bpf.o" -e 'tracepoint:sched:sched_switch { @by[comm, args.prev_pid] = count(); @last = pid; } rawtracepoint:sched_wakeup { @data = max(1); }' &&
         llvm-readelf-19 -S "$TMP/x.bpf.o" | grep -oE 'tracepoint/sched/sched_switch|raw_tp/sched_wakeup' | sort -u &&
         bpftool btf dump file "$TMP/x.bpf.o" | grep -oE "VAR '(by|last|data_)'|STRUCT 'by_key' size=20" | sort -u
out    raw_tp/sched_wakeup
       tracepoint/sched/sched_switch
       STRUCT 'by_key' size=20
       VAR 'by'
       VAR 'data_'
       VAR 'last'

name   what is made can be seen
needs  root program:objdump
timeout 60
run    for kind in llvm asm bpf jit; do "$SONDE" build --emit $kind -e 'tracepoint:sched:sched_switch { @ = count(); }' || exit; done
match  ^target triple = "bpfel"$
       ^tracepoint_sched_sched_switch_1:$
       ^ +[0-9]+:.*call 1$
       ^tracepoint_sched_sched_switch_1, [0-9]+ bytes:$
       push +%rbp

name   what cannot be seen is named
timeout 60
run    "$SONDE" build --emit sound -e 'BEGIN { exit(); }'
status 1
err    ERROR: --emit: there is no 'sound' to show; there are asm, llvm, bpf and jit

name   fields of tracepoints must be where they were
needs  root program:python3
timeout 60
run    "$SONDE" build -e 'tracepoint:sched:sched_switch { @[args.next_pid] = count(); } interval:ms:10 { exit(); } END { clear(@); }' -o "$TMP/tool" &&
         "$TMP/tool" -q && python3 "$TESTS/build/move_field.py" "$TMP/tool" next_pid && "$TMP/tool"
status 1
err    stdin:1:1: ERROR: on this kernel tracepoint:sched:sched_switch has another args.next_pid; the tool was built for another record

name   functions of C with relocations of their own are in a tool
needs  root btf program:clang
timeout 60
run    cd "$TESTS/build" && "$SONDE" build -e 'import "core_c.bpf.c";
           BEGIN { printf("%d %d\n", tgid_of((uint64)curtask) == pid, curtask.tgid == pid); exit(); }' -o "$TMP/tool" && "$TMP/tool" -q
out    1 1
