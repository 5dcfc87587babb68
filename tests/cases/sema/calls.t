name   numbers of arguments
prog   BEGIN { strncmp("a", "b"); exit(1, 2); has_key(); ksym(); printf(); print(); time("a", "b") }

name   kinds of arguments
prog   BEGIN { _ = strncmp(1, "b", 3); exit("x"); _ = ksym("a"); time(1); _ = str(1, "a") }

name   literals
prog   BEGIN { _ = strncmp(comm, "b", pid); time(comm); printf(comm) }

name   str
prog   kprobe:vfs_read { print(str(arg0)); print(str(arg0, 10)); print(str(arg0, pid)); $n = 5; print(str(arg0, $n)); print(str((int8 *)arg1)) }
typed  x

name   a string longer than strings are
prog   kprobe:vfs_read { print(str(arg0, 5000)) }

name   stacks
prog   BEGIN { print(kstack); print(kstack(3)); print(kstack(perf)); print(ustack(raw, 5)); print(ustack(build_id)); print(ustack()) }
typed  x

name   stacks as they are not
prog   BEGIN { print(kstack(2000)); print(kstack(foo)); print(kstack(build_id)); print(kstack(perf, 3, 4)); print(kstack(pid)) }

name   clocks and name spaces
prog   BEGIN { print(nsecs(boot)); print(nsecs(tai)); print(nsecs(monotonic)); print(nsecs(sw_tai)); print(pid(init)); print(tid(curr_ns)) }
typed  x

name   unknown clocks and name spaces
prog   BEGIN { print(nsecs(foo)); print(pid(bar)); print(nsecs(1)); print(nsecs(boot, tai)) }

name   builtins with parentheses
prog   BEGIN { print(pid()); print(comm()); print(nsecs()); print(cpu()); print(rand()) }
typed  x

name   bare words
prog   BEGIN { print(boot); print(perf) }

name   symbols
prog   kprobe:vfs_read { print(ksym(arg0)); print(ksym(curtask)); print(kaddr("vfs_read")); print(*(int8 *)kaddr("jiffies")); print(cgroupid("/sys/fs/cgroup/a")) }
typed  x

name   symbols that do not exist
prog   BEGIN { print(kaddr("nope")); print(cgroupid("/nope")) }

name   address spaces
prog   BEGIN { $p = (int8 *)kptr(1); print(*$p); print(str(uptr(2))); print(*uptr($p)) }
typed  x

name   questions about types
prog   BEGIN { print(is_str(comm)); print(is_ptr(curtask)); print(is_integer(pid)); print(is_unsigned_integer(-1)); print(is_array(curtask.cpus)); print(is_literal(5)); print(is_literal(pid)); print(strcap(comm)); print(default_str_length()) }
typed  x

name   the library
prog   BEGIN { print(username); print(ppid); print(pcomm()); print(leader_tid(curtask)); print(leader_comm); print(is_err(curtask)); print(container_of(curtask, typeof(struct task_struct), pid)); print(has_cpid) }
typed  x

name   the library with wrong arguments
prog   BEGIN { print(ppid(1, 2)); print(container_of(1, 2, 3)); print(is_err()); _ = find(1, 2, 3) }

name   the script stops itself
prog   BEGIN { fail("no %s for %d", "luck", 3); static_assert(false, "too bad") }

name   static_assert of what is not known
prog   BEGIN { static_assert(pid == 1, "x") }

name   unwatch
prog   BEGIN { unwatch(1) }

name   named parameters
args   -- --n=7 --b --s=x
prog   BEGIN { print(getopt("n", 5)); print(getopt("b")); print(getopt("c", true)); print(getopt("s", "abc")) }
typed  x

name   named parameters with wrong values
args   --n=x --b=maybe --zz
prog   BEGIN { print(getopt("n", 5)); print(getopt("b")); }

name   a named parameter with two defaults
prog   BEGIN { print(getopt("n", 5)); print(getopt("n", 6)) }
