# Stacks and symbols of user programs, above all of processes that are gone when they are printed.

name   a process that is gone has names
needs  root uprobe
run    "$SONDE" -q -c "$PROGRAMS/functions" -e "uprobe:$PROGRAMS/functions:twice { @[ustack(2)] = count(); @p[ustack(perf, 2)] = count(); }"
match  ^ *twice\+0$
       ^ *main\+[0-9]+$
       ^	[0-9a-f]+ twice\+0 \(.*/programs/functions\)$

name   processes that only forked have the mappings of their parent
needs  root uprobe
run    printf '#!/bin/sh\n%s 20\n' "$PROGRAMS/family" > "$TMP/cmd"; chmod +x "$TMP/cmd"; "$SONDE" -q -c "$TMP/cmd" -e "tracepoint:syscalls:sys_enter_sched_yield /comm == \"family\"/ { @[ustack(4)] = count(); }" | grep -cE '^ +(born|main)\+'
out    40

name   a file that was deleted, of a process that is gone
needs  root uprobe
run    cp "$PROGRAMS/family" "$TMP/gone"; cat > "$TMP/cmd" <<END
       #!/bin/sh
       $TMP/gone 3 200
       rm $TMP/gone
       END
       chmod +x "$TMP/cmd"; "$SONDE" -q -c "$TMP/cmd" -e 'tracepoint:syscalls:sys_enter_sched_yield /comm == "gone"/ { @[ustack(perf)] = count(); }'; ls "$TMP"
match  ^	[0-9a-f]+ born\+[0-9]+ \(.*/gone\)$
       ^	[0-9a-f]+ main\+[0-9]+ \(.*/gone\)$
       ^cmd$
nomatch ^gone$

name   a file in a mount namespace of its own, which is gone too
needs  root uprobe program:unshare program:chroot
run    mkdir -p "$TMP/root"; cat > "$TMP/inside" <<END
       #!/bin/sh
       set -e
       mount -t tmpfs none $TMP/root
       cp $PROGRAMS/family $TMP/root/inner
       for lib in \$(ldd $PROGRAMS/family | grep -o '/[^ ]*'); do mkdir -p $TMP/root/\$(dirname \$lib); cp \$lib $TMP/root/\$lib; done
       exec chroot $TMP/root /inner 3 200
       END
       chmod +x "$TMP/inside"; "$SONDE" -q -c "unshare -m $TMP/inside" -e 'tracepoint:syscalls:sys_enter_sched_yield /comm == "inner"/ { @[ustack(perf)] = count(); }'; ls "$TMP/root"
match  ^	[0-9a-f]+ sched_yield\+[0-9]+ \(/.*/libc.*\)$
       ^	[0-9a-f]+ main\+[0-9]+ \(/inner\)$

name   a stripped program with its debug file beside it
needs  root uprobe program:objcopy
run    objcopy --only-keep-debug "$PROGRAMS/functions" "$TMP/x.debug" && objcopy -S -R .note.gnu.build-id --add-gnu-debuglink="$TMP/x.debug" "$PROGRAMS/functions" "$TMP/x" && at=$(nm "$PROGRAMS/functions" | awk '$3 == "twice" { print "0x" $1 }') && "$SONDE" -q --unsafe -c "$TMP/x" -e "uprobe:$TMP/x:$at { @[ustack(2)] = count(); }"
match  ^ +twice\+0$
       ^ +main\+[0-9]+$

name   a stripped program with its symbols packed into it
needs  root uprobe program:objcopy program:xz
run    cd "$TMP" && nm -n "$PROGRAMS/functions" >/dev/null && objcopy --only-keep-debug "$PROGRAMS/functions" mini && objcopy -S --remove-section .gnu_debuglink --remove-section .debug_info --remove-section .debug_line --keep-symbol=twice --keep-symbol=main mini && xz -k mini && objcopy -S -R .note.gnu.build-id --add-section .gnu_debugdata=mini.xz "$PROGRAMS/functions" x && at=$(nm "$PROGRAMS/functions" | awk '$3 == "twice" { print "0x" $1 }') && "$SONDE" -q --unsafe -c "$TMP/x" -e "uprobe:$TMP/x:$at { @[ustack(2)] = count(); }"
match  ^ +twice\+0$
       ^ +main\+[0-9]+$

name   code that a program made, and that of the vDSO
needs  root uprobe
run    "$SONDE" -q -c "$PROGRAMS/places" -e "uprobe:$PROGRAMS/places:place { print(usym(arg0)); } uprobe:$PROGRAMS/places:called { print(ustack(perf, 3)); }"
match  ^(__vdso_|__kernel_)?(getcpu|clock_gettime)$
       ^	[0-9a-f]+ called\+0 \(.*/places\)$
       ^	[0-9a-f]+ jitted_call\+[0-9]+ \(/tmp/perf-[0-9]+\.map\)$
       ^	[0-9a-f]+ main\+[0-9]+ \(.*/places\)$

name   names of C++ are shown as they are written
needs  root uprobe
run    "$SONDE" -q -c "$PROGRAMS/shapes" -e 'uprobe:'"$PROGRAMS"'/shapes:_ZN5shape6square4areaEi { @[ustack(3)] = count(); }'
match  ^ +shape::square::area\(int\)\+0$
       ^ +int shape::measured<int>\(int\)\+[0-9]+$
       ^ +main\+[0-9]+$

name   names of Rust are shown as they are written
needs  root uprobe program:rustc
timeout 60
run    cd "$TMP" && printf '%s\n' 'mod inner { #[inline(never)] pub fn square(n: u64) -> u64 { std::hint::black_box(n * n) } }' 'fn main() { std::process::exit((inner::square(3) != 9) as i32) }' > nine.rs && rustc -C force-frame-pointers=yes -g nine.rs && f=$(nm nine | awk '/square/ { print $3; exit }') && "$SONDE" -q -c "$TMP/nine" -e "uprobe:$TMP/nine:$f { @[ustack(2)] = count(); }"
match  ^ +nine::inner::square.*\+0$
       ^ +nine::main.*\+[0-9]+$

name   a kernel that hides its symbols is named as the cause
needs  root program:unshare
run    : > "$TMP/none"; unshare -m sh -c 'mount --bind "$1/none" /proc/kallsyms && exec "$2" -q -c "/bin/sleep 0.1" -e "tracepoint:sched:sched_switch { @[kstack(perf, 2)] = count(); }"' sh "$TMP" "$SONDE"
match  ^	[0-9a-f]+ 0x[0-9a-f]+$
errmatch ^WARNING: the kernel hides where its symbols are
         ^HINT: sysctl kernel.kptr_restrict=1

name   names from files cannot write to the terminal
needs  root uprobe program:objcopy
run    objcopy --redefine-sym main="$(printf 'ma\033[31min')" "$PROGRAMS/functions" "$TMP/x" && "$SONDE" -q -c "$TMP/x" -e "uprobe:$TMP/x:twice { @[ustack(2)] = count(); }"
match  ^ +ma\?\[31min\+[0-9]+$

name   files, lines and inlined functions
needs  root uprobe
run    "$SONDE" -q -c "$PROGRAMS/inlined" -e 'config = { show_debug_info = true } uprobe:'"$PROGRAMS"'/inlined:landed { print(ustack(3)); print(ustack(perf, 2)); }' | tr '\n' '~'
match  ~ {8}landed\+0@[^ ~]*programs/inlined.c:11~ {8}\[inlined\] inner@inlined.c:17~ {8}\[inlined\] middle@inlined.c:23~ {8}outer\+[0-9]+@[^ ~]*programs/inlined.c:28~ {8}main\+[0-9]+@[^ ~]*programs/inlined.c:33~
       ~	[0-9a-f]+ landed\+0 \([^ ~]*\)~	[0-9a-f]+ inner \(inlined\)~	[0-9a-f]+ middle \(inlined\)~	[0-9a-f]+ outer\+[0-9]+ \([^ ~]*\)~
