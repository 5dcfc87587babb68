#!/usr/bin/python3
"""run.py NAME COMMAND...: one conversation with the language server COMMAND; prints "right"."""
import os
import pathlib
import random
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from client import Client, apply, edit  # noqa: E402


def started(command):
    c = Client(*command)
    c.initialize()
    return c


def talk_life(command):
    c = Client(*command)
    try:
        c.request("textDocument/hover", {"textDocument": {"uri": "x"}})
        assert False, "answered before initialize"
    except LookupError as e:
        assert e.args[0] == -32002
    capabilities = c.initialize()
    assert capabilities["positionEncoding"] == "utf-16"
    assert capabilities["textDocumentSync"]["change"] == 2
    try:
        c.request("workspace/unheardOf")
        assert False
    except LookupError as e:
        assert e.args[0] == -32601
    c.notify("$/unheardOf")
    assert c.request("textDocument/hover", {"textDocument": {"uri": "file:///nobody"},
                                            "position": {"line": 0, "character": 0}}) is None
    assert c.end() == 0
    c = started(command)  # without shutdown
    c.notify("exit")
    assert c.process.wait(timeout=60) == 1
    c = started(command)  # the editor has died
    c.process.stdin.close()
    assert c.process.wait(timeout=60) == 1


def talk_diagnostics(command):
    c = started(command)
    c.open("BEGIN { print($x); }\n")
    (d,) = c.diagnostics(1)
    assert d["range"] == {"start": {"line": 0, "character": 14},
                          "end": {"line": 0, "character": 16}}, d
    assert d["severity"] == 1 and d["code"] == "UNDEFINED_VARIABLE" and d["source"] == "sonde"
    assert "$x" in d["message"]
    c.change(edit((0, 8), (0, 8), "$x = 1; "))
    assert c.diagnostics(2) == []
    c.change({"text": "BEGIN { let $unused : int8; }\n"}, version=3)
    (d,) = c.diagnostics(3)
    assert d["severity"] == 2
    c.change({"text": "BEGIN { exit( }\n"}, version=4)
    assert c.diagnostics(4)[0]["severity"] == 1
    c.notify("textDocument/didClose", {"textDocument": {"uri": c.uri}})
    assert c.diagnostics() == []
    # Macros: the fault is in the body, the note at the call.
    c.open("macro m(x) { x + $n }\nBEGIN { print(m(1)); }\n", "file:///tmp/m.bt")
    (d,) = c.diagnostics(1)
    assert d["range"]["start"]["line"] == 0
    assert d["relatedInformation"][0]["location"]["range"]["start"] == {"line": 1, "character": 14}
    assert c.end() == 0


def talk_utf16(command):
    c = started(command)
    c.open('BEGIN { print("\u00e9\U0001f600"); print($x); }\r\nEND { print($y); }\n')
    first, second = c.diagnostics(1)
    # e with an accent is one unit, the smiley two.
    assert first["range"]["start"] == {"line": 0, "character": 28}, first
    assert second["range"]["start"] == {"line": 1, "character": 12}, second
    # Replace $x behind them, then the smiley itself.
    c.change(edit((0, 28), (0, 30), "1"), edit((1, 12), (1, 14), "2"))
    assert c.diagnostics(2) == []
    c.change(edit((0, 16), (0, 18), "e"), version=3)
    assert c.diagnostics(3) == []
    (e,) = c.whole("formatting", options={"tabSize": 8, "insertSpaces": False})
    assert 'print("\u00e9e");' in e["newText"], e
    # Ranges behind the end of a line and of the text mean its end.
    c.change(edit((0, 999), (0, 999), " "), edit((99, 0), (99, 9), "BEGIN { nope(); }"), version=4)
    assert any("nope" in d["message"] for d in c.diagnostics(4))
    assert c.end() == 0


def talk_random_edits(command):
    """Any series of edits leaves the text that it leaves here, by the layout that comes back."""
    seed = int(os.environ.get("SEED", "7"))
    r = random.Random(seed)
    c = started(command)
    pieces = ["a", "\u00e9", "\U0001f600", "\n", "\r\n", "word ", "\u4e2d\u6587"]
    text = ""
    c.open("")
    for version in range(2, 150):
        units = text.encode("utf-16-le")
        n = len(units) // 2
        lo = r.randint(0, n)
        hi = min(n, lo + r.randint(0, 4))

        def inside(i):  # of a pair of surrogates, or of \r\n
            return 0 < i < n and (0xdc00 <= int.from_bytes(units[2 * i:2 * i + 2], "little") < 0xe000
                                  or units[2 * i - 2:2 * i + 2] == "\r\n".encode("utf-16-le"))
        while inside(lo):
            lo -= 1
        while inside(hi):
            hi += 1
        new = "".join(r.choice(pieces) for _ in range(r.randint(0, 5)))
        if lo and units[2 * lo - 2:2 * lo].decode("utf-16-le", "replace") == "\r" and new[:1] == "\n":
            new = "x" + new

        def position(i):
            before = units[:2 * i].decode("utf-16-le")
            lines = before.replace("\r\n", "\n").split("\n")
            return len(lines) - 1, len(lines[-1].encode("utf-16-le")) // 2
        c.change(edit(position(lo), position(hi), new), version=version)
        text = (units[:2 * lo] + new.encode("utf-16-le") + units[2 * hi:]).decode("utf-16-le")
    # In a comment nothing changes it.
    lines = text.replace("\r\n", "\n").split("\n")
    last = len(lines) - 1, len(lines[-1].encode("utf-16-le")) // 2
    c.change(edit(last, last, "*/"), edit((0, 0), (0, 0), "BEGIN { /*"), version=1000)
    end = f"{text}*/".replace("\r\n", "\n").split("\n")
    c.change(edit((len(end) - 1, 9999), (len(end) - 1, 9999), "}"), version=1001)
    (e,) = c.whole("formatting", options={"tabSize": 8, "insertSpaces": False})
    squeeze = lambda s: "".join(s.split())
    assert squeeze(text) in squeeze(e["newText"]), (seed, text, e["newText"])
    assert c.end() == 0


def talk_completion(command):
    c = started(command)

    labels_at = c.labels_at
    c.open("")
    assert "tracepoint" in labels_at("tra|") and "BEGIN".lower() in labels_at("|")
    assert "printf" in labels_at("BEGIN { pri|") and "pid" in labels_at("BEGIN { |")
    assert "while" in labels_at("BEGIN { w|") and "hist" in labels_at("BEGIN { @x = h|")
    assert "str" in labels_at("tracepoint:sched:sched_switch /s|")
    assert "max_strlen" in labels_at("config = { max|")
    assert "$mine" in labels_at("BEGIN { $mine = 1; print($|")
    assert "$mine" in labels_at("BEGIN { $mine = 1; print($m|); }")
    assert "@bytes" in labels_at("BEGIN { @bytes[1] = 1; print(@|); }")
    assert labels_at('BEGIN { print("pri|") }') == []
    assert labels_at("BEGIN { // pri|") == []
    assert "twice" in labels_at("macro twice(x) { x * 2 }\nBEGIN { print(tw|(1)); }")
    # Fields: of a record of the script, of a struct of the script, of a view of packets.
    assert labels_at("BEGIN { $r = (a=1, b=2); print($r.|); }") == ["a", "b"]
    assert "y" in labels_at("struct p { int x; int y; }\nBEGIN { print(((struct p *)0)->|")
    assert "dport" in labels_at("xdp:lo /tcp.|") and "sport" in labels_at("xdp:lo { if (udp.s|")
    result = c.at("completion", 0, len("xdp:lo { if (udp.s"))
    (item,) = [i for i in result["items"] if i["label"] == "sport"]
    assert item["kind"] == 5 and item["textEdit"]["newText"] == "sport"
    assert c.end() == 0


def talk_completion_kernel(command):
    c = started(command)

    labels_at = c.labels_at
    c.open("")
    assert "tracepoint:sched:sched_switch" in labels_at("tracepoint:sched:|")
    assert "tracepoint:sched:sched_switch" in labels_at("BEGIN { }\ntracepoint:sched:sched_w| { }") \
        or "tracepoint:sched:sched_wakeup" in labels_at("BEGIN { }\ntracepoint:sched:sched_w| { }")
    assert "rawtracepoint:vmlinux:sched_switch" in labels_at("rawtracepoint:vmlinux:sched_s|")
    fields = labels_at("tracepoint:sched:sched_switch { @[args.|")
    assert "next_comm" in fields and "prev_pid" in fields, fields
    fields = labels_at("BEGIN { exit(); }\ntracepoint:sched:sched_switch /args.ne|/ { @ = count(); }")
    assert "next_pid" in fields
    assert "ret" in labels_at("tracepoint:syscalls:sys_exit_read { if (args.|) { } }")
    assert "pid" in labels_at("BEGIN { print(curtask.|); }")
    assert "vm_flags" in labels_at("BEGIN { print(((struct vm_area_struct *)1).|); }")
    assert "pgd" in labels_at("BEGIN { $m = curtask.mm; print($m->|); }")
    assert c.end() == 0


def value_of(hover):
    return hover["contents"]["value"] if hover else None


def talk_hover(command):
    c = started(command)
    c.open("macro twice(x) { x * 2 }\n"
           "BEGIN { $a = (uint32)3; @m[comm, 1] = sum($a); print(twice($a)); exit(); }\n"
           "interval:s:1 { print(@m); }\n"
           "config = { max_strlen = 64 }\n".split("config")[0])
    assert "$a: uint32" in value_of(c.at("hover", 1, 9))
    assert "@m[(string[16],uint8)]: sum" in value_of(c.at("hover", 1, 25)) or \
        "@m[" in value_of(c.at("hover", 1, 25))
    assert "comm: string[16]" in value_of(c.at("hover", 1, 28))
    assert "name of the running thread" in value_of(c.at("hover", 1, 28))
    assert "sum(" in value_of(c.at("hover", 1, 39))
    assert "macro twice(x)" in value_of(c.at("hover", 1, 54))
    assert "ends the trace" in value_of(c.at("hover", 1, 66))
    assert "a timer" in value_of(c.at("hover", 2, 3))
    assert c.at("hover", 1, 7) is None
    result = c.at("hover", 1, 66)
    assert result["range"]["start"] == {"line": 1, "character": 65}, result
    assert c.end() == 0


def talk_hover_kernel(command):
    c = started(command)
    c.open("tracepoint:sched:sched_switch { print(args.next_comm); print(curtask.pid + PIDTYPE_SID); }\n")
    text = value_of(c.at("hover", 0, 5))
    assert "args.next_comm: string[16]" in text and "args.prev_pid: int32" in text, text
    assert "next_comm: string[16]" in value_of(c.at("hover", 0, 45))
    assert "struct task_struct" in value_of(c.at("hover", 0, 70))
    assert "pid: int32" in value_of(c.at("hover", 0, 70))
    assert value_of(c.at("hover", 0, 78)).startswith("```bpftrace\nPIDTYPE_SID = 3")
    c.change({"text": "tracepoint:sched:sched_switch { print(args.next_comm); print($nope); }\n"})
    assert "next_comm: string[16]" in value_of(c.at("hover", 0, 45))  # with errors, too
    assert c.end() == 0


def talk_definition(command):
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        other = pathlib.Path(folder) / "other.bt"
        other.write_text("\nmacro thrice(x) { x * 3 }\n")
        c = started(command)
        c.open("struct point { int x; int y; }\n"
               "import \"other.bt\";\n"
               "macro twice(x) { x * 2 }\n"
               "let @m = hash(10);\n"
               "BEGIN { $v = 1; @m[$v] = twice($v) + thrice($v); print(((struct point *)0)->x); }\n"
               "END { print(@m); }\n", f"file://{folder}/main.bt")
        assert all(d["severity"] > 1 for d in c.diagnostics(1))

        def start(line, character):
            found = c.at("definition", line, character)
            return found and (found["uri"].rsplit("/", 1)[1],
                              *found["range"]["start"].values())
        assert start(4, 20) == ("main.bt", 4, 8)     # $v
        assert start(5, 13) == ("main.bt", 3, 0)     # @m
        assert start(4, 27) == ("main.bt", 2, 6)     # twice
        assert start(4, 40) == ("other.bt", 1, 6)    # thrice, of the import
        assert start(4, 66) == ("main.bt", 0, 7)     # struct point
        assert start(4, 2) is None
        assert c.end() == 0


def talk_symbols_and_layout(command):
    c = started(command)
    text = ("struct point { int x; }\nconfig={max_strlen=64}\nmacro twice(x){x*2}\nlet @m=hash(10);\n"
            "BEGIN{@m[1]=twice(2)}\ninterval:s:1,interval:s:2{exit()}\n")
    c.open(text)
    names = [s["name"] for s in c.whole("documentSymbol")]
    assert names == ["struct point", "max_strlen", "@m", "twice", "BEGIN",
                     "interval:s:1, interval:s:2"], names
    laid = apply(text, c.whole("formatting", options={"tabSize": 8, "insertSpaces": False}))
    assert "BEGIN\n{\n\t@m[1] = twice(2)\n}\n" in laid, laid
    c.change({"text": laid})
    assert c.whole("formatting", options={"tabSize": 8, "insertSpaces": False}) == []
    c.change({"text": "BEGIN { ( }"}, version=3)
    assert c.whole("formatting", options={"tabSize": 8, "insertSpaces": False}) == []
    assert c.end() == 0


def framed(body):
    return b"Content-Length: %d\r\n\r\n" % len(body) + body


def talk_hostile(command):
    """Bad messages are answered and the next one works; bad frames end the server, in order."""
    c = started(command)
    for body in (b"{", b"", b"[]", b"7", b'"x"', b"null", b'{"id":1}', b"\xff\xfe", b"[" * 5000,
                 b'{"jsonrpc":"2.0","method":7}', b'{"method":"\xc3\x28","id":3}',
                 b'{"method":"textDocument/didOpen","params":[1]}',
                 b'{"method":"textDocument/hover","id":null,"params":{"textDocument":{}}}',
                 b'{"method":"textDocument/didOpen","params":{"textDocument":{"uri":{},"text":[]}}}',
                 b'{"method":"textDocument/didChange","params":{"textDocument":{"uri":"file:///q"},'
                 b'"contentChanges":{}}}'):
        c.send_bytes(framed(body))
    c.open("BEGIN { print($x); }\n", "file:///%ff%00\"\n")
    assert len(c.diagnostics(1)) == 1
    far = 2 ** 62
    for change in ({}, {"text": 7}, {"range": 7, "text": "x"},
                   edit((0, 5), (0, 1), "y"), edit((-far, -far), (far, far), "BEGIN { }"),
                   edit((0, far), (0, -far), " ")):
        c.change(change)
    for method in ("hover", "definition", "completion"):
        for line, character in ((0, far), (far, 0), (-1, -1), (0, 0)):
            c.at(method, line, character)
    for text in ("(" * 3000, "BEGIN { " + "(" * 3000 + "args.", "@" * 2000, "a.b." * 2000, "\0" * 9,
                 "BEGIN { $\u00e9 }", "struct {{{{", "/" * 99, '"' * 99, "kprobe:" + "{" * 99,
                 "tracepoint:" + "*" * 300, "uprobe:/:", "import \"/\";", "x" * 100000):
        c.change({"text": text}, version=5)
        for method in ("hover", "definition", "completion"):
            for character in (0, 1, len(text) // 2, len(text)):
                c.at(method, 0, character)
        c.whole("documentSymbol")
        c.whole("formatting")
    c.change({"text": "A" * (5 << 20)}, version=6)
    assert c.at("hover", 0, 0) is None
    assert c.end() == 0
    for stream in (b"Content-Length: x\r\n\r\n", b"Content-Length: -1\r\n\r\n", b"\r\n\r\n",
                   b"Content-Length: 99999999999999999999\r\n\r\n{}", b"Content-Length: 5\r\n\r\n{}",
                   b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", b"x" * 100000, b"\n" * 100,
                   b"A: b\r\n" * 1000):
        c = started(command)
        c.send_bytes(stream)
        c.process.stdin.close()
        assert c.process.wait(timeout=60) == 1, stream


def talk_ordinary_user(command):
    """Without root: fields of tracepoints come from the kernel's types."""
    c = started(command)
    c.open("tracepoint:sched:sched_switch { @[args.next_comm] = count(); }\n")
    (d,) = c.diagnostics(1)
    assert d["severity"] == 3 and "tracing file system" in d["message"], d
    c.change({"text": "tracepoint:sched:sched_switch { @[args."})
    assert "next_comm" in c.labels(0, 39)
    assert c.end() == 0


if __name__ == "__main__":
    globals()["talk_" + sys.argv[1]](sys.argv[2:])
    print("right")
