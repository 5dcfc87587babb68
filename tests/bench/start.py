"""From exec to exit, and how much memory that takes."""
import subprocess

from tools import Figure, Tool, median

OPENS = "tracepoint:syscalls:sys_enter_openat { %s } interval:ms:1 { exit(); }"

# name, arguments, seconds to SIGINT, goals: ms, MiB, MiB while tracing
ROWS = [
    ("BEGIN { exit(); }", ["-e", "BEGIN { exit(); }"], (15, 30)),
    ("opens: comm and file name", ["-e", OPENS % 'printf("%s %s\\n", comm, str(args.filename));'], (25, 30)),
    ("curtask.parent.comm", ["-e", 'BEGIN { printf("%s\\n", curtask.parent.comm); exit(); }'], (35, None)),
    ("kstack, ustack, comm", ["-e", OPENS % "@[kstack, ustack, comm] = count();"], (40, None)),
    ("sys_enter_*", ["-e", "tracepoint:syscalls:sys_enter_* { @[probe] = count(); } interval:ms:1 { exit(); }"],
     (60, 35)),
    ("a syntax error", ["-e", "BEGIN { exit( }"], (None, None)),
    ("--help", ["--help"], (None, None)),
    ("-l 'tracepoint:*'", ["-l", "tracepoint:*"], (None, None)),
    ("-l 'rawtracepoint:*'", ["-l", "rawtracepoint:*"], (None, None)),
]
SLOW = 5000  # ms: what takes that long is not repeated


def turns(bench, args):
    """Runs of each tool, by turns: three of ours for one of the other's."""
    runs = [[] for _ in bench.tools()]
    for i in range(bench.runs):
        for k, tool in enumerate(bench.tools()):
            if k == 0 or (i % 3 == 0 and not (runs[k] and runs[k][0].wall_ms > SLOW)):
                runs[k].append(tool.run(args))
    return runs


def start(bench):
    """Start to exit: wall time and peak memory."""
    figures = []
    for name, args, (goal_ms, goal_mib) in ROWS:
        runs = turns(bench, args)
        wall = [median(r.wall_ms for r in of) for of in runs] + [None]
        peak = [median(r.peak_mib for r in of) for of in runs] + [None]
        # What the other one refuses is not compared.
        same = len(runs) > 1 and runs[0][0].status == runs[1][0].status
        figures.append(Figure(name, "ms", wall[0], wall[1] if same else None, goal=goal_ms))
        figures.append(Figure("  largest process", "MiB", peak[0], peak[1] if same else None, goal=goal_mib))
    return "from exec to exit", figures


def resident(bench):
    """Memory while tracing, before anything is printed."""
    script = ["-e", "tracepoint:raw_syscalls:sys_enter { @[comm] = count(); }"]
    of = [median(tool.run(script, interrupt=1).tracing_mib for _ in range(3)) for tool in bench.tools()] + [None]
    return "while tracing", [Figure("resident, calls by comm", "MiB", of[0], of[1], goal=8)]


def built(bench):
    """The same of executables that sonde build made of scripts: no compiler is started."""
    figures = []
    for name, script in [("BEGIN { exit(); }", "BEGIN { exit(); }"),
                         ("curtask.parent.comm", 'BEGIN { printf("%s\\n", curtask.parent.comm); exit(); }')]:
        path = bench.work / "tool"
        subprocess.run([*bench.sonde.prefix, "build", "-e", script, "-o", path], check=True)
        runs = [Tool(bench, "tool", [str(path)]).run([]) for _ in range(bench.runs)]
        figures.append(Figure(name, "ms", median(r.wall_ms for r in runs), None, goal=10))
        figures.append(Figure("  largest process", "MiB", median(r.peak_mib for r in runs), None))
        figures.append(Figure("  size of the file", "MiB", path.stat().st_size / 2**20, None, goal=3))
    return "a built tool, from exec to exit", figures
