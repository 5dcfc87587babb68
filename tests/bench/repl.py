#!/usr/bin/python3
"""How long it takes from Enter to the attached probe in a session (sonde-repl(1)): repl.py SONDE.

Types probes at a pseudo terminal and waits for the line that says that the probe is on; the median
and the worst of TIMES probes of each kind, in milliseconds. The first one of a session is apart,
because the compiler may still be getting ready.
"""
import os
import pty
import statistics
import sys
import time

TIMES = 20
PROBES = [
    ("a tracepoint that counts", "tracepoint:sched:sched_process_exec { @exec%d[comm] = count(); }"),
    ("the same into a map that is there", "tracepoint:sched:sched_process_exec { @exec[comm] = count(); }  // %d"),
    ("a tracepoint that prints", "tracepoint:sched:sched_process_exit { printf(\"%%s %%d\\n\", comm, %d); }"),
    ("a timer", "interval:s:100 { print(%d); }"),
]


seen = b""


def read_until(fd, text):
    """Reads on until TEXT has come; what stands behind it is for the next call."""
    global seen
    while text not in seen:
        seen += os.read(fd, 65536)
    seen = seen[seen.index(text) + len(text):]


def main():
    pid, fd = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm", XDG_STATE_HOME="/tmp/sonde-bench", SONDE_COLOR="never")
        os.execv(sys.argv[1], [sys.argv[1]])
    read_until(fd, b"sonde> ")
    for what, probe in PROBES:
        took = []
        for i in range(TIMES):
            os.write(fd, (probe % i).encode())
            time.sleep(0.05)
            begin = time.monotonic()
            os.write(fd, b"\r")
            read_until(fd, b" on\r\n")
            took.append((time.monotonic() - begin) * 1000)
            read_until(fd, b"sonde> ")
        first, rest = took[0], sorted(took[1:])
        print(f"{what:36} first {first:5.1f}  median {statistics.median(rest):5.1f}  worst {rest[-1]:5.1f}")
    os.write(fd, b"\x04")
    os.waitpid(pid, 0)


main()
