"""--live on a terminal (emulated by pyte): what stands on the screen, and what is left behind."""
# needs: python3-pyte
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time

import pyte

from run import wait_for

PROGRAM = 'config = { unstable_tseries = enable } rawtracepoint:sys_enter /args.id == 24 && (comm == "live_a" || comm == "live_b")/ ' \
    '{ @calls[comm] = count(); @h = hist(7); @s = tseries(1, 1s, 20, "sum"); } ' \
    'interval:ms:100 { @turn++; print(@calls, 10); print(@h); print(@s); } ' \
    'interval:ms:300 { printf("turn %d\\n", @turn); }'


class Terminal:
    def __init__(self, bench, *args, rows=30, columns=80, **environment):
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.bytes = b""
        self.master, slave = pty.openpty()
        self.resize(rows, columns)
        env = {**os.environ, "TERM": "xterm", "LC_ALL": "C.UTF-8", **environment}
        self.process = subprocess.Popen([bench.sonde, "--live", *args], stdin=slave, stdout=slave,
                                        stderr=slave, env=env, start_new_session=True)
        self.process.errors = lambda: self.text()
        bench.started.append(self.process)
        os.close(slave)

    def resize(self, rows, columns):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.screen.resize(rows, columns)

    def read(self):
        while select.select([self.master], [], [], 0.05)[0]:
            try:
                got = os.read(self.master, 65536)
            except OSError:
                return
            self.bytes += got
            self.stream.feed(got)
            if not got:
                return

    def text(self):
        self.read()
        return "\n".join(line.rstrip() for line in self.screen.display).strip()

    def wait(self, test):
        return wait_for(lambda: test(self.text()))

    def end(self):
        self.process.send_signal(signal.SIGINT)
        while self.process.poll() is None:
            self.read()
        self.read()
        assert self.process.returncode == 0


def check_live_refreshes_in_place(bench):
    terminal = Terminal(bench, "-q", "-e", PROGRAM)
    terminal.wait(lambda t: "@calls" in t)
    bench.activity(1500, "/dev/null", "live_a")
    bench.activity(2500, "/dev/null", "live_b")
    text = terminal.wait(lambda t: "2500" in t and "turn" in t and t)
    lines = text.split("\n")
    at = lines.index("@calls  comm")
    assert lines[at + 1:at + 3] == ["  live_b  2500", "  live_a  1500"], text
    assert text.count("@calls") == 1 and text.count("@h") == 1
    assert "[4, 8)              4000 |@@@" in text, text
    assert "@s" in text and any("\u2581" <= c <= "\u2588" for c in text), text
    first = text.count("turn")
    terminal.wait(lambda t: t.count("turn") > first)  # lines scroll by above
    lines = terminal.text().split("\n")
    assert max(i for i, l in enumerate(lines) if l.startswith("turn")) < lines.index("@calls  comm")
    terminal.end()
    text = terminal.text()
    assert "@calls[live_b]: 2500" in text and "comm" not in text, text
    assert not terminal.screen.cursor.hidden and pyte.modes.DECAWM in terminal.screen.mode


def check_live_narrow_and_resized(bench):
    terminal = Terminal(bench, "-q", "-e", PROGRAM, rows=10, columns=40)
    terminal.wait(lambda t: "@calls" in t)
    bench.activity(100, "/dev/null", "live_a")
    terminal.wait(lambda t: "live_a" in t)
    assert len(terminal.text().split("\n")) <= 10
    terminal.resize(24, 30)
    terminal.process.send_signal(signal.SIGWINCH)
    terminal.wait(lambda t: "@s" in t and t.count("@calls") == 1)
    time.sleep(0.5)
    assert terminal.text().count("@calls") == 1, terminal.text()
    terminal.end()


def check_live_hostile_names(bench):
    """A process may call itself what it wants: the terminal is told nothing by it."""
    program = PROGRAM.replace("live_b", "\\x1b[31mx\\nyz")
    terminal = Terminal(bench, "-q", "-e", program)
    terminal.wait(lambda t: "@calls" in t)
    bench.activity(10, "/dev/null", "\x1b[31mx\nyz")
    terminal.wait(lambda t: "?[31mx yz" in t)
    assert b"\x1b[31m" not in terminal.bytes
    os.kill(terminal.process.pid, signal.SIGKILL)
    terminal.process.wait()
    terminal.read()
    assert not terminal.screen.cursor.hidden and pyte.modes.DECAWM in terminal.screen.mode


def check_live_falls_back_to_lines(bench):
    program = 'BEGIN { @[1] = count(); } interval:ms:50 { print(@); @n++; if (@n == 3) { exit(); } }'
    done = bench.run("--live", "-q", "-e", program)
    assert done.stdout.decode().count("@[1]: 1\n") == 4, done.stdout
    terminal = Terminal(bench, "-q", "-e", program, TERM="dumb")
    terminal.process.wait(20)
    assert terminal.text().count("@[1]: 1") == 4, terminal.text()
    assert b"\x1b" not in terminal.bytes


def check_live_ascii(bench):
    terminal = Terminal(bench, "-q", "-e", PROGRAM, LC_ALL="C")
    terminal.wait(lambda t: "@calls" in t)
    bench.activity(100, "/dev/null", "live_a")
    terminal.wait(lambda t: "live_a" in t)
    assert all(ord(c) < 127 for c in terminal.text())
    terminal.end()
