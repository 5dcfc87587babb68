"""What an event costs in the kernel: bytes of machine code and nanoseconds over an empty program.

The kernel adds up the time that programs run (kernel.bpf_stats_enabled); each program sees the same calls, by
turns with the others. By hand is cost.bpf.c, made with clang -O2.
"""
import os
import pathlib
import subprocess

from tools import BenchError, Figure, median, programs_of, stop

SWITCH = "/proc/sys/kernel/bpf_stats_enabled"
EVENTS = 200000
ROUNDS = 5
PROBE = "rawtracepoint:sys_enter "

# name, script, program of cost.bpf.c, goals: ns, bytes
ROWS = [
    ("@ = count()", "{ @ = count(); }", "count", 12, 130),
    ("@[comm] = count()", "{ @[comm] = count(); }", "count_by_comm", 165, 200),
    ("@s[tid] = nsecs", "{ @s[tid] = nsecs; }", "time_by_tid", 180, 160),
    ("/pid == 1/", "/pid == 1/ { @ = count(); }", "filtered", 25, 170),
]


class Statistics:
    """Lets the kernel count while it lives."""

    def __enter__(self):
        with open(SWITCH) as file:
            self.before = file.read()
        with open(SWITCH, "w") as file:
            file.write("1")

    def __exit__(self, *_):
        with open(SWITCH, "w") as file:
            file.write(self.before)


class ByHand:
    """The tool that runs programs of cost.bpf.c."""

    def __init__(self, bench):
        self.bench = bench
        self.object = bench.work / "cost.o"
        source = pathlib.Path(__file__).parent / "cost.bpf.c"
        subprocess.run(["clang-19", "-O2", "-g", "-target", "bpf", f"-I/usr/include/{os.uname().machine}-linux-gnu",
                        "-c", source, "-o", self.object], check=True)

    def start(self, program):
        process = subprocess.Popen([self.bench.build / "tests/by_hand", self.object, program],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        if not process.stdout.readline():
            raise BenchError("by_hand: does not run")
        return process


# What things cost whoever writes a script; the probe is PROBE.
PARTS = [
    ("a filter that fails: /pid == 1/", "/pid == 1/ { @ = count(); }"),
    ("a filter that fails: /comm == \"x\"/", '/comm == "x"/ { @ = count(); }'),
    ("@ = count()", "{ @ = count(); }"),
    ("@++", "{ @++; }"),
    ("@ = sum(1)", "{ @ = sum(1); }"),
    ("@ = avg(1)", "{ @ = avg(1); }"),
    ("@ = max(1)", "{ @ = max(1); }"),
    ("@ = hist(pid)", "{ @ = hist(pid); }"),
    ("@ = lhist(pid % 100, 0, 100, 10)", "{ @ = lhist(pid % 100, 0, 100, 10); }"),
    ("@[pid] = count()", "{ @[pid] = count(); }"),
    ("@[pid]++", "{ @[pid]++; }"),
    ("@[comm] = count()", "{ @[comm] = count(); }"),
    ("@[pid, comm] = count()", "{ @[pid, comm] = count(); }"),
    ("@[pid] = hist(1)", "{ @[pid] = hist(1); }"),
    ("@s[tid] = nsecs", "{ @s[tid] = nsecs; }"),
    ("@[curtask.parent.comm] = count()", "{ @[curtask.parent.comm] = count(); }"),
    ("@[kstack] = count()", "{ @[kstack] = count(); }"),
    ("@[ustack] = count()", "{ @[ustack] = count(); }"),
]


def parts(bench):
    """What the parts of a script cost."""
    with Statistics():
        hand = ByHand(bench)
        empty = median(sample(bench, hand.start("empty"))[0] for _ in range(3))
        return "ns of an event, over an empty program", [
            Figure(name, "ns", max(0.0, median(sample(bench, bench.sonde.start(["-e", PROBE + script]))[0] - empty
                                               for _ in range(3)))) for name, script in PARTS]


def totals(bench, pid):
    """Of the one program that PID holds: ns, runs, bytes, bytes of the function that every event runs."""
    programs = programs_of(pid)
    if len(programs) != 1:
        raise BenchError(f"{len(programs)} programs where one is measured")
    info = subprocess.run([bench.build / "tests/program_info", programs[0]], capture_output=True, text=True, check=True)
    return [int(word) for word in info.stdout.split()]


def sample(bench, process, threads=1):
    """(ns per run, [bytes, bytes of the first function]); some thousand calls before warm it up."""
    try:
        bench.load(5000, threads)
        results = []
        for _ in range(3):
            time_before, runs_before, *_ = totals(bench, process.pid)
            bench.load(EVENTS, threads)
            time, runs, *size = totals(bench, process.pid)
            results.append((time - time_before) / (runs - runs_before))
        return median(results), size
    finally:
        if process.stdin:
            process.stdin.close()
            process.wait()
        else:
            stop(process)


def starters(bench, script, program):
    hand = ByHand(bench)
    yield "empty", lambda: hand.start("empty")
    yield "hand", lambda: hand.start(program)
    for tool in bench.tools():
        yield tool.name, lambda tool=tool: tool.start(["-e", PROBE + script])


def cost(bench):
    """Kernel cost per event, and bytes of machine code."""
    figures = []
    with Statistics():
        for name, script, program, goal_ns, goal_bytes in ROWS:
            over, size = {}, {}
            for _ in range(ROUNDS):
                empty = 0.0
                for who, start in starters(bench, script, program):
                    ns, size[who] = sample(bench, start())
                    empty = ns if who == "empty" else empty
                    over.setdefault(who, []).append(ns - empty)
            ns = {who: max(0.0, median(of)) for who, of in over.items()}
            theirs = size.get("bpftrace", [None, None])
            figures += [Figure(name, "ns", ns["sonde"], ns.get("bpftrace"), ns["hand"], goal_ns),
                        Figure("  machine code", "B", size["sonde"][0], theirs[0], size["hand"][0], goal_bytes),
                        Figure("  of it on an event's way", "B", size["sonde"][1], theirs[1], size["hand"][1])]
    return "an event in the kernel", figures
