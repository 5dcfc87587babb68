# The tools of examples/ about processes, each with an activity that it must show.

name     execs: programs that are started
needs    root
file     ../examples/execs.bt
during   "$PROGRAMS/activity" 1 /dev/null exec01
send     INT after 1
match    /activity 1 /dev/null exec01$

name     execs: programs that cannot be started
needs    root
file     ../examples/execs.bt
args     -- --failed
during   sh -c "exec /no/such/program"; true
send     INT after 1
match    /no/such/program: No such file or directory$

name     exits: how processes end
needs    root btf
file     ../examples/exits.bt
during   sh -c "exit 7"; sh -c "kill -9 \$\$"; true
send     INT after 1
match     sh +[0-9]+  7$
          sh +[0-9]+  signal 9: Killed$

name     forks: who makes processes
needs    root
file     ../examples/forks.bt
during   (true); (true); (true)
send     INT after 2
match    ^@made\[.*, process\]: [0-9]+$

name     shortlived: programs that live for a moment
needs    root btf
file     ../examples/shortlived.bt
during   sh -c "true; exec true"; sh -c true
send     INT after 1
match    ^@count\[.*, .*\]: [0-9]+$
         ^@total_us\[.*, .*\]: [0-9]+$

name     signals: who sends signals
needs    root
file     ../examples/signals.bt
during   sleep 5 & kill -TERM $!
send     INT after 1
match     Terminated [0-9]+ .*delivered$

name     sleeps: programs that look around
needs    root
file     ../examples/sleeps.bt
during   sleep 0.1; sleep 0.1
send     INT after 2
match    ^@polls\[.*, [0-9]+, (sleep|epoll)\]: [0-9]+$

name     cgroups: what each control group does
needs    root native
file     ../examples/cgroups.bt
during   "$PROGRAMS/activity" 2000
send     INT after 1
match    ^@calls\[.*/.*\]: [0-9]+$

name     bpfwho: who uses BPF
needs    root
file     ../examples/bpfwho.bt
during   "$SONDE" -q -e "BEGIN { @ = 1; exit(); }"
send     INT after 1
match    ^@calls\[sonde, [0-9]+, PROG_LOAD\]: [0-9]+$
