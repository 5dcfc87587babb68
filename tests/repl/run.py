#!/usr/bin/python3
"""Drives a session (sonde-repl(1)) through a pseudo terminal: run.py SONDE [NAME].

Every step waits for what must appear on the screen, never for a time. Last line: N passed, N failed,
N skipped.
"""
import fcntl
import os
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

import pyte

SONDE = os.path.abspath(sys.argv[1])
LIMIT = 60  # seconds until what is waited for counts as missing


class Failed(Exception):
    pass


class Session:
    def __init__(self, state, args=(), columns=100, rows=50):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm", XDG_STATE_HOME=state, LC_ALL="C.UTF-8",
                              SONDE_COLOR="never", INPUTRC="/dev/null")
            os.execv(SONDE, [SONDE, *args])
        self.screen = pyte.HistoryScreen(columns, rows, history=5000)
        self.stream = pyte.ByteStream(self.screen)
        self.resize(columns, rows)
        self.wait(r"^sonde> *$")

    def resize(self, columns, rows):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.screen.resize(rows, columns)

    def text(self):
        old = ["".join(line[i].data for i in range(self.screen.columns)) for line in self.screen.history.top]
        return "\n".join(line.rstrip() for line in old + self.screen.display).rstrip()

    def pump(self):
        if not select.select([self.fd], [], [], 1)[0]:
            return True
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            return False
        self.stream.feed(data)
        return bool(data)

    def wait(self, pattern, times=1):
        until = time.monotonic() + LIMIT
        while len(re.findall(pattern, self.text(), re.M)) < times:
            if time.monotonic() > until or not self.pump():
                raise Failed(f"no {pattern!r} ({times} times) in:\n{self.text()}")

    def type(self, text):
        os.write(self.fd, text.encode())

    def line(self, text, *patterns):
        """Types a line, waits for the patterns and for the next prompt."""
        prompts = len(re.findall(r"^sonde>", self.text(), re.M))
        self.type(text + "\r")
        for pattern in patterns:
            self.wait(pattern)
        self.wait(r"^sonde>", prompts + 1)

    def leave(self, keys="\x04"):
        self.type(keys)
        while self.pump():
            pass
        status = os.waitpid(self.pid, 0)[1]
        os.close(self.fd)
        if status:
            raise Failed(f"status {status}:\n{self.text()}")


def loaded():
    """Ids of all BPF programs and links."""
    ids = set()
    for what in ("prog", "link"):
        out = subprocess.run(["bpftool", what, "list"], capture_output=True, text=True, check=True).stdout
        ids |= {(what, i) for i in re.findall(r"^(\d+):.*(?:raw_tracepoint|perf_event|tracepoint|tracing)", out, re.M)}
    return ids


def gone(before):
    until = time.monotonic() + LIMIT
    while loaded() - before:
        if time.monotonic() > until:
            raise Failed(f"still loaded: {loaded() - before}")
        time.sleep(0.2)


def test_maps_are_shared(folder):
    s = Session(folder)
    s.line("begin { @n = 41; @k[\"a\"] = 1; }")
    s.line("@n++")
    s.line("@n", r"^@n: 42$")
    s.line("@k[\"longer than it was\"] = 2")
    s.line("@k", r"^@k\[a\]: 1$", r"^@k\[longer than it was\]: 2$")
    s.line(":maps", r"^@k\[string\[64\]\]: int64, 2 of 4096$", r"^@n: int64$")
    s.line(":clear @n")
    s.line("print(len(@k))", r"^2$")
    s.line("clear(@k)")
    s.line("@k[\"b\"] = 3")
    s.line("@k", r"^@k\[b\]: 3$")
    s.leave()


def test_expressions(folder):
    s = Session(folder)
    s.line("6 * 7", r"^42$")
    s.line("comm", r"^sonde$")
    s.line("fn twice($x : int64) : int64 { return $x * 2; }")
    s.line("twice(21) + 1", r"^43$")
    s.line("fn twice($x : int64) : int64 { return $x * 3; }")
    s.line("twice(21)", r"^63$")
    s.line("printf(\"%d and %s\\n\", 7, \"x\")", r"^7 and x$")
    s.line(":type (1, \"abc\")", r"^\(int8,string\[4\]\)$")
    s.line(":doc strlen", r"^strlen\(", r"length of a string")
    s.leave()


def test_errors_do_not_end_it(folder):
    s = Session(folder)
    s.line("$x + 1", r"^typed:1:1-3: ERROR: there is no variable \$x")
    s.line("begin { @a = 1; }")
    s.line("@a = \"text\"", r"ERROR: a value of type string\[5\] cannot be assigned to @a")
    s.line("@none", r"^ERROR: there is no map @none yet$")
    s.line("tracepoint:no:such { }", r"ERROR")
    s.line(":nothing", r"^ERROR: there is no command :nothing")
    s.line(":off 77", r"^ERROR: there is no unit 77")
    s.line("@a", r"^@a: 1$")
    s.leave()


def test_more_lines(folder):
    s = Session(folder)
    s.type("begin {\r")
    s.wait(r"^  \.\.\.> *$")
    s.type("@m = 5;\r")
    s.line("}")
    s.line("@m", r"^@m: 5$")
    s.leave()
    s = Session(folder)
    s.type("\x1b[A\x1b[A")
    s.wait(r"^@m = 5;$")
    s.type("\x03")
    s.leave()


def test_events_above_the_line(folder):
    s = Session(folder)
    s.line("interval:ms:50 { @t++; printf(\"tick\\n\"); }", r"^1: 1 probe on$")
    s.type("1000 + ")
    s.wait(r"^tick$", 5)
    s.type("234")
    s.wait(r"^sonde> 1000 \+ 234$")
    s.line("", r"^1234$")
    s.resize(60, 30)
    s.wait(r"^tick$", 12)
    s.type("\x03")
    s.wait(r"^1 is off; :on 1 turns it on again$")
    s.line(":probes", r"^ +1 +off +interval:ms:50")
    s.line(":on 1")
    s.wait(r"^tick$", 15)
    s.line(":rm 1")
    s.line(":probes", r"^there are no probes yet$")
    s.leave()


def test_exit_turns_the_unit_off(folder):
    s = Session(folder)
    s.line("interval:ms:10 { @x++; if (@x == 3) { exit(); } } end { printf(\"over at %d\\n\", @x); }")
    s.wait(r"^over at 3$")
    s.wait(r"^1 is off: it called exit\(\)$")
    s.line("@x", r"^@x: 3$")
    s.leave()


def test_completion(folder):
    s = Session(folder)
    s.type("tracepoint:sched:sched_process_ex\t\t")
    s.wait(r"^tracepoint:sched:sched_process_exec$")
    s.wait(r"^tracepoint:sched:sched_process_exit$")
    s.type("it { print(args.pri\t")
    s.wait(r"print\(args\.prio")
    s.type("\x03")
    s.type("sign\t\t")
    s.wait(r"^signal_name +string\[64\]\(int signal\)$")
    s.type("\x03:pro\t")
    s.wait(r"^sonde> :probes *$")
    s.type("\r")
    s.wait(r"^there are no probes yet$")
    s.leave()


def test_machine_code(folder):
    s = Session(folder)
    s.line(":asm 1", r"^ERROR: there is no unit 1; :probes lists them$")
    s.line("interval:s:1 { @ = count(); }", r"^1: 1 probe on$")
    if shutil.which("objdump"):
        s.line(":asm 1", r"^interval_.*, [0-9]+ bytes:$", r"^ +0: ")
    s.line(":off 1")
    s.line(":asm 1", r"^ERROR: 1 is not on; :on 1 turns it on$")
    s.leave()


def test_save_and_load(folder):
    path = os.path.join(folder, "saved.bt")
    s = Session(folder)
    s.line("macro add(a, b) { a + b }")
    s.line("fn half($x : int64) : int64 { return $x / 2; }")
    s.line("begin { @sum = add(40, 2); @half = half(42); }")
    s.line(f":save {path}", r" is written$")
    s.line(f":html {folder}/page.html", r" is written$")
    s.leave()
    out = subprocess.run([path], env={"PATH": f"{os.path.dirname(SONDE)}:{os.environ['PATH']}"},
                         capture_output=True, text=True, timeout=LIMIT)
    if "@sum: 42" not in out.stdout or "@half: 21" not in out.stdout:
        raise Failed(out.stdout + out.stderr)
    if "@sum" not in open(f"{folder}/page.html").read():
        raise Failed("the page lacks the map")
    s = Session(folder)
    s.line(f":load {path}")
    s.line("@sum", r"^@sum: 42$")
    s.line("half(10)", r"^5$")
    s.leave()


def test_live(folder):
    s = Session(folder)
    s.line("interval:ms:20 { @v++; }", r"^1: 1 probe on$")
    s.type(":live @v\r")
    s.wait(r"^@v")
    s.type("q")
    s.wait(r"^@v: \d+$")
    s.leave("\x03\x04")


def test_nothing_stays(folder):
    before = loaded()
    s = Session(folder)
    s.line("tracepoint:sched:sched_process_exec { @[comm] = count(); }", r"^1: 1 probe on$")
    if not loaded() - before:
        raise Failed("nothing was attached")
    os.kill(s.pid, signal.SIGKILL)
    os.waitpid(s.pid, 0)
    os.close(s.fd)
    gone(before)
    s = Session(folder)
    s.line("tracepoint:sched:sched_process_exec { @[comm] = count(); }", r"^1: 1 probe on$")
    s.leave()
    gone(before)


def main():
    passed = failed = 0
    for name, test in sorted(globals().items()):
        if not name.startswith("test_") or len(sys.argv) > 2 and sys.argv[2] not in name:
            continue
        folder = tempfile.mkdtemp()
        try:
            test(folder)
            passed += 1
        except Failed as e:
            failed += 1
            print(f"FAIL {name}: {e}")
        shutil.rmtree(folder)
    print(f"{passed} passed, {failed} failed, 0 skipped")
    sys.exit(failed != 0)


main()
