"""Codex, set up as docs/gateway.md says, with an empty home and no network. Its model is a script behind a gateway of its own."""

import json
import os
import pathlib
import subprocess
import tempfile
import urllib.request

from chat_script import texts_of
from checks import check, equal, expect, gateway
from codex_script import DONE, SUMMARY, Script
from scripted_gateway import Watched

CONFIGURATION = """model = "{model}"
model_context_window = 32768
model_provider = "shimmy4j"
model_providers.shimmy4j = {{ name = "shimmy4j", base_url = "{url}/v1", wire_api = "responses" }}
"""


class Bench:
    """The script, the gateway in front of it, and a folder to work in."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(dir=os.environ["HOME"])
        self.made = pathlib.Path(self.folder, "made.txt")
        self.script = Script("printf 'Good morning' > made.txt")
        self.gateway = Watched(self.script.url)
        self.model = self.gateway.ask("/v1/models")["data"][0]["id"]
        self.home = tempfile.mkdtemp(dir=os.environ["HOME"])
        configuration = pathlib.Path(self.home, ".codex", "config.toml")
        configuration.parent.mkdir()
        configuration.write_text(CONFIGURATION.format(url=self.gateway.url, model=self.model))

    def run(self, *arguments):
        """What the program said at last, what it printed, its exit status, and the statuses of its requests for responses."""
        self.script.requests.clear()
        last = pathlib.Path(self.home, "last.txt")
        last.unlink(missing_ok=True)
        gateway.note("$ codex exec " + " ".join(arguments))
        done, asked = self.gateway.watch(lambda: subprocess.run(
            [os.environ["CODEX"], "exec", "--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox",
             "--output-last-message", str(last), *arguments],
            cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300,
            env={"PATH": os.environ["PATH"], "HOME": self.home, "NO_COLOR": "1"}))
        gateway.note(done.stdout[-2500:])
        statuses = [request["status"] for request in asked if request["path"] == "/v1/responses"]
        gateway.note(f"exit status {done.returncode}; statuses {statuses}; {len(self.script.requests)} generations")
        return last.read_text().strip() if last.exists() else "", done.stdout, done.returncode, statuses


_bench = []


def codex(name):
    """Registers a check that is left out where the program is not installed."""
    def register(function):
        @check("codex: " + name)
        def run():
            if not os.environ.get("CODEX"):
                return "left out: Codex is not installed"
            if not _bench:
                _bench.append(Bench())
            return function(_bench[0])
        return run
    return register


@codex("writes a file with its shell tool")
def task(place):
    said, _, status, statuses = place.run("Please write the file.")
    equal((said, status, statuses), (DONE, 0, [200, 200]), "answer, exit status and statuses")
    equal(place.made.read_text(), "Good morning", "the file")
    first, second = place.script.requests
    equal([message["role"] for message in first["messages"]], ["system", "user"], "roles of the first request")
    equal([message["role"] for message in second["messages"]], ["system", "user", "assistant", "tool"], "roles of the second request")
    equal(second["messages"][:2], first["messages"], "the beginning of the second request")
    equal(second["tools"], first["tools"], "the tools of the second request")
    names = [tool["function"]["name"] for tool in first["tools"]]
    expect(any("__" in name for name in names), f"no tool of a namespace: {names}")
    return f"{len(names)} tools"


@codex("a second turn")
def second_turn(place):
    place.run("Remember the number 42.")
    said, _, status, statuses = place.run("resume", "--last", "Which number?")
    equal((said, status, statuses), ("You asked: Which number?", 0, [200]), "answer, exit status and statuses")
    roles = [message["role"] for message in place.script.requests[0]["messages"]]
    equal(roles, ["system", "user", "assistant", "user"], "roles")
    expect("You asked: Remember the number 42." in json.dumps(place.script.requests[0]), "the first turn is missing")
    equal(place.script.requests[0]["messages"][2].get("reasoning_content"), "Let me think.", "the thinking of the first turn")


@codex("a long answer after a long wait")
def long_answer(place):
    place.script.slow = 4
    try:
        said, _, status, statuses = place.run("Give a long answer.")
    finally:
        place.script.slow = 0
    equal((status, statuses), (0, [200]), "exit status and statuses")
    expect(said.startswith("word0 ") and said.endswith(" word2999"), f"the answer is not whole: {said[-200:]}")


@codex("an overflow")
def overflow(place):
    _, printed, status, statuses = place.run("Let this overflow.")
    expect(status != 0, "exit status 0")
    equal(statuses, [400], "statuses")
    error = next(line for line in printed.splitlines() if line.startswith("ERROR"))
    expect("context" in error, error)
    return f"exit status {status}: {error}"


@codex("an overflow that is told as an event")
def late_overflow(place):
    # The stream begins after a second, so the refusal comes too late for a status.
    place.script.slow = 6
    try:
        _, printed, status, statuses = place.run("Let this overflow.")
    finally:
        place.script.slow = 0
    expect(status != 0, "exit status 0")
    equal(statuses, [200], "statuses")
    error = next(line for line in printed.splitlines() if line.startswith("ERROR"))
    expect("context" in error, error)
    return f"exit status {status}: {error}"


@codex("compacts its conversation before the context is full")
def compaction(place):
    place.run("Remember the number 42, and fill the context.")
    said, _, status, statuses = place.run("resume", "--last", "Which number?")
    equal((said, status, statuses), ("You asked: Which number?", 0, [200, 200]), "answer, exit status and statuses")
    summary, asked = place.script.requests
    expect("CONTEXT CHECKPOINT" in place.script.question(summary), f"asked for no summary: {place.script.question(summary)[:300]}")
    expect(SUMMARY in json.dumps(asked["messages"]), "the summary is missing")
    expect("fill the context." not in " ".join(texts_of(asked, "assistant")), "the answer before is still there")


@codex("goes on by HTTP where it may use a WebSocket")
def web_socket(place):
    said, _, status, statuses = place.run("Hello.", "-c", "model_providers.shimmy4j.supports_websockets=true")
    equal((said, status, statuses), ("You asked: Hello.", 0, [426, 200]), "answer, exit status and statuses")


@codex("instructions of its own, as for a small model")
def brief(place):
    instructions = pathlib.Path(place.folder, "brief.md")
    instructions.write_text("Be brief.")
    said, _, status, statuses = place.run("-c", "model_instructions_file=brief.md", "Say hello.")
    equal((said, status, statuses), ("You asked: Say hello.", 0, [200]), "answer, exit status and statuses")
    system = texts_of(place.script.requests[0], "system")[0]
    expect(system.startswith("Be brief.") and len(system) < 12000, f"{len(system)} characters of instructions: {system[:200]}")


@codex("a request like its own, compressed with zstd")
def compressed(place):
    body = json.dumps({"model": place.model, "store": False, "stream": True, "input": [
        {"role": "developer", "content": "word " * 8000}, {"role": "user", "content": "Hello."}]}).encode()
    compress = "process.stdin.toArray().then(all => process.stdout.write(require('zlib').zstdCompressSync(Buffer.concat(all))))"
    sent = subprocess.run(["node", "-e", compress], input=body, stdout=subprocess.PIPE, check=True, timeout=60).stdout
    expect(len(sent) < len(body) / 10, f"{len(sent)} bytes of {len(body)}")
    request = urllib.request.Request(place.gateway.url + "/v1/responses", sent, {
        "Content-Type": "application/json", "Content-Encoding": "zstd"})
    with urllib.request.urlopen(request) as answer:
        expect("event: response.completed" in answer.read().decode(), "no end")
    return f"{len(body)} bytes, {len(sent)} compressed"


@codex("a refusal")
def refusal(place):
    _, printed, status, statuses = place.run("Let this be rejected.")
    expect(status != 0, "exit status 0")
    equal(statuses, [400], "statuses")
    expect("The scripted model does not like this." in printed, printed[-500:])


@codex("a stream that is cut")
def cut(place):
    _, printed, status, statuses = place.run("Please cut this.", "-c", "model_providers.shimmy4j.stream_max_retries=1")
    expect(status != 0, "exit status 0")
    equal(statuses, [200, 200], "statuses")
    # It keeps the reasoning that was whole, which must not become the last turn.
    equal([request["messages"][-1]["role"] for request in place.script.requests], ["user", "user"], "roles of the last messages")
    return f"exit status {status}: " + printed.strip().splitlines()[-1]
