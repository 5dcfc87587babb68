"""--metrics: what a scrape holds, clients that misbehave, and no libmicrohttpd for others."""
# needs: python3
import http.client
import os
import pathlib
import re
import socket
import time

from run import wait_for

COUNT = 'rawtracepoint:sys_enter /args.id == 24 && comm == str($1)/ { @yields[comm] = count(); }'


def address(sonde):
    return re.search(r"http://(127\.0\.0\.1):(\d+)/metrics", sonde.errors()).groups()


def scrape(sonde, path="/metrics", method="GET"):
    connection = http.client.HTTPConnection(*address(sonde), timeout=20)
    connection.request(method, path)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer, text


def check_metrics_types(bench):
    """Each type of value has its type of metric, comments are the help, keys the labels."""
    sonde = bench.start("--metrics", "0", "-e", """
        // What was counted.
        BEGIN { @count["a\\"b", 7] = count(); @total = 5;
            @span = stats(4); @span = stats(6); // Spans.
            @hist[1] = hist(5); @hist[1] = hist(0); @line = lhist(15, 0, 30, 10);
            @word = "text"; @pair = (1, -2); @less = sum(-3); @low = min(9); @mean = avg(4);
            @usum = sum((uint64)3); @ = 1 }
        // Not this one.
        interval:s:100 { print(1) }""")
    answer, text = scrape(sonde)
    assert answer.getheader("Content-Type").startswith("application/openmetrics-text; version=1.0.0")
    lines = text.split("\n")
    for line in [
            "# TYPE sonde_count counter", "# HELP sonde_count What was counted.",
            'sonde_count_total{k0="a\\"b",k1="7"} 1', "# TYPE sonde_total gauge",
            "# TYPE sonde_span summary", "# HELP sonde_span Spans.", "sonde_span_count 2",
            "sonde_span_sum 10", "# TYPE sonde_hist histogram",
            'sonde_hist_bucket{k0="1",le="0.0"} 1', 'sonde_hist_bucket{k0="1",le="3.0"} 1',
            'sonde_hist_bucket{k0="1",le="7.0"} 2', 'sonde_hist_bucket{k0="1",le="+Inf"} 2',
            'sonde_hist_count{k0="1"} 2', 'sonde_line_bucket{le="9.0"} 0',
            'sonde_line_bucket{le="19.0"} 1', 'sonde_line_bucket{le="29.0"} 1',
            'sonde_word_info{value="text"} 1', 'sonde_pair{member="0"} 1',
            'sonde_pair{member="1"} -2', "# TYPE sonde_less gauge", "sonde_less -3",
            "sonde_low 9", "sonde_mean 4", "sonde_usum_total 3", "sonde_map 1",
            "sonde_lost_events_total 0"]:
        assert line in lines, (line, text)
    assert lines[-2:] == ["# EOF", ""]
    assert scrape(sonde, "/nothing")[0].status == 404
    assert scrape(sonde, method="POST")[0].status == 405
    assert scrape(sonde, method="HEAD")[1] == ""
    bench.stop(sonde)


def check_metrics_keys_are_named(bench):
    sonde = bench.start("--metrics", "0", "-e", """
        rawtracepoint:sys_enter /comm == "named"/ { @calls[comm, args.id, str("x"), (pid)] = count(); }""")
    bench.activity(1, "/dev/null", "named")
    text = scrape(sonde)[1]
    assert re.search(r'sonde_calls_total\{comm="named",id="24",k2="x",pid="\d+"\} 1', text), text
    bench.stop(sonde)


def check_metrics_cap(bench):
    """Of 12,000 rows the largest stay, and the scrape says so."""
    sonde = bench.start("--metrics", "0", "-e", """
        config = { max_map_keys = 20000 }
        BEGIN { for ($i : 0..12000) { @many[$i] = $i; } @one = count(); }
        interval:s:100 { print(1) }""")
    begun = time.monotonic()
    text = scrape(sonde)[1]
    print(f"  a scrape of 10,000 series: {1000 * (time.monotonic() - begun):.1f} ms,"
          f" {len(text)} bytes")
    lines = text.split("\n")
    assert 'sonde_many{i="11999"} 11999' in lines or 'sonde_many{k0="11999"} 11999' in lines
    many = [line for line in lines if line.startswith("sonde_many{")]
    cut = int(re.search(r'sonde_cut_series\{map="@many"\} (\d+)', text).group(1))
    assert len(many) == 9999 and cut == 2001, (len(many), cut)
    assert "sonde_one_total 1" in lines
    assert "a scrape holds 10000 series" in sonde.errors()
    bench.stop(sonde)


def check_metrics_hostile_clients(bench):
    """A thousand connections, half requests, huge ones, slow readers: others are served still."""
    sonde = bench.start("--metrics", "0", "-e", COUNT, "hostile")
    host, port = address(sonde)
    held = []
    for i in range(1000):
        client = socket.socket()
        client.settimeout(5)
        client.setblocking(False)
        client.connect_ex((host, int(port)))
        held.append(client)
        if i % 100 == 0:
            time.sleep(0.02)
    for i, client in enumerate(held):
        try:
            client.send([b"GET /metrics HTTP/1.1\r\nHost: x\r\nSlow", b"GET /met",
                         b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n" * 50,
                         b"GET /" + b"x" * 500000, b"\0\xff" * 1000][i % 5])
        except OSError:
            pass
    bench.activity(1000, "/dev/null", "hostile")
    files = len(os.listdir(f"/proc/{sonde.pid}/fd"))
    assert files < 120, files
    wait_for(lambda: 'sonde_yields_total{comm="hostile"} 1000\n' in try_scrape(sonde))
    for client in held:
        client.close()
    for _ in range(50):  # asks and goes
        client = socket.create_connection((host, int(port)))
        client.send(b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
        client.close()
    bench.activity(500, "/dev/null", "hostile")
    wait_for(lambda: "} 1500\n" in scrape(sonde)[1])
    bench.stop(sonde)


def try_scrape(sonde):
    try:
        return scrape(sonde)[1]
    except OSError:
        return ""


def check_metrics_unix_socket(bench):
    path = bench.folder / "metrics.sock"
    stale = socket.socket(socket.AF_UNIX)
    stale.bind(str(path))
    stale.close()
    sonde = bench.start("--metrics", f"unix:{path}", "-e", COUNT, "unix")
    assert path.stat().st_mode & 0o777 == 0o660
    client = socket.socket(socket.AF_UNIX)
    client.connect(str(path))
    client.send(b"GET /metrics HTTP/1.0\r\n\r\n")
    answer = b""
    while part := client.recv(65536):
        answer += part
    assert b"sonde_info{" in answer
    bench.run("--metrics", f"unix:{path}", "-e", "BEGIN { exit() }", status=1)
    bench.stop(sonde)
    assert not path.exists()


def check_metrics_loopback_only(bench):
    """A port alone is no invitation."""
    sonde = bench.start("--metrics", "0", "-e", COUNT, "loop")
    port = int(address(sonde)[1])
    listening = [line.split()[1] for line in pathlib.Path("/proc/net/tcp").read_text().split("\n")[1:-1]
                 if line.split()[3] == "0A" and line.split()[1].endswith(f":{port:04X}")]
    assert listening == [f"0100007F:{port:04X}"], listening
    bench.stop(sonde)


def check_metrics_library_is_not_loaded_for_others(bench):
    for args, loaded in (([], False), (["--metrics", "0"], True)):
        sonde = bench.start(*args, "-e", COUNT, "none")
        maps = pathlib.Path(f"/proc/{sonde.pid}/maps").read_text()
        assert ("libmicrohttpd" in maps) == loaded, maps
        bench.stop(sonde)
