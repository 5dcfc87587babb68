"""Debian's Prometheus scrapes two traces in two network namespaces, and adds them up."""
# needs: python3 prometheus ip curl
import contextlib
import json
import os
import pathlib
import subprocess
import urllib.parse

from run import wait_for

COUNT = 'rawtracepoint:sys_enter /args.id == 24 && comm == str($1)/ ' \
    '{ @yields[comm] = count(); @sizes = hist(args.id); }'


def ip(*args):
    subprocess.run(["ip", *args], check=True)


@contextlib.contextmanager
def namespaces():
    """Two, joined by a cable: 10.213.0.1 and 10.213.0.2."""
    names = [f"sonde{os.getpid()}{letter}" for letter in "ab"]
    try:
        for name in names:
            ip("netns", "add", name)
            ip("-n", name, "link", "set", "lo", "up")
        ip("-n", names[0], "link", "add", "cable", "type", "veth", "peer", "name", "cable",
           "netns", names[1])
        for i, name in enumerate(names):
            ip("-n", name, "address", "add", f"10.213.0.{i + 1}/24", "dev", "cable")
            ip("-n", name, "link", "set", "cable", "up")
        yield names
    finally:
        for name in names:
            subprocess.run(["ip", "netns", "delete", name], stderr=subprocess.DEVNULL)


@contextlib.contextmanager
def prometheus(folder, namespace):
    (folder / "prometheus.yml").write_text("""
global: {scrape_interval: 500ms}
scrape_configs:
- {job_name: sonde, static_configs: [{targets: ["10.213.0.1:9435", "10.213.0.2:9435"]}]}
""")
    with open(folder / "prometheus.log", "w") as log:
        process = subprocess.Popen(
            ["ip", "netns", "exec", namespace, "prometheus", "--web.listen-address=127.0.0.1:9090",
             f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data"],
            stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


def query(namespace, path, **parameters):
    url = f"http://127.0.0.1:9090/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
    done = subprocess.run(["ip", "netns", "exec", namespace, "curl", "-s", url],
                          capture_output=True)
    return json.loads(done.stdout)["data"] if done.stdout.startswith(b"{") else None


def value(namespace, promql):
    data = query(namespace, "query", query=promql)
    return data["result"][0]["value"][1] if data and data["result"] else None


def dashboard():
    """The expressions of the example for Grafana, with its variables filled in."""
    file = pathlib.Path(__file__).parents[2] / "examples/metrics/grafana.json"
    for panel in json.loads(file.read_text())["panels"]:
        for target in panel["targets"]:
            expr = target["expr"].replace("$instance", ".*").replace("$counter", "sonde_yields_total")
            expr = expr.replace("$histogram", "sonde_sizes_bucket").replace("$__rate_interval", "10s")
            yield panel["title"], expr.replace("$__range", "10s")


def check_prometheus_sums_two_traces(bench):
    with namespaces() as names:
        traces = [bench.start("--metrics", f"10.213.0.{i + 1}:9435", "-e", COUNT, f"prom{i}",
                              prefix=["ip", "netns", "exec", name])
                  for i, name in enumerate(names)]
        with prometheus(bench.folder, names[0]):
            bench.activity(1000, "/dev/null", "prom0")
            bench.activity(500, "/dev/null", "prom1")
            wait_for(lambda: value(names[0], "sum(sonde_yields_total)") == "1500", 60)
            assert value(names[0], 'sonde_yields_total{comm="prom1"}') == "500"
            assert value(names[0], "sum(up)") == "2"
            # args.id is 24: the bucket of 16 to 31.
            assert value(names[0], 'sum(sonde_sizes_bucket{le="15.0"})') == "0"
            assert value(names[0], 'sum(sonde_sizes_bucket{le="31.0"})') == "1500"
            assert value(names[0], "count(sonde_info)") == "2"
            kinds = query(names[0], "metadata")
            assert kinds["sonde_yields"][0]["type"] == "counter", kinds
            assert kinds["sonde_sizes"][0]["type"] == "histogram", kinds
            for title, promql in dashboard():
                wait_for(lambda: value(names[0], promql) is not None, 30)
        for trace in traces:
            bench.stop(trace)
