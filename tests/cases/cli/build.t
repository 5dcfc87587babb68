# Tools: executables that `sonde build` makes of scripts.

name   a tool runs where there is no compiler
needs  root
run    "$SONDE" build -e 'BEGIN { printf("made of %s\n", "one script"); exit(); }' -o "$TMP/tool" &&
         cd / && env -i "$TMP/tool"
out    made of one script
err    Attached 1 probe

name   two builds are the same bytes
needs  root
run    "$SONDE" build -e 'tracepoint:syscalls:sys_enter_* { @[probe, comm] = count(); }' -o "$TMP/a" &&
         cp "$TMP/a" "$TMP/keep" &&
         "$SONDE" build -e 'tracepoint:syscalls:sys_enter_* { @[probe, comm] = count(); }' -o "$TMP/a" &&
         cmp "$TMP/a" "$TMP/keep" && echo same
out    same

name   a tool runs on kernels without a feature, or says what is missing and where
needs  root
run    "$SONDE" build -e 'BEGIN { @[1] = 2; for ($kv : @) { print($kv.1); } exit(); }' -o "$TMP/tool" &&
         "$TMP/tool" -q | grep -v @ && ! "$TMP/tool" -q --no-feature for_each_map_elem
out    2
errmatch stdin:1:19-50: ERROR: a loop over a map: this kernel cannot do that
         HINT: it takes loops over maps \(bpf_for_each_map_elem\), in Linux since 5.13
nomatch  ^1$

name   what older kernels do another way is in the same tool
needs  root
run    "$SONDE" build -e 'BEGIN { $i = 0; while ($i < 10) { $i++; @ = sum($i); } print(@); clear(@); exit(); }' -o "$TMP/tool" &&
         "$TMP/tool" -q && "$TMP/tool" -q --no-feature bpf_loop,atomic_fetch,percpu_lookup,for_each_map_elem
out    @: 55
       <empty>
       <empty>
       @: 55

name   options of the compiler are no options of a tool
needs  root
run    "$SONDE" build -e 'BEGIN { exit(); }' -o "$TMP/tool" && "$TMP/tool" --unsafe
status 1
err    ERROR: --unsafe is an option of sonde and sonde build; this tool is built

name   a tool says what it is
run    "$SONDE" build -e '/* Says nothing. */ BEGIN { exit(); }' -o "$TMP/quiet" && "$TMP/quiet" --help && "$TMP/quiet" --version
needs  root
match  ^Says nothing\.$
       ^quiet \[options\]$
       ^quiet, built with sonde v

name   a damaged tool says so
needs  root
run    "$SONDE" build -e 'BEGIN { exit(); }' -o "$TMP/a" && { head -c -64 "$TMP/a"; tail -c 16 "$TMP/a"; } >"$TMP/b" && chmod +x "$TMP/b" && "$TMP/b"
status 1
errmatch ^ERROR: the tool is damaged

name   a script with an error makes no tool
needs  root
run    "$SONDE" build -e 'BEGIN { nothing; }' -o "$TMP/tool"; status=$?; ls "$TMP"; exit $status
status 1
errmatch there is no builtin or enumerator "nothing"
nomatch  .

name   the tool needs a place
run    "$SONDE" build -e 'BEGIN { exit(); }'
status 1
err    ERROR: sonde build needs -o FILE: where the tool goes

name   fields, bit-fields, sizes and enumerators are those of the kernel that runs the tool
needs  root btf program:gcc program:objcopy
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
run    "$SONDE" build --btf /nowhere/at.all -e 'BEGIN { exit(); }' -o "$TMP/tool"
status 1
err    ERROR: --btf /nowhere/at.all: No such file or directory
