# Listing: which probes a pattern means.

name     alternatives, sets and single characters
needs    tracefs
run      for p in 'tracepoint:sched:sched_{switch,wakeup}' 'tracepoint:sched:sched_swi[s-u]ch' 'tracepoint:sch?d:sched_switc?' 'tracepoint:sched:sched_[!a-rt-z]witch'; do "$SONDE" -l "$p"; done
out      tracepoint:sched:sched_switch
         tracepoint:sched:sched_wakeup
         tracepoint:sched:sched_switch
         tracepoint:sched:sched_switch
         tracepoint:sched:sched_switch

name     alternatives in an attach point, whose comma ends nothing
needs    root
prog     tracepoint:sched:sched_process_{exec,exit},tracepoint:sched:sched_process_f[o]rk{ @[probe] = count(); }
args     -q -c "$PROGRAMS/functions"
match    ^@\[tracepoint:sched:sched_process_exec\]: [1-9]
         ^@\[tracepoint:sched:sched_process_exit\]: [1-9]

name     a block right behind an attach point is a block
needs    root
prog     begin{print(1)}interval:ms:1{print(2);exit()}
out      1
         2

name     a list of functions in place of the kernel's, all sixty thousand
run      cd "$TMP"; awk 'BEGIN { for (i = 0; i < 60000; i++) print "function_" i (i % 3 ? "" : " [module_" i % 7 "]") }' >list; "$SONDE" --traceable-functions list -l 'kprobe:*' | wc -l; "$SONDE" --traceable-functions list -l 'kretprobe:module_0:function_2{1,2}0[0-9]?' ; "$SONDE" --traceable-functions list -l '*ction_59999'
out      60000
         kretprobe:module_0:function_21000
         kretprobe:module_0:function_21021
         kretprobe:module_0:function_21042
         kretprobe:module_0:function_21063
         kretprobe:module_0:function_21084
         kretprobe:module_0:function_22008
         kretprobe:module_0:function_22029
         kretprobe:module_0:function_22050
         kretprobe:module_0:function_22071
         kretprobe:module_0:function_22092
         kprobe:function_59999
         kretprobe:function_59999

name     a list of functions that is not there
run      "$SONDE" --traceable-functions /no/such/file -l 'kprobe:*'
errmatch ^WARNING: the list of kernel functions cannot be read: No such file or directory$

name     the attach points of a script, in words and with arguments
needs    root tracefs
run      printf 'tracepoint:sched:sched_{wakeup,switch}, t:sched:sched_process_fo* { }\nbegin { } self:signal:SIGUSR1 { } test:x { } interval:s:1 { }\n' >"$TMP/script"; "$SONDE" -l "$TMP/script"; "$SONDE" -lv -e 'tracepoint:syscalls:sys_enter_getpid { }'
out      tracepoint:sched:sched_switch
         tracepoint:sched:sched_wakeup
         tracepoint:sched:sched_process_fork
         interval:s:1
         tracepoint:syscalls:sys_enter_getpid
             int __syscall_nr

name     the attach points of a script that has errors
prog     tracepoint:sched:sched_swich { }
args     -l
errmatch there is no tracepoint sched:sched_swich
status   1

name     what looks like a file and is none
run      "$SONDE" -l nothing.bt
err      WARNING: nothing.bt looks like the name of a file, but there is none

name     all functions of a program
run      "$SONDE" -l "uprobe:$PROGRAMS/functions" | grep -c ':twice$\|:quiet$'; "$SONDE" -l "usdt:$PROGRAMS/usdt" | sed 's,usdt:/.*/,,'
out      2
         usdt:other:forms
         usdt:sonde:forms
         usdt:sonde:guarded
         usdt:sonde:twice
