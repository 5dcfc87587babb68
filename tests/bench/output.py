"""What happens in user space: output, maps at the end, metrics, how late a line is."""
import http.client
import os
import pty
import re
import select
import subprocess
import time

from tools import BenchError, Figure, cpu_seconds, median, peak_mib, stop, wait_for

CALL = 'rawtracepoint:sys_enter /args.id == 146 && comm == "load"/ { %s }'
EVENTS = 1000000
EVENTS_OF_REFERENCE = 200000

PRINTS = [
    ("printf of numbers", [], 'printf("%d %d\\n", pid, cpu);', 2),
    ("printf with a string", [], 'printf("%s %d %d\\n", comm, pid, cpu);', None),
    ("printf in JSON", ["-f", "json"], 'printf("%s %d %d\\n", comm, pid, cpu);', None),
    ("print of a tuple", [], "print((pid, comm));", None),
]
MAPS = [
    ("@[$i] = $i", [], "@[$i] = $i;", (0.15, 40)),
    ("@[$i] = count()", [], "@[$i] = count();", (None, None)),
    ('@["key", $i] = count()', [], '@["key", $i] = count();', (None, None)),
    ("@[$i] = $i, in JSON", ["-f", "json"], "@[$i] = $i;", (None, None)),
]


def print_rate(bench, tool, options, action, events):
    """Millions of lines per second of CPU time of the tracing process."""
    config = "config = { perf_rb_pages = 16384 } " if tool is bench.sonde else ""
    process = tool.start([*options, "-e", config + CALL % action], ready="ttached")
    before = cpu_seconds(process.pid)
    size = os.fstat(process.output.fileno()).st_size
    bench.load(events)
    cpu, idle = cpu_seconds(process.pid), 0
    while idle < 10 and process.poll() is None:
        time.sleep(0.02)
        now = cpu_seconds(process.pid, cpu)
        idle = idle + 1 if now - cpu < 1e-4 else 0
        cpu = now
    with open(process.output.name, "rb") as out:
        out.seek(size)
        lines = sum(1 for _ in out)
    stop(process)
    if cpu <= before:
        raise BenchError(f"{tool.name}: printed nothing")
    return lines / (cpu - before) / 1e6


def prints(bench):
    """Events formatted per second of CPU."""
    figures = []
    for name, options, action, goal in PRINTS:
        of = [median(print_rate(bench, tool, options, action, EVENTS if tool is bench.sonde else EVENTS_OF_REFERENCE)
                     for _ in range(3)) for tool in bench.tools()] + [None]
        figures.append(Figure(name, "M/s", of[0], of[1], goal=goal, more_is_better=True))
    return "lines per second of CPU", figures


def keys_end(tool, options, assignment, keys=100000):
    """(seconds, MiB): from Ctrl-C to exit with KEYS keys."""
    script = f"config = {{ max_map_keys = {2 * keys} }} BEGIN {{ for ($i : 0..{keys}) {{ {assignment} }} " \
        'printf("ready\\n"); } interval:s:60 { exit(); }'
    process = tool.start([*options, "-e", script], ready="ready")
    peak = [0.0]
    started = time.monotonic()
    os.kill(process.pid, 2)
    while process.poll() is None:
        peak[0] = peak_mib(process.pid, peak[0])
        time.sleep(0.001)
    return time.monotonic() - started, peak[0]


def keys(bench):
    """100,000 keys: Ctrl-C to exit."""
    figures = []
    for name, options, assignment, (goal_s, goal_mib) in MAPS:
        walls, peaks = [], []
        for tool in bench.tools():
            runs = [keys_end(tool, options, assignment) for _ in range(3)]
            walls.append(median(wall for wall, _ in runs))
            peaks.append(median(peak for _, peak in runs))
        walls, peaks = walls + [None], peaks + [None]
        figures.append(Figure(name, "s", walls[0], walls[1], goal=goal_s))
        figures.append(Figure("  resident", "MiB", peaks[0], peaks[1], goal=goal_mib))
    return "100,000 keys, Ctrl-C to exit", figures


def late_lines(bench, terminal, lines=60):
    """Milliseconds from the event to its line, of LINES events that come one by one."""
    ours, theirs = pty.openpty() if terminal else os.pipe()
    script = f"rawtracepoint:sys_enter /args.id == 146 && pid == {os.getpid()}/ {{ printf(\"%llu\\n\", nsecs); }}"
    process = subprocess.Popen([*bench.sonde.prefix, "-e", script], stdin=subprocess.DEVNULL,
                               stdout=theirs if not terminal else theirs, stderr=subprocess.PIPE)
    if terminal:
        os.close(theirs)
    else:
        ours, theirs = ours, os.close(theirs)
    process.stderr.readline()
    late = []
    for i in range(lines):
        text = b""
        os.sched_get_priority_max(os.SCHED_FIFO)
        while not re.search(rb"\d{9,}\r?\n", text) and select.select([ours], [], [], 5)[0]:
            text += os.read(ours, 4096)
        now = time.clock_gettime_ns(time.CLOCK_BOOTTIME)
        stamp = re.search(rb"(\d{9,})\r?\n", text)
        if not stamp:
            raise BenchError("a line did not come")
        late.append((now - int(stamp[1])) / 1e6)
        time.sleep(0.01 + 0.001 * (i % 17))
    stop(process)
    os.close(ours)
    return max(late)


def lateness(bench):
    """How late a line is: the latest of 60."""
    return "event to line, the latest of 60", [
        Figure("on a terminal", "ms", late_lines(bench, True), goal=100),
        Figure("in a pipe", "ms", late_lines(bench, False), goal=100)]


def scrape(bench, series=10000):
    """Prometheus asks for 10,000 series."""
    script = f"config = {{ max_map_keys = {2 * series} }} BEGIN {{ for ($i : 0..{series}) {{ @[$i] = count(); }} }} interval:s:60 {{ exit(); }}"
    process = bench.sonde.start(["--metrics", "127.0.0.1:0", "-e", script], ready="Serving metrics")
    try:
        address = re.search(rb"Serving metrics at http://([^/\s]+)", os.pread(process.output.fileno(), 65536, 0))
        if not address:
            raise BenchError("no address of the metrics")
        wait_for(lambda: b"Attached" in os.pread(process.output.fileno(), 65536, 0), 10)
        took, size = [], 0
        for _ in range(21):
            started = time.monotonic()
            connection = http.client.HTTPConnection(address[1].decode())
            connection.request("GET", "/metrics")
            body = connection.getresponse().read()
            took.append((time.monotonic() - started) * 1e3)
            size = body.count(b"\n")
            connection.close()
        if size < series:
            raise BenchError(f"{size} lines instead of {series} series")
    finally:
        stop(process)
    return "metrics", [Figure("a scrape of 10,000 series", "ms", median(took), goal=50)]
