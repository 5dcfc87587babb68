"""How time grows with the work, at three sizes each; only sonde."""
import os
import re

import cost
from output import keys_end, print_rate
from tools import curve_print, median


def measured(bench, make, sizes, runs=3):
    return [(size, median(make(size) for _ in range(runs))) for size in sizes]


def statements(bench):
    """Of five kinds, in one probe."""
    def run(n):
        path = bench.work / f"statements-{n}.bt"
        if not path.exists():
            body = "".join(f"@c{i % 7} = count();\n@m[{i % 50}] += {i};\nif (pid == {5000000 + i}) {{ @n[{i % 3}] = count(); }}\n"
                           f"$x = $x * 3 + {i};\nif ($x == 1) {{ printf(\"%d\\n\", $x); }}\n" for i in range(n // 5))
            path.write_text(f"BEGIN {{ $x = (uint64)0;\n{body}exit(); }}\n")
        return bench.sonde.run(["-q", str(path)]).wall_ms
    curve_print("statements", "ms", ("ms", 1), measured(bench, run, (100, 1000, 10000)))


def probes(bench):
    """Uprobes on functions of the compiler, which does not run then."""
    program = bench.build / "sonde-compile"
    points = []
    for pattern in ("LLVMBuild*", "LLVM*", "_ZN4llvm1*"):
        script = f"config = {{ max_probes = 100000 }} uprobe:{program}:{pattern} {{ @[probe] = count(); }} interval:ms:1 {{ exit(); }}"
        wall = median(bench.sonde.run(["-e", script]).wall_ms for _ in range(3))
        process = bench.sonde.start(["-e", script.replace("interval:ms:1", "interval:s:1")])
        count = int(re.search(rb"Attached (\d+)", os.pread(process.output.fileno(), 65536, 0))[1]) - 1
        process.wait()
        points.append((count, wall))
    curve_print("functions that match", "ms", ("ms", 1), points)


def keys(bench):
    curve_print("keys, Ctrl-C to exit", "ms", ("us", 1e3),
                measured(bench, lambda n: keys_end(bench.sonde, [], "@[$i] = $i;", n)[0] * 1e3, (1000, 10000, 100000)))


def events(bench):
    def run(n):
        return n / print_rate(bench, bench.sonde, [], 'printf("%d %d\\n", pid, cpu);', n) / 1e3
    curve_print("events printed", "CPU ms", ("us", 1e3), measured(bench, run, (10000, 100000, 1000000)))


def cpus(bench):
    """An event's cost while 1, half and all CPUs make events as fast as they can."""
    have = os.cpu_count()
    with cost.Statistics():
        for script in ("{ @ = count(); }", "{ @[comm] = count(); }", "{ @s[tid] = nsecs; }"):
            points = [(n, cost.sample(bench, bench.sonde.start(["-e", cost.PROBE + script]), n)[0])
                      for n in sorted({1, max(1, have // 2), have})]
            most = max(value for _, value in points)
            print(f"\n{'busy CPUs':26} {'ns an event':>9}  {script}")
            for n, value in points:
                print(f"{n:>26} {value:11.0f} {'#' * round(28 * value / most)}", flush=True)


def growth(bench):
    """All curves."""
    for curve in (statements, probes, keys, events, cpus):
        curve(bench)
