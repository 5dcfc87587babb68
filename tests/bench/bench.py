#!/usr/bin/env python3
"""bench.py [--build DIR] [--runs N] [--reference BPFTRACE] [GROUP...]: how fast sonde is, beside bpftrace.

Groups: start resident built cost parts packets prints keys lateness scrape growth; all of them without one, which takes
about five minutes. What is compared with is bpftrace of Debian sid in a system of its own (reference.sh makes it);
where that cannot be had, the one of this system. --reference none compares with nothing, --reference COMMAND
with that. Figures are medians, `ratio` is how many times sonde is better, * marks what misses its goal; with
such a one, or a measurement that failed, the status is 1.
"""
import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import cost  # noqa: E402
import growth  # noqa: E402
import output  # noqa: E402
import packets  # noqa: E402
import start  # noqa: E402
from tools import Bench, BenchError, figures_print  # noqa: E402

FIGURES = [start.start, start.resident, start.built, cost.cost, cost.parts, packets.packets, output.prints, output.keys,
           output.lateness, output.scrape]
GROUPS = [*FIGURES, growth.growth]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=str(HERE.parent.parent / "build/release"))
    parser.add_argument("--runs", type=int, default=15, help="of each command that is short")
    parser.add_argument("--reference", help="none, or a command")
    parser.add_argument("group", nargs="*", choices=[[], *(g.__name__ for g in GROUPS)], help="what to measure")
    return parser.parse_args()


def private_mounts():
    """What is mounted from here on vanishes with this process."""
    if os.environ.get("SONDE_BENCH_MOUNTS") != "private":
        os.environ["SONDE_BENCH_MOUNTS"] = "private"
        os.execvp("unshare", ["unshare", "--mount", "--propagation", "private", sys.executable, *sys.argv])
    if not os.path.exists("/sys/kernel/tracing/events"):
        subprocess.run(["mount", "-t", "tracefs", "none", "/sys/kernel/tracing"], check=True)


def reference_of(wanted):
    """The command of what is compared with, or None."""
    if wanted:
        return None if wanted == "none" else wanted.split()
    made = subprocess.run([HERE / "reference.sh"], capture_output=True, text=True)
    if made.returncode == 0:
        root = made.stdout.strip()
        for folder in ("proc", "sys", "dev"):
            subprocess.run(["mount", "--rbind", f"/{folder}", f"{root}/{folder}"], check=True)
        if not os.path.exists(f"{root}/sys/kernel/tracing/events"):
            subprocess.run(["mount", "-t", "tracefs", "none", f"{root}/sys/kernel/tracing"], check=True)
        return ["chroot", root, "bpftrace"]
    print(made.stderr.strip(), file=sys.stderr)
    return ["bpftrace"] if shutil.which("bpftrace") else None


def version(command):
    return subprocess.run([*command, "--version"], capture_output=True, text=True).stdout.strip()


def main():
    options = arguments()
    if os.geteuid() != 0:
        sys.exit("bench.py: tracing needs root")
    private_mounts()
    failed = False
    with tempfile.TemporaryDirectory() as work:
        bench = Bench(options.build, work, options.runs, reference_of(options.reference))
        print(f"Linux {os.uname().release}, {os.cpu_count()} CPUs; " +
              ", ".join(version(tool.prefix) for tool in bench.tools()))
        for group in GROUPS:
            if options.group and group.__name__ not in options.group:
                continue
            try:
                result = group(bench)
                if result:
                    figures_print(*result)
                    failed |= any(f.missed() for f in result[1])
            except (BenchError, subprocess.SubprocessError, OSError) as error:
                print(f"bench.py: {group.__name__}: {error}", file=sys.stderr)
                failed = True
    return 1 if failed else 0


sys.exit(main())
