"""--json-schema describes what -f json prints: every line that the cases make sonde print."""
# needs: python3-jsonschema
import collections
import json
import pathlib
import subprocess

import jsonschema

TESTS = pathlib.Path(__file__).parents[1]


def validator(bench):
    schema = json.loads(bench.run("--json-schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    return schema, jsonschema.Draft202012Validator(schema)


def complain(check, line):
    errors = list(check.iter_errors(json.loads(line)))
    return errors and line


def programs():
    """Programs of the cases about values and maps that need nothing beside themselves."""
    for file in sorted((TESTS / "cases/runtime").glob("*.t")):
        for block in file.read_text().split("\n\n"):
            items = {}
            for line in block.split("\n"):
                key, _, value = line.partition(" ")
                key, value = (key, value.strip()) if key else (key, line.strip())
                items[key or last] = items.get(key or last, "") + value + "\n"
                last = key or last
            if "exit()" in items.get("prog", "") and not items.keys() & {"run", "args", "during",
                                                                        "send", "env", "stdin"}:
                yield items["prog"]


def check_schema_fits_what_cases_print(bench):
    kept = bench.folder / "lines"
    files = [TESTS / "cases/runtime" / f"{name}.t" for name in ("test_bench", "packet_views")]
    subprocess.run([pathlib.Path(bench.programs).parent / "runner", "--sonde", bench.sonde,
                    "--tests", TESTS, "--programs", bench.programs, "--keep-json", kept, *files],
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # judged elsewhere
    lines = kept.read_text(errors="replace").split("\n")[:-1]
    own = 'BEGIN { time("%H"); system("echo x"); warnf("w"); errorf("e"); cat("/etc/hostname"); exit() }'
    for program in [own, *programs()]:
        done = subprocess.run([bench.sonde, "-f", "json", "--unsafe", "-e", program], timeout=60,
                              cwd=bench.folder, stdin=subprocess.DEVNULL, capture_output=True)
        lines += done.stdout.decode(errors="replace").split("\n")[:1000]
    schema, check = validator(bench)
    types = collections.Counter()
    for line in lines:
        if line.startswith("{"):
            wrong = complain(check, line)
            assert not wrong, wrong
            types[json.loads(line)["type"]] += 1
    print("  lines:", ", ".join(f"{n} {t}" for t, n in types.most_common()))
    wanted = {"attached_probes", "printf", "value", "map", "stats", "hist", "tseries", "time",
              "cat", "syscall", "errorf", "warnf", "runtime_error", "benchmark_result"}
    assert wanted <= set(types), wanted - set(types)


def check_schema_refuses_other_lines(bench):
    _, check = validator(bench)
    for good, bad in [
            ('{"type": "printf", "data": "x"}', '{"type": "printf", "data": 1}'),
            ('{"type": "map", "data": {"@": {"1": 2}}}', '{"type": "map", "data": {"x": 1}}'),
            ('{"type": "hist", "data": {"@": [{"min": 0, "max": 1, "count": 2}]}}',
             '{"type": "hist", "data": {"@": [{"min": 0, "count": -2}]}}'),
            ('{"type": "value", "data": [1, "a", {"x": true}]}', '{"type": "value"}'),
            ('{"type": "lost_events", "count": 1, "data": {"events": 1, "probes": {"begin": 1}}}',
             '{"type": "lost", "count": 1}')]:
        assert not complain(check, good), good
        assert complain(check, bad), bad
