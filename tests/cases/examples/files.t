# The tools of examples/ about files, each with an activity that it must show.

name     opens: files that are opened
needs    root
file     ../examples/opens.bt
during   cat /dev/null /no/such/file01; true
send     INT after 1
match     cat +[0-9]+  /dev/null$
          cat +-  /no/such/file01: No such file or directory$

name     sysfails: calls that fail
needs    root
file     ../examples/sysfails.bt
args     cat
during   cat /no/such/file; true
send     INT after 1
match    ^@fails\[cat, open(at)?, No such file or directory\]: [0-9]+$

name     syslat: time in calls
needs    root
file     ../examples/syslat.bt
args     lat01
during   "$PROGRAMS/activity" 1000 /dev/null lat01
send     INT after 1
match    ^@us\[sched_yield\]:$

name     slowio: slow reads and writes
needs    root btf
file     ../examples/slowio.bt
args     -- --ms=50
during   sleep 0.2 | cat
send     INT after 1
match     cat +read +[0-9]+\.[0-9]{3} +0 

name     writers: who writes
needs    root btf
file     ../examples/writers.bt
during   head -c 100000000 /dev/zero >/dev/null; sleep 0.2; head -c 100000000 /dev/zero >/dev/null
send     INT after 2
match    ^@bytes\[head, null\]: [0-9]+$

name     fsyncs: who waits for the disk
needs    root native btf
file     ../examples/fsyncs.bt
during   echo data >/tmp/sonde-$$; sync /tmp/sonde-$$; rm /tmp/sonde-$$
send     INT after 1
match     sync +fsync +[0-9]+\.[0-9]{3}  sonde-[0-9]+$

name     removed: files that go
needs    root
file     ../examples/removed.bt
during   touch $TMP/a1; mv $TMP/a1 $TMP/b1; rm $TMP/b1; rm $TMP/none; true
send     INT after 1
match     mv +rename  .*/a1 -> .*/b1$
          rm +remove  .*/b1$
nomatch  none

name     disklat: how long disks take
needs    root native
file     ../examples/disklat.bt
during   echo data >/var/tmp/sonde-$$; sync -f /var/tmp/sonde-$$; rm /var/tmp/sonde-$$; sync -f /var/tmp
send     INT after 2
match    ^@us\[[0-9]+, [0-9]+, .*W.*\]:$

name     diskwho: who makes disks work
needs    root native
file     ../examples/diskwho.bt
during   echo data >/var/tmp/sonde-$$; sync -f /var/tmp/sonde-$$; rm /var/tmp/sonde-$$; sync -f /var/tmp
send     INT after 2
match    ^@kib\[.*, .*W.*\]: [0-9]+$

name     diskseek: jumps on disks
needs    root native
file     ../examples/diskseek.bt
during   echo data >/var/tmp/sonde-$$; sync -f /var/tmp/sonde-$$; rm /var/tmp/sonde-$$; sync -f /var/tmp; echo more >/var/tmp/sonde-$$; sync -f /var/tmp/sonde-$$; rm /var/tmp/sonde-$$
send     INT after 2
match    ^@distance\[[0-9]+, [0-9]+\]:$

name     writeback: why dirty pages are written
needs    root native
file     ../examples/writeback.bt
during   head -c 1000000 /dev/zero >/var/tmp/sonde-$$; sync; rm /var/tmp/sonde-$$
send     INT after 2
match     sync$
