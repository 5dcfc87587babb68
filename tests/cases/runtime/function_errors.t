# Functions of the kernel that cannot be probed, each told apart. The make-believe kernel of
# tests/unit/test_function_why.c has the rest.

name     a function that does not exist, with one that is near
needs    root file:/proc/kallsyms
run      "$SONDE" -e 'kprobe:vfs_raed { }'
errmatch ^stdin:1:1-16: ERROR: vfs_raed has no code in this kernel
         ^HINT: did you mean vfs_read\?$
status   1

name     a function that the kernel's debug information knows to be inlined
needs    root
run      BPFTRACE_VMLINUX="$PROGRAMS/arguments" "$SONDE" -e 'kprobe:inlined_everywhere { }'
errmatch ERROR: inlined_everywhere has no code of its own: the compiler put it into all its callers$
status   1

name     a module that is not loaded
needs    root
prog     kprobe:no_such_module:f { }
errmatch ERROR: no_such_module: this module is not loaded$
status   1

name     a function that is marked notrace
needs    root kprobe kernel:>=6.1
prog     kprobe:rcu_is_watching { }
errmatch rcu_is_watching exists, but is marked notrace
status   255

name     a function that kprobes need themselves
needs    root kprobe
prog     kprobe:kprobe_int3_handler+1 { }
args     --unsafe
errmatch kprobe_int3_handler is needed by the kernel's probes themselves
status   255

name     trampolines that a kernel forbids
needs    root btf
run      [ -e /sys/bus/event_source/devices/kprobe/type ] && { echo "forbids programs of this kind"; exit 0; }; "$SONDE" -e 'fentry:vfs_read { }' 2>&1 | grep -o "forbids programs of this kind"
out      forbids programs of this kind
