name   between integers
prog   BEGIN { print((uint8)pid); print((int64)comm[0]); print((bool)pid); print((int8)true); print((uint8)256) }
typed  x

name   pointers and integers
prog   kprobe:vfs_read { $p = (int8 *)arg0; print((uint64)$p); print((int16 *)$p); print((bool)$p) }
typed  x

name   arrays and integers
prog   BEGIN { print((int8[4])(int32)5); print((uint32)(int8[4])(int32)5); print((bool[2])(uint16)1); print((int8[8])1) }
typed  x

name   arrays and strings
prog   BEGIN { $a = (int8[3])"ab"; $b = (int8[])"abc"; print((string[3])$a) }
typed  x

name   strings to larger strings
prog   BEGIN { print((string[10])"abc") }
typed  x

name   strings to smaller strings
prog   BEGIN { print((string[2])"abc") }

name   no such cast
prog   BEGIN { print((int32)"abc"); print((string[3])1); print((int8[3])(int32)1); print((struct task_struct)1) }

name   enums
prog   BEGIN { print((enum policy)1); $x = (enum policy)pid }
typed  x

name   an enum without that value
prog   BEGIN { print((enum policy)9) }

name   an unknown enum
prog   BEGIN { print((enum nope)1) }

name   a cast that does nothing
prog   BEGIN { print((uint32)pid); print((uint64)(uint64)pid) }

name   users
prog   BEGIN { print((username_t)uid) }
typed  x

name   an aggregate reads all CPUs
prog   BEGIN { @c = count(); print((int64)@c); print((uint8)@c) }
typed  x

name   types of the kernel
prog   BEGIN { print((pid_t)1); print(sizeof(deep_t)); print(sizeof(text_t)); $x = (size_t)1 }
typed  x

name   a type that is too large
prog   BEGIN { print((int8[99999999])1) }
