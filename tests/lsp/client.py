"""A client of the Language Server Protocol, as an editor has one: JSON-RPC over two pipes."""
import json
import subprocess


class Client:
    def __init__(self, *command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.next_id = 0
        self.waiting = []  # notifications that nobody has asked for yet

    def send_bytes(self, data):
        try:
            self.process.stdin.write(data)
            self.process.stdin.flush()
        except BrokenPipeError:
            pass

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}, ensure_ascii=False).encode()
        self.send_bytes(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def receive(self):
        """The next message; None at the end of the stream."""
        length = None
        while True:
            line = self.process.stdout.readline()
            if not line:
                return None
            line = line.strip()
            if not line:
                break
            name, value = line.split(b":")
            assert name == b"Content-Length"
            length = int(value)
        return json.loads(self.process.stdout.read(length).decode("utf-8"))

    def notify(self, method, params=None):
        self.send({"method": method, "params": params or {}})

    def request(self, method, params=None):
        """The result; an error is raised."""
        self.next_id += 1
        self.send({"id": self.next_id, "method": method, "params": params or {}})
        while True:
            message = self.receive()
            assert message is not None, f"the server ended instead of answering {method}"
            if message.get("id") == self.next_id:
                if "error" in message:
                    raise LookupError(message["error"]["code"])
                return message["result"]
            self.waiting.append(message)

    def initialize(self):
        result = self.request("initialize", {"processId": None, "rootUri": None,
                                             "capabilities": {}})
        self.notify("initialized")
        return result["capabilities"]

    def open(self, text, uri="file:///tmp/x.bt"):
        self.uri = uri
        self.notify("textDocument/didOpen", {"textDocument": {
            "uri": uri, "languageId": "bpftrace", "version": 1, "text": text}})

    def change(self, *changes, version=2):
        self.notify("textDocument/didChange", {
            "textDocument": {"uri": self.uri, "version": version},
            "contentChanges": list(changes)})

    def diagnostics(self, version=None):
        """The next ones that are published (of that version)."""
        while True:
            message = self.waiting.pop(0) if self.waiting else self.receive()
            assert message is not None, "the server ended"
            if message.get("method") == "textDocument/publishDiagnostics":
                if version is None or message["params"].get("version") == version:
                    return message["params"]["diagnostics"]

    def at(self, method, line, character):
        return self.request("textDocument/" + method, {
            "textDocument": {"uri": self.uri},
            "position": {"line": line, "character": character}})

    def labels(self, line, character):
        result = self.at("completion", line, character)
        return [item["label"] for item in result["items"]]

    def labels_at(self, text):
        """Opens TEXT without its |, and completes where that stands."""
        before, after = text.split("|")
        self.change({"text": before + after}, version=9)
        lines = before.split("\n")
        return self.labels(len(lines) - 1, len(lines[-1]))

    def whole(self, method, **params):
        return self.request("textDocument/" + method,
                            {"textDocument": {"uri": self.uri}, **params})

    def end(self):
        """The exit status behind shutdown and exit."""
        self.request("shutdown")
        self.notify("exit")
        return self.process.wait(timeout=60)


def edit(start, end, text):
    return {"range": {"start": {"line": start[0], "character": start[1]},
                      "end": {"line": end[0], "character": end[1]}}, "text": text}


def apply(text, edits):
    """What TextEdits of whole documents leave."""
    for one in edits:
        assert one["range"]["start"] == {"line": 0, "character": 0}
        text = one["newText"]
    return text
