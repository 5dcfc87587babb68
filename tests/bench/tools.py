"""What the benches work with: the programs that are compared, how they are run, how results are printed."""
import os
import pathlib
import re
import signal
import statistics
import subprocess
import time
from dataclasses import dataclass


@dataclass
class Run:
    """What `measure` tells of one command."""
    wall_ms: float
    peak_mib: float
    tracing_mib: float
    status: int


class Tool:
    """A program that traces: sonde, or what it is compared with."""

    def __init__(self, bench, name, prefix):
        self.bench, self.name, self.prefix = bench, name, prefix

    def run(self, args, interrupt=0.0):
        """Runs it once, its output thrown away; SIGINT after INTERRUPT seconds."""
        line = subprocess.run([self.bench.measure, "-n", "1", "-i", str(interrupt), *self.prefix, *args],
                              capture_output=True, text=True, check=True).stdout.split()
        return Run(float(line[0]), int(line[1]) / 1024, int(line[2]) / 1024, int(line[3]))

    def start(self, args, ready="Attached", seconds=60):
        """Starts it and returns when READY stands in its output, all of which goes to a file."""
        out = open(self.bench.work / f"{self.name}.out", "w+b")
        process = subprocess.Popen([*self.prefix, *args], stdout=out, stderr=out, stdin=subprocess.DEVNULL)
        process.output = out
        wait_for(lambda: ready.encode() in head_of(out) or process.poll() is not None, seconds)
        if process.poll() is not None or ready.encode() not in head_of(out):
            stop(process)
            raise BenchError(f"{self.name}: {head_of(out).decode(errors='replace').strip()[-300:]}")
        return process


class BenchError(Exception):
    """A measurement that could not be made, and why."""


class Bench:
    def __init__(self, build, work, runs, reference):
        self.build, self.work, self.runs = pathlib.Path(build).resolve(), pathlib.Path(work), runs
        self.measure = self.build / "tests/measure"
        self.programs = self.build / "tests/programs"
        self.sonde = Tool(self, "sonde", [str(self.build / "sonde")])
        self.reference = Tool(self, "bpftrace", reference) if reference else None

    def tools(self):
        return [self.sonde, self.reference] if self.reference else [self.sonde]

    def load(self, events, threads=1):
        """EVENTS calls of sched_get_priority_max on each of THREADS CPUs, by a process called load."""
        subprocess.run([self.programs / "load", str(events), str(threads)], check=True, stdout=subprocess.DEVNULL)


def head_of(file):
    return os.pread(file.fileno(), 65536, 0)


def wait_for(condition, seconds):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.005)


def stop(process, seconds=60):
    """Ctrl-C; returns how long it took to end."""
    started = time.monotonic()
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    return time.monotonic() - started


def cpu_seconds(pid, last=0.0):
    """CPU time of all threads of a process; LAST when it is gone."""
    total = 0.0
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/schedstat") as file:
                total += int(file.read().split()[0]) / 1e9
    except (OSError, IndexError, ValueError):
        return last
    return max(total, last)


def peak_mib(pid, last=0.0):
    try:
        return int(re.search(r"VmHWM:\s+(\d+)", open(f"/proc/{pid}/status").read())[1]) / 1024
    except (OSError, TypeError):
        return last


def programs_of(pid):
    """Numbers of the BPF programs that a process holds, by itself or in links."""
    ids = set()
    for info in pathlib.Path(f"/proc/{pid}/fdinfo").iterdir():
        try:
            ids.update(re.findall(r"^prog_id:\s+(\d+)", info.read_text(), re.M))
        except OSError:
            pass
    return sorted(ids)


median = statistics.median

# ---- results ----

NONE = "-"


@dataclass
class Figure:
    """A row of the table: what was measured, in what unit, and what was aimed at."""
    name: str
    unit: str
    ours: float
    theirs: float = None
    hand: float = None
    goal: float = None
    more_is_better: bool = False

    def number(self, value):
        if value is None:
            return NONE
        text = f"{value:.2f}" if abs(value) < 1 else f"{value:.1f}" if abs(value) < 100 else f"{value:.0f}"
        return f"{text} {self.unit}"

    def ratio(self):
        # Differences of less than a nanosecond are noise.
        if not self.theirs or not self.ours or (self.unit == "ns" and min(self.ours, self.theirs) < 1):
            return NONE
        return f"{self.ours / self.theirs if self.more_is_better else self.theirs / self.ours:.1f}x"

    def missed(self):
        if self.goal is None:
            return False
        return self.ours < self.goal if self.more_is_better else self.ours > self.goal


def figures_print(title, figures):
    """One line per figure; what is worse than its goal is marked."""
    print(f"\n{title:40} {'bpftrace':>10} {'sonde':>10} {'ratio':>7} {'by hand':>9} {'goal':>9}")
    for f in figures:
        print(f"{f.name:40} {f.number(f.theirs):>10} {f.number(f.ours):>10} {f.ratio():>7} "
              f"{f.number(f.hand):>9} {f.number(f.goal):>9}{' *' if f.missed() else ''}", flush=True)


def curve_print(title, unit, each, points):
    """Points are (size, value); EACH says in what the value of one is shown (unit, factor)."""
    most = max(value for _, value in points)
    print(f"\n{title:26} {unit:>9} {each[0] + ' each':>12}")
    for size, value in points:
        bar = "#" * max(1, round(28 * value / most))
        print(f"{size:>26,} {value:9.1f} {value * each[1] / size:12.2f}  {bar}", flush=True)
