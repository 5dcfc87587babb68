# sonde check: scripts through the compiler without running them, by whoever, wherever.

name     a script without faults says nothing
run      "$SONDE" check -e 'BEGIN { @x[1] = count(); print(@x); }' && "$SONDE" check "$TESTS/../examples/opens.bt" && echo right
out      right

name     errors of the checker, at their place; the status says so
run      "$SONDE" check -e 'BEGIN { print($x); print(@y); }'
err      stdin:1:15-17: ERROR: there is no variable $x here
         BEGIN { print($x); print(@y); }
                       ~~
         HINT: a variable lives in the block where it is first assigned; declare it with `let $x;` in front of that block
status   1

name     several files: all are checked, each message names its file
run      cd "$TMP" && printf 'BEGIN { exit( }\n' >one.bt && printf 'BEGIN { exit(); }\n' >two.bt && printf 'BEGIN { nope(); }\n' >three.bt
         "$SONDE" check one.bt two.bt three.bt missing.bt 2>&1 | grep -oE '^[a-z]+\.bt:[0-9]+|cannot read .*'; "$SONDE" check two.bt; echo $?
out      one.bt:1
         three.bt:1
         cannot read missing.bt: No such file or directory
         0

name     a script on standard input, and parameters behind --
run      printf 'BEGIN { print($1 + 1); print(getopt("n", 3)); }' | "$SONDE" check - -- 5 --n=4
         printf 'BEGIN { print(getopt("n", 3)); }' | "$SONDE" check - -- --m=4 2>&1 | head -1
out      ERROR: the script has no parameter --m

name     parameters that are not given may be given later
run      "$SONDE" check -e 'tc:$1:ingress { @[pkt.src] = count(); } interval:s:$2 { exit(); } BEGIN { print($3); }' && echo right
out      right

name     without root: neither tracefs nor the kernel is asked, and that is said once
needs    root program:setpriv btf
run      chmod 755 "$TMP"; cp "$SONDE" "$(dirname "$SONDE")/sonde-check" "$TMP"
         exec setpriv --reuid=65534 --regid=65534 --clear-groups "$TMP/sonde" check -e '
         tracepoint:sched:sched_switch { @[args.next_comm, args.next_pid + 1] = count(); }
         tracepoint:sched:sched_wakeup { @w[str(args.comm)] = sum(args.prio); }
         tracepoint:syscalls:sys_enter_openat { printf("%s\n", str(args.filename)); }
         kprobe:vfs_read { @b = sum(arg2); @f = ((struct file *)arg0)->f_flags; }'
err      NOTE: the tracing file system cannot be read: that tracepoints exist, and their fields, is taken from the kernel's types

name     without root errors are errors
needs    root program:setpriv btf
run      chmod 755 "$TMP"; cp "$SONDE" "$(dirname "$SONDE")/sonde-check" "$TMP"
         exec setpriv --reuid=65534 --regid=65534 --clear-groups "$TMP/sonde" check -e '
         tracepoint:sched:sched_switch { printf("%d\n", args.next_comm); print(curtask->no_such); }' 2>&1 | grep -E '^[a-z:0-9-]+ ERROR'
out      stdin:2:48-62: ERROR: %d cannot print a value of type string[16]
         stdin:2:71-87: ERROR: struct task_struct has no field "no_such"

# D_UNKNOWN_HERE
name     without root a tracepoint that may be a module's is a note
needs    root program:setpriv btf
run      chmod 755 "$TMP"; cp "$SONDE" "$(dirname "$SONDE")/sonde-check" "$TMP"
         exec setpriv --reuid=65534 --regid=65534 --clear-groups "$TMP/sonde" check -e 'tracepoint:some_module:event_of_it { @[args.field] = count(); print(@); }'
err      stdin:1:1-35: NOTE: there is no tracepoint some_module:event_of_it, as far as can be seen here
         tracepoint:some_module:event_of_it { @[args.field] = count(); print(@); }
         ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~

name     without types and tracefs all that can be checked is checked
needs    root program:setpriv program:unshare
run      chmod 755 "$TMP"; cp "$SONDE" "$(dirname "$SONDE")/sonde-check" "$TMP"
         unshare -m --propagation private sh -c 'umount -R /sys/kernel/tracing /sys/kernel/debug 2>/dev/null
         for folder in tracing debug btf; do [ -d /sys/kernel/$folder ] && mount -t tmpfs none /sys/kernel/$folder; done
         cd "$0"; for script in "tracepoint:sched:sched_switch { @[args.next_comm] = count(); print(curtask->pid); } fentry:vfs_read { print(args.file->f_flags); @f = AF_INET; }" "BEGIN { print(1 }"; do
         setpriv --reuid=65534 --regid=65534 --clear-groups ./sonde check -e "$script"; echo $?; done' "$TMP" 2>&1 | grep -vE '^(HINT|tracepoint|~)'
out      stdin:1:1-30: NOTE: there is no tracepoint sched:sched_switch, as far as can be seen here
         NOTE: the kernel's types are not known here: what needs them is not checked
         0
         stdin:1:17-18: ERROR: expected ')' or ',', found '}'
         BEGIN { print(1 }
                         ~
         1

name     the tools that come with sonde, by anybody, with and without types
needs    root program:setpriv program:unshare btf
run      chmod 755 "$TMP"; cp "$SONDE" "$(dirname "$SONDE")/sonde-check" "$TMP"; cp -r "$TESTS/../examples" "$TMP"
         cat /sys/kernel/btf/vmlinux >"$TMP/types"; cd "$TMP"
         setpriv --reuid=65534 --regid=65534 --clear-groups ./sonde check --unsafe --no-warnings examples/*.bt && echo right
         setpriv --reuid=65534 --regid=65534 --clear-groups ./sonde check --btf types --unsafe --no-warnings examples/*.bt && echo right
         unshare -m --propagation private sh -c 'umount -R /sys/kernel/tracing /sys/kernel/debug 2>/dev/null
         for folder in tracing debug btf; do [ -d /sys/kernel/$folder ] && mount -t tmpfs none /sys/kernel/$folder; done
         setpriv --reuid=65534 --regid=65534 --clear-groups ./sonde check --unsafe --no-warnings examples/*.bt' && echo right
out      right
         right
         right
timeout  60

name     types of another machine: an ELF file with a section of them; nothing else of this one is asked
needs    btf program:objcopy program:cc
run      cd "$TMP" && echo 'int x;' >x.c && cc -c x.c && cat /sys/kernel/btf/vmlinux >types && objcopy --add-section .BTF=types x.o vmlinux
         "$SONDE" check --no-warnings --btf vmlinux -e 'xdp:no_such_interface { @[pkt.len] = count(); } kprobe:* { @k = count(); } fentry:vfs_read { print(args.file->f_flags); } uprobe:/no/such:main { print(arg0); } BEGIN { exit(); }' && echo right
         "$SONDE" check --btf vmlinux -e 'fentry:vfs_read { print(args.nope); }' 2>&1 | head -1
         "$SONDE" check --btf x.o -e 'BEGIN { }'; "$SONDE" check --btf none -e 'BEGIN { }'; "$SONDE" check --btf x.c -e 'BEGIN { }'; echo $?
out      right
         stdin:1:25-34: ERROR: this probe has no argument "nope"
         1
err      ERROR: cannot take types from x.o: the ELF file has no section .BTF
         HINT: --btf wants a copy of a machine's /sys/kernel/btf/vmlinux, or a vmlinux with a section .BTF
         ERROR: cannot take types from none: No such file or directory
         HINT: --btf wants a copy of a machine's /sys/kernel/btf/vmlinux, or a vmlinux with a section .BTF
         ERROR: cannot take types from x.c: the data are not type information this program knows
         HINT: --btf wants a copy of a machine's /sys/kernel/btf/vmlinux, or a vmlinux with a section .BTF

name     --diag=json: one document for all scripts
run      cd "$TMP" && printf 'macro twice(x) { x + $nope }\nBEGIN { print(twice(1)); let $u; }\n' >a.bt
         "$SONDE" check --diag=json -e 'BEGIN { exit(); }'; "$SONDE" check --diag=json a.bt >out; echo $?; grep -cE '"(tag|file)"' out; grep -E '"(tag|line|column|end_column|severity|errors)":|expanded' out | tr -d ' \n'; echo
out      {
           "version":1,
           "errors":0,
           "diagnostics":[
           ]
         }
         1
         3
         "errors":1,"line":1,"column":22,"end_column":27,"severity":"error","tag":"UNDEFINED_VARIABLE","line":2,"column":15,"end_column":23,"message":"expandedfrom"

name     the document is as its schema says
needs    program:python3
run      cd "$TMP" && printf 'BEGIN { print($a \377 "\\x"); }\n' >bytes.bt; printf 'macro m(x) { x + $n }\nBEGIN { print(m(1)); }\n' >macro.bt
         for script in bytes.bt macro.bt "$TESTS/../examples/opens.bt"; do "$SONDE" check --diag=json "$script" >doc.json
         python3 -c 'import json, sys, jsonschema; d = json.load(open("doc.json", encoding="utf-8")); jsonschema.validate(d, json.load(open(sys.argv[1]))); print(d["errors"] > 0)' "$TESTS/../check/diagnostics.schema.json"; done
out      True
         True
         False

name     wrong usage
run      "$SONDE" check; echo $?; "$SONDE" check --diag=xml x.bt; echo $?; "$SONDE" check -e ''; echo $?; "$SONDE" check --help | head -1; "$SONDE" check --nope 2>/dev/null; echo $?
out      1
         1
         1
         usage: sonde check [options] FILE... [-- parameters]
         1
errmatch ^usage: sonde check
         ^ERROR: sonde check: --diag is text or json, not 'xml'$
         ^ERROR: sonde check: the program is empty
