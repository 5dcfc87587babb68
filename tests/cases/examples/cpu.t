# The tools of examples/ about cpu, each with an activity that it must show.

name     cpuprof: where CPU time goes
needs    root
file     ../examples/cpuprof.bt
args     sh
during   timeout 1 sh -c "while :; do :; done"
send     INT after 1
match    ^@samples\[sh, ?$
         \]: [0-9]+$

name     cpuwho: who uses the CPUs
needs    root
file     ../examples/cpuwho.bt
during   timeout 2 sh -c "while :; do :; done"
send     INT after 1
match    ^@idle_or_busy\[[0-9]+, busy\]: [0-9]+$
         ^@samples\[sh\]: [0-9]+$

name     runqlat: waits for a CPU
needs    root
file     ../examples/runqlat.bt
during   "$PROGRAMS/activity" 1000
send     INT after 1
match    ^@us:$

name     runqlat: waits for a CPU by program
needs    root
file     ../examples/runqlat.bt
args     -- --by-comm
during   "$PROGRAMS/activity" 1000
send     INT after 1
match    ^@us_by_comm\[.*\]:$

name     offcpu: where threads sleep
needs    root
file     ../examples/offcpu.bt
args     offcpu_nap
during   cp "$(command -v sleep)" "$TMP/offcpu_nap" && "$TMP/offcpu_nap" 0.3
send     INT after 1
match    ^        do_nanosleep\+[0-9]+$
         ^\]: ([3-9][0-9]{5}|[1-9][0-9]{6,})$

name     switches: who leaves the CPU
needs    root
file     ../examples/switches.bt
during   sleep 0.1
send     INT after 2
match    ^@switches\[.*, waits\]: [0-9]+$

name     wakers: who wakes whom
needs    root
file     ../examples/wakers.bt
during   true | cat
send     INT after 1
match    ^@wakes\[.*, wakes, .*\]: [0-9]+$

name     migrations: threads that change the CPU
needs    root
file     ../examples/migrations.bt
during   for i in 1 2 3 4 5 6 7 8; do "$PROGRAMS/activity" 5000 & done; wait
send     INT after 1
match    ^moves by thread

name     softirqs: soft interrupts
needs    root
file     ../examples/softirqs.bt
during   "$PROGRAMS/activity" 1000; sleep 0.3
send     INT after 1
match    ^@count\[(TIMER|SCHED|RCU)\]: [0-9]+$

name     hardirqs: interrupts of devices
needs    root native
file     ../examples/hardirqs.bt
during   echo data >/var/tmp/sonde-$$; sync -f /var/tmp/sonde-$$; rm /var/tmp/sonde-$$; sync -f /var/tmp
send     INT after 2
match    ^@us\[[0-9]+, .*\]: \{ \.count = [0-9]+, \.average = [0-9]+, \.total = [0-9]+ \}$

name     workqueues: what workers of the kernel do
needs    root
file     ../examples/workqueues.bt
during   sync; sleep 0.5
send     INT after 1
match    ^@us\[[a-z_]+.*\]: \{ \.count = [0-9]+

name     futexes: waits for locks
needs    root program:python3
file     ../examples/futexes.bt
args     python3
during   python3 -c 'import threading, time; l = threading.Lock(); l.acquire(); t = threading.Thread(target=l.acquire); t.start(); time.sleep(0.2); l.release(); t.join()'
send     INT after 1
match    ^@wait_us\[python3\]:$

name     klocks: fights for locks of the kernel
needs    root native kernel:>=5.19
file     ../examples/klocks.bt
during   for i in 1 2 3 4; do ls -R /usr/share/doc >/dev/null & done; wait
send     INT after 1
match    ^@total_ns\[$|^@wait_ns:$

name     mutexes: mutexes of a program
needs    root uprobe native
run      "$SONDE" -c "$(command -v sort) -o /dev/null /etc/services" "$TESTS/../examples/mutexes.bt"
match    ^@wait_ns:$
         ^@hold_ns:$
