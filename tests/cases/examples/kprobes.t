# The tools of examples/ that use kprobes, each with an activity that it must show.

name     vfshot: files that are used most
needs    root kprobe
file     ../examples/vfshot.bt
during   "$PROGRAMS/activity" 100 /dev/null hot01
send     INT after 1
match    ^@reads\[hot01, zero\]: [0-9]+$
         ^@writes\[hot01, null\]: [0-9]+$

name     vfslat: how long files take
needs    root kprobe
file     ../examples/vfslat.bt
during   cat /dev/zero | head -c 100000 >/dev/null
send     INT after 1
match    ^@us\[kretprobe:vfs_read\]:$
         ^@us\[kretprobe:vfs_write\]:$

name     kstacks: paths to a function
needs    root kprobe
file     ../examples/kstacks.bt
args     vfs_read
during   cat /dev/zero | head -c 100000 >/dev/null
send     INT after 1
match    ^        vfs_read\+

name     capchecks: privileges that programs use
needs    root kprobe
file     ../examples/capchecks.bt
during   ls /proc/1/fd /proc/1/root; true
send     INT after 1
match    ^@checks\[.*, [0-9]+, has it\]: [0-9]+$
