# The tools of examples/ about memory, each with an activity that it must show.

name     faults: who takes memory
needs    root
file     ../examples/faults.bt
during   "$PROGRAMS/activity" 1 /dev/null flt01
send     INT after 1
match    ^@faults\[

name     majorfaults: waits for memory from the disk
needs    root
file     ../examples/majorfaults.bt
during   true
send     INT after 2
match    ^[0-9:]+  @total: [0-9]+$

name     oomkills: waits for victims
needs    root
file     ../examples/oomkills.bt
during   true
send     INT after 1
match    ^Waiting for processes

name     pagealloc: who takes pages
needs    root
file     ../examples/pagealloc.bt
during   "$PROGRAMS/activity" 1
send     INT after 1
match    ^@kib\[.*\]: [0-9]+$
         ^@order:$

name     kmallocs: who allocates in the kernel
needs    root
file     ../examples/kmallocs.bt
during   ls /proc/1 >/dev/null
send     INT after 1
match    ^@bytes\[[a-z_]+.*\]: [0-9]+$
         ^@rounding_bytes: [0-9]+$

name     mmaps: memory that programs reserve
needs    root btf
file     ../examples/mmaps.bt
during   "$PROGRAMS/activity" 1
send     INT after 1
match    ^@taken_kib\[.*, mmap\]: [0-9]+$

name     reclaims: who frees memory for the kernel
needs    root native file:/sys/fs/cgroup/memory
file     ../examples/reclaims.bt
during   d=/sys/fs/cgroup/memory/sonde-$$; mkdir $d; echo 20M >$d/memory.limit_in_bytes; sh -c "echo \$\$ >$d/cgroup.procs; exec dd if=/dev/zero of=/var/tmp/sonde-$$ bs=1M count=60"; rm /var/tmp/sonde-$$; sleep 0.2; rmdir $d
send     INT after 1
match    ^@pages\[dd, control group\]: [0-9]+$

name     mallocs: what a program allocates
needs    root uprobe native
run      "$SONDE" -c "$(command -v ls) -d /" "$TESTS/../examples/mallocs.bt"
match    ^@sizes:$
         ^@not_freed_bytes\[$

name     pagecache: who fills the page cache
needs    root native
file     ../examples/pagecache.bt
during   head -c 1000000 /dev/zero >/tmp/sonde-$$; rm /tmp/sonde-$$
send     INT after 1
match    ^@added\[(head|sh)\]: [0-9]+$
         ^@file\[[0-9]+, [0-9]+, [0-9]+\]: [0-9]+$
