name   values and their places
prog   BEGIN { printf("%d %s %x\n", pid, comm, (uint8)1); printf("plain\n"); printf("%s %s", str(1), (1, "a")); printf("%%") }
typed  x
plan   x

name   numbers of values
prog   BEGIN { printf("%d"); printf("%d %d", 1); printf("x", 1) }

name   kinds of values
prog   BEGIN { printf("%d", "a"); printf("%r", 1); printf("%c", comm); printf("%gr", comm); printf("%d", (1, 2)); printf("%x", kstack) }

name   conversions there are not
prog   BEGIN { printf("%f", 1); printf("%n", 1); printf("%q %") }

name   aggregates
prog   BEGIN { @c = count(); @h = hist(1); printf("%d", @c); printf("%s", @c); printf("%s", @h) }

name   nothing to print
prog   BEGIN { print(printf("x")); printf("%s", ()) }

name   records of all kinds
prog   BEGIN { @a = 1; print(1); print("s"); print(comm); print(@a); print(@a, 3, 2); clear(@a); zero(@a); time(); time("%H\n"); exit(3) }
plan   x
