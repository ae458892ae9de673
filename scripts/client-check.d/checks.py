"""What all checks share: their list, the gateway, their transcripts, and what answers must look like."""

import http.client
import json
import time
import traceback
import urllib.parse

LIST = []
QUESTION = [{"role": "user", "content": "What is the capital of France?"}]
WEATHER = {"type": "function", "function": {
    "name": "get_weather", "description": "Tells the weather of a city.",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}


def check(name):
    """Registers a check; they run in this order."""
    def register(function):
        LIST.append((name, function))
        return function
    return register


class Gateway:
    """The gateway that is checked, and the transcript of the present check."""

    def visit(self, server, url):
        self.server, self.url, self.transcript = server, url, []
        self.host = urllib.parse.urlsplit(url).netloc
        self.model = self.ask("GET", "/v1/models").json()["data"][0]["id"]
        # Clients see other answers later than those about a model that is still fetched or loaded.
        while server != "scripted" and self.ask("GET", "/v1/status").json()["phase"] != "READY":
            time.sleep(0.2)

    def note(self, said):
        self.transcript.append(str(said)[:3000])

    def ask(self, method, path, body=None, headers=None, most_lines=10 ** 9, most_seconds=600):
        """One request of no client in particular; leaves after so many lines of the answer, or so much silence."""
        headers = {"Content-Type": "application/json", **(headers or {})}
        return Reply(self, method, path, body, headers, most_lines, most_seconds)

    def streams(self):
        """Whether the server sends its tokens one by one."""
        return self.server != "shimmy"


gateway = Gateway()


class Reply:
    """An answer, or its beginning if it has more lines than were wanted."""

    def __init__(self, target, method, path, body, headers, most_lines, most_seconds):
        connection = http.client.HTTPConnection(target.host, timeout=most_seconds)
        payload = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        target.note(f"> {method} {path} {headers}\n> {(payload or b'').decode(errors='replace')[:1500]}")
        try:
            connection.request(method, path, payload, headers)
            response = connection.getresponse()
        except TimeoutError:
            connection.close()
            raise
        self.status, self.headers = response.status, response.headers
        lines = []
        while len(lines) < most_lines and (line := response.readline()):
            lines.append(line)
        self.whole, self.text = len(lines) < most_lines, b"".join(lines).decode()
        response.close()
        connection.close()
        target.note(f"< {self.status} {dict(self.headers)}\n< {self.text[:2500]}")

    def json(self):
        return json.loads(self.text)


class Transcript:
    """Writes what was sent and what came, as the gateway's inspector saw it, so that it is the same for all clients."""

    FIRST_LINES, FIRST_CHARACTERS = 12, 900

    def __init__(self, path):
        self.file, self.seen = open(path, "w", encoding="utf-8") if path else None, set()

    def add(self, name, outcome):
        if not self.file:
            return
        self.file.write(f"\n## {name}: {outcome}\n")
        # The inspector learns of requests shortly after their clients.
        time.sleep(0.3)
        for request in reversed(gateway.ask("GET", "/v1/inspect?n=200").json()["requests"]):
            identity = (request["at"], request["method"], request["path"])
            if identity not in self.seen:
                self.seen.add(identity)
                self.file.write(f"\n> {request['method']} {request['path']}  ({request['headers'].get('user-agent', 'no user agent')})\n")
                self.file.write(self.beginning(request.get("requestBody", "")))
                self.file.write(f"< {request['status']}, {request['outcome']}\n")
                self.file.write(self.beginning(request.get("responseBody", "")))
        self.file.flush()

    def beginning(self, body):
        lines = [line for line in body[:self.FIRST_CHARACTERS].splitlines() if line]
        cut = len(body) > self.FIRST_CHARACTERS or len(lines) > self.FIRST_LINES
        return "".join(f"  {line}\n" for line in lines[:self.FIRST_LINES]) + (f"  … ({len(body)} characters)\n" if cut else "")


def run_all(only, keep_going, transcript):
    """Exit status."""
    failed = 0
    written = Transcript(transcript)
    for name, function in LIST:
        if only not in name:
            continue
        gateway.transcript.clear()
        begin = time.monotonic()
        try:
            said = function()
            print(f"ok      {name} ({time.monotonic() - begin:.1f} s){': ' + str(said)[:120] if said else ''}", flush=True)
            written.add(name, said or "ok")
        except Exception:
            failed += 1
            print(f"FAILED  {name}", flush=True)
            written.add(name, "FAILED")
            print("\n".join(gateway.transcript) + "\n" + traceback.format_exc(limit=-4), flush=True)
            if not keep_going:
                return 1
    print(f"{failed} failed" if failed else "all passed")
    return 1 if failed else 0


def expect(condition, otherwise):
    if not condition:
        raise AssertionError(otherwise)


def equal(actual, expected, what):
    expect(actual == expected, f"{what}: expected {expected!r}, was {actual!r}")


def events(reply):
    """The chunks of a stream of server-sent events, as the clients read them."""
    equal(reply.status, 200, "status")
    expect(reply.headers["Content-Type"].startswith("text/event-stream"), f"content type {reply.headers['Content-Type']}")
    data = []
    for block in reply.text.split("\n\n"):
        lines = [line for line in block.split("\n") if line and not line.startswith(":")]
        expect(all(line.startswith("data: ") for line in lines), f"not an event of data: {block!r}")
        data += ["\n".join(line[6:] for line in lines)] if lines else []
    if not reply.whole:
        return [json.loads(one) for one in data]
    equal(data[-1], "[DONE]", "last event")
    return [json.loads(one) for one in data[:-1]]


def chat_stream(chunks, usage):
    """Checks the form of a chat's chunks; gives text, calls of tools, and the reason of the end."""
    equal(len({chunk["id"] for chunk in chunks}), 1, "ids in a stream")
    expect(all(chunk["object"] == "chat.completion.chunk" for chunk in chunks), "a chunk is no chat.completion.chunk")
    with_choice = [chunk["choices"][0] for chunk in chunks if chunk["choices"]]
    equal(with_choice[0]["delta"].get("role"), "assistant", "role in the first chunk")
    reasons = [choice["finish_reason"] for choice in with_choice if choice.get("finish_reason")]
    equal(len(reasons), 1, "finish reasons in a stream")
    expect(with_choice[-1].get("finish_reason"), "the last choice has no finish reason")
    counted = [chunk["usage"] for chunk in chunks if chunk.get("usage")]
    if usage:
        equal(chunks[-1]["choices"], [], "choices of the chunk with the usage")
        equal(len(counted), 1, "chunks with a usage")
        token_count(counted[0])
    else:
        expect(all(chunk["choices"] for chunk in chunks), "a chunk without choices though no usage was asked for")
    calls = {}
    for choice in with_choice:
        for piece in choice["delta"].get("tool_calls") or []:
            call = calls.setdefault(piece["index"], {"id": piece.get("id"), "name": "", "arguments": ""})
            call["name"] += piece.get("function", {}).get("name") or ""
            call["arguments"] += piece.get("function", {}).get("arguments") or ""
    for call in calls.values():
        expect(call["id"] and call["name"], f"a call without id or name: {call}")
        json.loads(call["arguments"])
    equal("tool_calls" in reasons, bool(calls), "whether the finish reason says tool_calls")
    return "".join(choice["delta"].get("content") or "" for choice in with_choice), list(calls.values()), reasons[0]


def token_count(usage):
    equal(usage["total_tokens"], usage["prompt_tokens"] + usage["completion_tokens"], "total_tokens")
    expect(usage["prompt_tokens"] > 0 and usage["completion_tokens"] > 0, f"tokens are not counted: {usage}")


def openai_error(reply, status, **fields):
    """Checks an error in OpenAI's form, with this status or one of these."""
    expect(reply.status in ((status,) if isinstance(status, int) else status), f"status: expected {status}, was {reply.status}")
    error = reply.json()["error"]
    expect(isinstance(error["message"], str) and error["message"], f"no message: {error}")
    expect({"message", "type", "param", "code"} <= error.keys(), f"fields are missing: {error}")
    for name, value in fields.items():
        equal(error[name], value, name)
    return error["message"]


def until_idle():
    """Waits until no slot of the server is busy and no request waits."""
    # shimmy cannot be cancelled, and goes on until its context is full.
    seconds = 600 if gateway.server == "shimmy" else 120
    deadline = time.monotonic() + seconds
    while True:
        status = gateway.ask("GET", "/v1/status").json()
        if not status["slots"]["busy"] and not status["queue"]["waiting"]:
            return
        expect(time.monotonic() < deadline, f"a slot is still busy after {seconds} s: {status['slots']}, {status['queue']}")
        time.sleep(0.2)
