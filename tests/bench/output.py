#!/usr/bin/env python3
"""output.py [BUILD]: how fast output is: events formatted per second of CPU, 100,000 keys from Ctrl-C to exit.

CPU time is that of the tracing process alone (/proc/PID/schedstat), so a busy machine disturbs it little.
"""
import os
import signal
import subprocess
import sys
import tempfile
import time

BUILD = sys.argv[1] if len(sys.argv) > 1 else "build/release"
SONDE = os.path.abspath(os.path.join(BUILD, "sonde"))
LOAD = os.path.abspath(os.path.join(BUILD, "tests/programs/load"))
EVENTS = 1000000
RUNS = 3

PRINTS = [
    ("printf", [], 'printf("%d %d\\n", pid, args.id);'),
    ("printf with a string", [], 'printf("%s %d %d\\n", comm, pid, cpu);'),
    ("printf in JSON", ["-f", "json"], 'printf("%s %d %d\\n", comm, pid, cpu);'),
    ("print of a tuple", [], "print((pid, comm));"),
]
MAPS = [
    ("integers", [], "@[$i] = $i;"),
    ("counts", [], "@[$i] = count();"),
    ("string and integer", [], '@["key", $i] = count();'),
    ("three integers", [], "@[$i % 1000, $i, 1] = count();"),
    ("integers in JSON", ["-f", "json"], "@[$i] = $i;"),
]


def cpu_seconds(pid, last):
    try:
        with open(f"/proc/{pid}/schedstat") as file:
            return max(int(file.read().split()[0]) / 1e9, last)
    except (OSError, IndexError, ValueError):
        return last


def peak_mib(pid, last):
    try:
        with open(f"/proc/{pid}/status") as file:
            for line in file:
                if line.startswith("VmHWM"):
                    return int(line.split()[1]) / 1024
    except OSError:
        pass
    return last


def watch(process):
    """Until the process has ended: (seconds of CPU, peak MiB)."""
    cpu = peak = 0
    while process.poll() is None:
        cpu, peak = cpu_seconds(process.pid, cpu), peak_mib(process.pid, peak)
        time.sleep(0.002)
    return cpu, peak


def prints(options, action):
    with tempfile.TemporaryFile() as out:
        script = "config = { perf_rb_pages = 16384 } rawtracepoint:sys_enter " \
            f"/args.id == 146 && pid == cpid/ {{ {action} }}"
        process = subprocess.Popen([SONDE, "-q", *options, "-c", f"{LOAD} {EVENTS} 1", "-e", script],
                                   stdout=out, stderr=subprocess.DEVNULL)
        cpu, _ = watch(process)
        out.seek(0)
        return sum(1 for _ in out) / cpu / 1e6


def keys(options, assignment):
    script = 'config = { max_map_keys = 200000 } BEGIN { for ($i : 0..100000) { ' \
        f'{assignment} }} printf("ready\\n"); }} interval:s:60 {{ exit(); }}'
    with tempfile.NamedTemporaryFile() as out:
        process = subprocess.Popen([SONDE, "-q", *options, "-e", script], stdout=out, stderr=subprocess.DEVNULL)
        while os.path.getsize(out.name) == 0 and process.poll() is None:
            time.sleep(0.01)
        before, started = cpu_seconds(process.pid, 0), time.monotonic()
        process.send_signal(signal.SIGINT)
        cpu, peak = watch(process)
        return time.monotonic() - started, cpu - before, peak


def main():
    if os.geteuid() != 0:
        sys.exit("output.py: tracing needs root")
    print(f"{'events formatted':34} {'M per CPU second':>18}")
    for name, options, action in PRINTS:
        print(f"{name:34} {max(prints(options, action) for _ in range(RUNS)):18.1f}")
    print(f"\n{'100,000 keys, Ctrl-C to exit':34} {'wall ms':>9} {'CPU ms':>9} {'peak MiB':>9}")
    for name, options, assignment in MAPS:
        wall, cpu, peak = min(keys(options, assignment) for _ in range(RUNS))
        print(f"{name:34} {wall * 1e3:9.0f} {cpu * 1e3:9.0f} {peak:9.1f}")


main()
