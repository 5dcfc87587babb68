# Stacks and symbols of user programs, above all of processes that are gone when they are printed.
# Kernels before 6.1 leave out the caller of a function that a probe sits on: it has no frame yet.

name   a process that is gone has names
needs  root uprobe kernel:>=6.1
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
needs  root program:unshare program:chroot program:ldd
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
needs  root uprobe kernel:>=6.1
run    "$SONDE" -q -c "$PROGRAMS/places" -e "uprobe:$PROGRAMS/places:place { print(usym(arg0)); } uprobe:$PROGRAMS/places:called { print(ustack(perf, 3)); }"
match  ^(__vdso_|__kernel_)?(getcpu|clock_gettime)$
       ^	[0-9a-f]+ called\+0 \(.*/places\)$
       ^	[0-9a-f]+ jitted_call\+[0-9]+ \(/tmp/perf-[0-9]+\.map\)$
       ^	[0-9a-f]+ main\+[0-9]+ \(.*/places\)$

name   names of C++ are shown as they are written
needs  root uprobe kernel:>=6.1
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
needs  root uprobe kernel:>=6.1
run    "$SONDE" -q -c "$PROGRAMS/inlined" -e 'config = { show_debug_info = true } uprobe:'"$PROGRAMS"'/inlined:landed { print(ustack(3)); print(ustack(perf, 2)); }' | tr '\n' '~'
match  ~ {8}landed\+0@[^ ~]*programs/inlined.c:11~ {8}\[inlined\] inner@inlined.c:17~ {8}\[inlined\] middle@inlined.c:23~ {8}outer\+[0-9]+@[^ ~]*programs/inlined.c:28~ {8}main\+[0-9]+@[^ ~]*programs/inlined.c:33~
       ~	[0-9a-f]+ landed\+0 \([^ ~]*\)~	[0-9a-f]+ inner \(inlined\)~	[0-9a-f]+ middle \(inlined\)~	[0-9a-f]+ outer\+[0-9]+ \([^ ~]*\)~

name   code without frame pointers, of a process that is gone
needs  root feature:bpf_loop
run    "$SONDE" -q -c "$PROGRAMS/deep 20" -e 'config = { unstable_dw_ustack = enable } tracepoint:syscalls:sys_enter_sched_yield /pid == cpid/ { @[dw_ustack] = count(); }' | tr '\n' '~' | sed -E 's/\+[0-9]+~ {8}/ /g'
match  ~ {8}sched_yield frame12 frame11 frame10 frame9 frame8 frame7 frame6 frame5 frame4 frame3 frame2 frame1 main .*_start\+[0-9]+~\]: 20~

name   unwound stacks in every place that a value may be
needs  root feature:bpf_loop
run    "$SONDE" -q -c "$PROGRAMS/deep" -e 'config = { unstable_dw_ustack = enable } fn f() : void { @f[dw_ustack(1)] = count(); } uprobe:'"$PROGRAMS"'/deep:frame12 { print((1, dw_ustack(2))); printf("%s%d frames\n", dw_ustack(2), len(dw_ustack(5))); $a = dw_ustack(raw, 2); print($a); @[dw_ustack(perf, 3), comm] = hist(1); f(); if (ncpus > 0) { @m = dw_ustack(2); } }' | tr '\n' '~' | sed -E 's/[0-9a-f]{12}/ADDRESS/g; s/\+[0-9]+/+N/g; s#\([^() ]*/deep\)#(deep)#g'
match  ^\(1, ~ {8}frame12\+N~ {8}frame11\+N~\)~~ {8}frame12\+N~ {8}frame11\+N~5 frames~~ADDRESS~ADDRESS~~
       ~@\[~	ADDRESS frame12\+N \(deep\)~	ADDRESS frame11\+N \(deep\)~	ADDRESS frame10\+N \(deep\)~, deep\]:~
       ~@f\[~ {8}frame12\+N~\]: 1~
       ~@m: ~ {8}frame12\+N~ {8}frame11\+N~~

name   at least 95 of 100 frames of unwound stacks have names
needs  root feature:bpf_loop
run    "$SONDE" -q -c "$PROGRAMS/deep 50" -e 'config = { unstable_dw_ustack = enable } tracepoint:syscalls:sys_enter_* /pid == cpid && comm == "deep"/ { @[dw_ustack] = count(); }' | awk '/^        / { all++; if ($1 !~ /^0x|</) named++ } END { print (named >= 0.95 * all), (all >= 16) }'
out    1 1

name   unwound stacks of samples
needs  root feature:bpf_loop
run    "$SONDE" -q -c "$PROGRAMS/deep 200000" -e 'config = { unstable_dw_ustack = enable } profile:hz:999 /comm == "deep"/ { @[dw_ustack] = count(); }' | tr '\n' '~' | sed -E 's/\+[0-9]+~ {8}/ /g'
match  frame12 frame11 frame10 frame9 frame8 frame7 frame6 frame5 frame4 frame3 frame2 frame1 main .*_start\+[0-9]+~\]: [0-9]+~

name   stacks of a process that runs already, and of what it loads then
needs  root feature:bpf_loop
run    "$PROGRAMS/deep" 3000 10 & "$SONDE" -q -p $! -e 'config = { unstable_dw_ustack = enable } tracepoint:syscalls:sys_enter_sched_yield { print(dw_ustack(3)); exit(); }'; "$SONDE" -q --dwarf-pid $! -e 'config = { unstable_dw_ustack = enable } tracepoint:syscalls:sys_enter_sched_yield /pid == $1/ { print(dw_ustack(perf, 3)); exit(); }' $!; kill $!; wait $! || true
match  ^ {8}sched_yield\+[0-9]+$
       ^ {8}frame12\+[0-9]+$
       ^ {8}frame11\+[0-9]+$
       ^	[0-9a-f]+ frame11\+[0-9]+ \(.*/deep\)$

name   a process that was not named has no tables
needs  root feature:bpf_loop
run    "$PROGRAMS/deep" 3000 10 & "$SONDE" -q -c "/bin/sleep 1" -e 'config = { unstable_dw_ustack = enable } tracepoint:syscalls:sys_enter_sched_yield /comm == "deep"/ { print(len(dw_ustack)); exit(); }'; kill $!; wait $! || true
out    0
errmatch No DWARF unwind data available for this process

name   a process that does not exist
needs  root feature:bpf_loop
args   --dwarf-pid 4194303
prog   config = { unstable_dw_ustack = enable } BEGIN { print(dw_ustack); }
err    ERROR: stacks of process 4194303 cannot be unwound: No such process
status 255

name   --dwarf-pid wants a process
args   --dwarf-pid x
prog   BEGIN { }
err    ERROR: --dwarf-pid wants the number of a process, not 'x'
status 1

name   a signal handler is unwound into what it interrupted
needs  root feature:bpf_loop program:cc
run    cd "$TMP" && printf '%s\n' '#include <signal.h>' '#include <sched.h>' 'static volatile int sink;' '__attribute__((noinline)) static void handler(int s) { sched_yield(); sink = s; }' '__attribute__((noinline)) static int raiser(int x) { raise(SIGUSR1); return x + sink; }' 'int main(void) { signal(SIGUSR1, handler); return raiser(1) == 0; }' > sig.c && cc -O2 -g -o sig sig.c && "$SONDE" -q -c "$TMP/sig" -e 'config = { unstable_dw_ustack = enable } tracepoint:syscalls:sys_enter_sched_yield /pid == cpid/ { @[dw_ustack] = count(); }'
match  ^ {8}handler\+[0-9]+$
       ^ {8}raiser[.a-z0-9]*\+[0-9]+$
       ^ {8}main\+[0-9]+$
       ^ {8}_start\+[0-9]+$
nomatch unwind failure

name   code without tables is left by its frame pointer
needs  root feature:bpf_loop uprobe
run    "$SONDE" -q -c "$PROGRAMS/places" -e 'config = { unstable_dw_ustack = enable } uprobe:'"$PROGRAMS"'/places:called { print(dw_ustack); }'
match  ^ {8}called\+0$
       ^ {8}jitted_call\+[0-9]+$
       ^ {8}main\+[0-9]+$
       ^ {8}_start\+[0-9]+$

name   folded stacks have inlined functions, and the file where there is no name
needs  root uprobe program:objcopy
run    "$SONDE" -q --folded -c "$PROGRAMS/inlined" -e 'config = { show_debug_info = true; print_maps_on_exit = false } uprobe:'"$PROGRAMS"'/inlined:landed { @[ustack] = count(); }'; objcopy -S "$PROGRAMS/functions" "$TMP/nameless" && "$SONDE" -q --unsafe --folded -c "$TMP/nameless" -e 'config = { print_maps_on_exit = false } uprobe:'"$TMP/nameless:0x$(nm "$PROGRAMS/functions" | awk '$3 == "twice" { print $1 }')"' { @[ustack(2)] = count(); }'
match  main;outer;middle;inner;landed 1$
       ^\[nameless\];\[nameless\] 1$

name   debug files in folders of the user's
needs  root uprobe program:objcopy
run    mkdir -p "$TMP/sub/.build-id" "$TMP/by$TMP" "$TMP/wrong"; objcopy --only-keep-debug "$PROGRAMS/functions" "$TMP/by$TMP/x.debug" && objcopy -S -R .note.gnu.build-id --add-gnu-debuglink="$TMP/by$TMP/x.debug" "$PROGRAMS/functions" "$TMP/x"; at=$(nm "$PROGRAMS/functions" | awk '$3 == "twice" { print "0x" $1 }'); cp "$TMP/by$TMP/x.debug" "$TMP/wrong/x.debug"; echo >> "$TMP/wrong/x.debug"; for where in "" "--debuginfo $TMP/sub --debuginfo +$TMP/by" "--debuginfo $TMP/wrong" "--debuginfo +$TMP/wrong" "--debuginfo sub:wrong"; do "$SONDE" -q --unsafe $where -c "$TMP/x" -e "uprobe:$TMP/x:$at { print(usym(reg(\"ip\"))); }" | sed 's/^0x.*/number/'; done | grep .
out    number
       twice
       twice
       number
       twice

name   debug files: no such folder
args   --debuginfo .debug:/no/such/folder
prog   BEGIN { }
err    ERROR: --debuginfo: there is no folder /no/such/folder
status 1
