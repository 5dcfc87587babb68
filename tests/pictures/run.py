#!/usr/bin/python3
"""run.py SONDE PROGRAMS [NAME...]: pictures, pages and metrics as those who use them see them.

Each check is a function of a file check_*.py here whose name begins with "check_"; it takes a
Bench. NEEDS of the file names Python modules and programs; without them its checks are skipped,
and say why. Last line: N passed, N failed, N skipped.
"""
import importlib
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE))


class Bench:
    """What a check works with: an empty folder, and sonde in it."""

    def __init__(self, sonde, programs, folder):
        self.sonde, self.programs, self.folder = sonde, programs, pathlib.Path(folder)
        self.started = []

    def start(self, *args, **options):
        """Starts sonde; returns when its probes are attached."""
        error = open(self.folder / f"stderr{len(self.started)}", "w+")
        process = subprocess.Popen([*options.pop("prefix", []), self.sonde, *args],
                                   stdout=options.pop("stdout", subprocess.DEVNULL),
                                   stderr=error, cwd=self.folder, **options)
        process.errors = lambda: (error.seek(0), error.read())[1]
        self.started.append(process)
        last = "Serving metrics" if "--metrics" in args else "Attached"
        wait_for(lambda: last in process.errors() or process.poll() is not None)
        assert process.poll() is None, process.errors()
        return process

    def stop(self, process):
        """Ctrl-C."""
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0, process.errors()

    def run(self, *args, status=0):
        done = subprocess.run([self.sonde, *args], cwd=self.folder, capture_output=True,
                              timeout=60, stdin=subprocess.DEVNULL)
        assert done.returncode == status, done.stderr.decode()
        return done

    def activity(self, *args):
        subprocess.run([f"{self.programs}/activity", *map(str, args)], check=True, timeout=30)

    def close(self):
        for process in self.started:
            if process.poll() is None:
                process.kill()
                process.wait()


def wait_for(test, seconds=20):
    """What TEST returns once that is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        result = test()
        if result:
            return result
        time.sleep(0.05)
    raise AssertionError(f"waited {seconds} s in vain for {test}")


def missing(needs):
    for need in needs:
        if need.startswith("python3-"):
            try:
                importlib.import_module(need[8:])
            except ImportError:
                return f"Debian's package {need} is not installed"
        elif not shutil.which(need):
            return f"there is no program {need}"
    return None


def main():
    sonde, programs, names = sys.argv[1], sys.argv[2], sys.argv[3:]
    passed = failed = skipped = 0
    for file in sorted(HERE.glob("check_*.py")):
        text = file.read_text().split("\n")
        needs = next((line.split()[2:] for line in text if line.startswith("# needs:")), [])
        reason = missing(needs)
        checks = [line[4:line.index("(")] for line in text if line.startswith("def check_")]
        checks = [check for check in checks if not names or check[6:] in names]
        if reason:
            for check in checks:
                print(f"skip {check[6:]}\n  {reason}")
                skipped += 1
            continue
        module = importlib.import_module(file.stem) if checks else None
        for check in checks:
            with tempfile.TemporaryDirectory() as folder:
                bench = Bench(str(pathlib.Path(sonde).resolve()),
                              str(pathlib.Path(programs).resolve()), folder)
                try:
                    getattr(module, check)(bench)
                    passed += 1
                except Exception:
                    print(f"FAIL {check[6:]}")
                    traceback.print_exc(file=sys.stdout)
                    for process in bench.started:
                        print("  stderr:", process.errors())
                    failed += 1
                finally:
                    bench.close()
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    sys.exit(failed != 0)


if __name__ == "__main__":
    main()
