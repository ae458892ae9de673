"""Codex, set up as docs/gateway.md says, with an empty home and no network. Its model is a script behind a gateway of its own."""

import json
import os
import pathlib
import subprocess
import tempfile
import time
import urllib.request

from checks import check, equal, expect, gateway
from codex_script import DONE, Script
from scripted_gateway import start

CONFIGURATION = """model = "{model}"
model_provider = "shimmy4j"
model_providers.shimmy4j = {{ name = "shimmy4j", base_url = "{url}/v1", wire_api = "responses" }}
"""


class Bench:
    """The script, the gateway in front of it, and a folder to work in."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(dir=os.environ["HOME"])
        self.made = pathlib.Path(self.folder, "made.txt")
        self.script = Script("printf 'Good morning' > made.txt")
        self.url = start(self.script.url)
        self.home = tempfile.mkdtemp(dir=os.environ["HOME"])
        configuration = pathlib.Path(self.home, ".codex", "config.toml")
        configuration.parent.mkdir()
        configuration.write_text(CONFIGURATION.format(url=self.url, model=self.ask("/v1/models")["data"][0]["id"]))

    def ask(self, path):
        with urllib.request.urlopen(self.url + path) as answer:
            return json.loads(answer.read())

    def statuses(self):
        """The statuses of the responses that were asked for, oldest first."""
        return [request["status"] for request in reversed(self.ask("/v1/inspect?n=1000")["requests"]) if request["path"] == "/v1/responses"]

    def run(self, *arguments):
        """What the program said at last, what it printed, its exit status, and the statuses that it got."""
        self.script.requests.clear()
        before = len(self.statuses())
        last = pathlib.Path(self.home, "last.txt")
        last.unlink(missing_ok=True)
        gateway.note("$ codex exec " + " ".join(arguments))
        done = subprocess.run(
            [os.environ["CODEX"], "exec", "--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox",
             "--output-last-message", str(last), *arguments],
            cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300,
            env={"PATH": os.environ["PATH"], "HOME": self.home, "NO_COLOR": "1"})
        gateway.note(done.stdout[-2500:])
        # The inspector learns of requests shortly after their clients.
        time.sleep(0.3)
        statuses = self.statuses()[before:]
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


@codex("a refusal")
def refusal(place):
    _, printed, status, statuses = place.run("This is wrong.")
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
