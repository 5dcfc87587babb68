# Section 10.1: what each configuration variable does to a trace.

name     names of C++ are made readable
needs    root uprobe
run      for v in true false; do "$SONDE" -q -c "$PROGRAMS/mangled" -e 'config = { cpp_demangle = '$v' } uprobe:'"$PROGRAMS"'/mangled:_ZN5shape4areaEi { print(func); }'; done | grep .
out      shape::area(int)
         _ZN5shape4areaEi

name     the environment goes before the script
needs    root uprobe
env      BPFTRACE_CPP_DEMANGLE=0 SONDE_MAX_STRLEN=77
prog     config = { cpp_demangle = true; max_strlen = 33 } BEGIN { print(config.cpp_demangle); print(config.max_strlen); }
out      false
         77

name     every way of caching symbols finds them
needs    root uprobe
run      for v in PER_PID PER_PROGRAM NONE none 1 0; do "$SONDE" -q -c "$PROGRAMS/mangled" -e 'config = { cache_user_symbols = "'$v'" } uprobe:'"$PROGRAMS"'/mangled:_ZN5shape4areaEi { print((func, usym(reg("ip")))); }'; done | grep . | uniq -c | sed 's/^ *//'
out      6 (shape::area(int), shape::area(int))

name     symbols are looked up lazily and at once
needs    root uprobe
run      for v in true false; do "$SONDE" -q -c "$PROGRAMS/mangled" -e 'config = { lazy_symbolication = '$v'; use_blazesym = '$v' } uprobe:'"$PROGRAMS"'/mangled:_ZN5shape4areaEi { print(func); }'; done | grep . | uniq -c | sed 's/^ *//'
out      2 shape::area(int)

name     stacks in every mode
needs    root uprobe
run      for v in bpftrace perf raw build_id; do "$SONDE" -q -c "$PROGRAMS/mangled" -e 'config = { stack_mode = '$v' } uprobe:'"$PROGRAMS"'/mangled:_ZN5shape4areaEi { print(ustack(1)); }'; done | grep . | sed 's/\t/TAB/; s/^TAB[0-9a-f]* /TABaddress /; s/^[0-9a-f]*$/address/; s/^[0-9a-f]\{40\} 0x[0-9a-f]*$/id offset/; s/ (.*\// (/'
out
                 shape::area(int)+0
         TABaddress shape::area(int)+0 (mangled)
         address
         id offset

name     build ids of the kernel are addresses
needs    root
prog     config = { stack_mode = build_id } BEGIN { print(kstack(1)); }
match    ^ffffffff[0-9a-f]{8}$

name     strings that were cut have a trailer
needs    root uprobe
run      "$SONDE" -q -c "$PROGRAMS/functions" -e 'config = { max_strlen = 4; str_trunc_trailer = "~" } uprobe:'"$PROGRAMS"'/functions:twice { print(str(arg1)); }'
out      seve~

name     the number of attached events is limited
needs    root
prog     config = { max_probes = 1 } interval:s:1 { } interval:s:2 { }
status   1
err      stdin:1:46-58: ERROR: the script attaches to 2 places, 1 is the limit
         config = { max_probes = 1 } interval:s:1 { } interval:s:2 { }
                                                      ~~~~~~~~~~~~
         HINT: config = { max_probes = 2 } raises it; many probes can slow a system down

name     the number of programs is limited
needs    root
prog     config = { max_bpf_progs = 1 } interval:s:1 { } interval:s:2 { }
status   1
errmatch ^stdin:1:49-61: ERROR: the script needs more than 1 programs

name     the number of keys is limited
needs    root
prog     config = { max_map_keys = 2 } BEGIN { @m[1] = 1; @m[2] = 1; @m[3] = 1; @m[1] = 5; }
out      @m[2]: 1
         @m[1]: 5
errmatch ^stdin:1:61-70: WARNING: Map full; can't update element

name     values on the stack and beside it are the same
needs    root feature:for_each_map_elem
run      for n in 0 8 32 512 100000; do "$SONDE" -q -e 'config = { on_stack_limit = '$n' } BEGIN { $s = "a string of some length, longer than many"; $t = ($s, 1, (2, $s)); @m[$t] = $s; print($t == ($s, 1, (2, $s))); print(@m[$t]); print(len(@m)); clear(@m); }'; done | grep . | sort | uniq -c | sed 's/^ *//'
out      5 1
         5 a string of some length, longer than many
         5 true

name     a small buffer between kernel and user space
needs    root
prog     config = { perf_rb_pages = 1 } BEGIN { printf("%d\n", config.perf_rb_pages); }
out      1

name     a kernel log of any size
needs    root
run      for n in 1 5000 16000000; do "$SONDE" -q -e 'config = { log_size = '$n' } BEGIN { print(config.log_size); }'; done | grep .
out      1
         5000
         16000000

name     maps are not printed at the end
needs    root
prog     config = { print_maps_on_exit = false } BEGIN { @a = 1; @b[1] = 2; print(@a); }
out      @a: 1

name     the first bytes of files
needs    root
prog     config = { max_cat_bytes = 3 } BEGIN { cat("/proc/sys/kernel/ostype"); }
out      Lin

name     licenses
needs    root
prog     config = { license = "Dual BSD/GPL" } BEGIN { print(config.license); }
out      Dual BSD/GPL

name     debug information is looked for when it is asked for
needs    root uprobe
run      for v in true false; do "$SONDE" -q -c "$PROGRAMS/mangled" -e 'config = { show_debug_info = '$v' } uprobe:'"$PROGRAMS"'/mangled:_ZN5shape4areaEi { print(ustack(1)); }'; done | grep -o 'shape::area(int)+0'
out      shape::area(int)+0
         shape::area(int)+0

name     a probe that does not exist is left out
needs    root
prog     config = { missing_probes = warn } tracepoint:syscalls:sys_enter_nosuch, BEGIN { print("begun"); }
out      begun
errmatch ^stdin:1:36-72: WARNING: there is no tracepoint syscalls:sys_enter_nosuch

name     a probe that does not exist is left out in silence
needs    root
prog     config = { missing_probes = ignore } tracepoint:syscalls:sys_enter_nosuch, BEGIN { print("begun"); }
out      begun
errnomatch nosuch

name     unstable features are allowed, warned about, refused
needs    root
run      for v in enable warn error true false; do "$SONDE" -q -e 'config = { unstable_tseries = '$v' } BEGIN { @ = tseries(5, 1s, 2); print(1); clear(@); }' 2>&1 | grep -oE '^1$|WARNING|ERROR' | tr '\n' ' '; echo $v; done
out      1 enable
         WARNING 1 warn
         ERROR error
         1 true
         ERROR false

name     what unstable features there are
needs    root
prog     config = { unstable_dw_ustack = enable; unstable_import_statement = enable; unstable_typeinfo = enable } BEGIN { print((config.unstable_dw_ustack, config.unstable_import_statement, config.unstable_typeinfo)); print(typeinfo(5).full_type); }
out      (enable, enable, enable)
         int8

name     old and foreign names of variables
needs    root
prog     config = { strlen = 100; BPFTRACE_MAX_MAP_KEYS = 7; symbol_source = "dwarf" } BEGIN { print((config.max_strlen, config.max_map_keys)); }
out      (100, 7)
errmatch WARNING: strlen is now called max_strlen$
         WARNING: .*symbol_source

name     a bad value in the environment
needs    root
env      BPFTRACE_MISSING_PROBES=maybe
prog     BEGIN { }
status   2

name     as many probes and programs as are allowed
needs    root
prog     config = { max_probes = 2; max_bpf_progs = 2 } BEGIN { print((config.max_probes, config.max_bpf_progs)); } END { print("end"); }
args     -q
out      (2, 2)
         end
