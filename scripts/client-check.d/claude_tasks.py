"""Claude Code at work. Its model is a script behind a gateway of its own, so that all it does is known in advance."""

import json
import os
import pathlib
import re
import tempfile

from chat_script import LONG
from checks import check, equal, expect, gateway
from claude_program import run_program
from claude_script import DONE, Script
from scripted_gateway import Watched

MAY_WRITE = ("--permission-mode", "acceptEdits", "--allowedTools", "Write")


class Bench:
    """The script, the gateway in front of it, and a folder to work in."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(dir=os.environ["HOME"])
        self.files = [pathlib.Path(self.folder, name) for name in ("one.txt", "two.txt", "three.txt")]
        self.script = Script(self.files)
        self.gateway = Watched(self.script.url)
        self.model = "claude-local-" + self.gateway.ask("/v1/models")["data"][0]["id"]

    def run(self, *arguments, **variables):
        """One run: its exit status, what it printed, what it asked the gateway, and what the model was asked."""
        self.script.requests.clear()
        done, asked = self.gateway.watch(lambda: run_program(self.gateway.url, self.model, self.folder, arguments, variables))
        run = Run(done.returncode, done.stdout.strip(), [(request["path"], request["status"]) for request in asked],
                  list(self.script.requests))
        gateway.note(f"exit status {run.status}; {run.asked}; {len(run.generations)} generations")
        return run


class Run:
    def __init__(self, status, said, asked, generations):
        self.status, self.said, self.asked, self.generations = status, said, asked, generations

    def is_(self, status, said, generations, answers):
        """All that can be known in advance. The answers are the statuses of the messages that it asked for."""
        equal(self.status, status, "exit status")
        equal(self.said, said, "what it printed")
        equal(len(self.generations), generations, "generations")
        equal([status for path, status in self.asked if path == "/v1/messages"], answers, "statuses of the messages")
        strange = [one for one in self.asked if one[0] not in ("/", "/v1/messages", "/v1/messages/count_tokens")]
        equal(strange, [], "other requests")


_bench = []


def bench():
    if not _bench:
        _bench.append(Bench())
    return _bench[0]


def claude(name):
    """Registers a check that works on the bench."""
    return lambda function: check("claude code: " + name)(lambda: function(bench()))


@claude("its version")
def version(place):
    return place.run("--version").said


def check_conversation(first, second):
    """The second request is the first one and what has happened since, so that the server reads only that."""
    equal([message["role"] for message in first["messages"]], ["system", "user"], "roles of the first request")
    equal(second["messages"][:2], first["messages"], "the beginning of the second request")
    equal(second["tools"], first["tools"], "the tools of the second request")
    expect("x-anthropic-billing-header" not in json.dumps([first, second]), "the attribution line was sent")
    expect(len(first["tools"]) > 20, f"{len(first['tools'])} tools")


@claude("writes a file with a tool")
def task(place):
    run = place.run("-p", "Please write one file.", *MAY_WRITE)
    run.is_(0, DONE, 2, [200, 200])
    equal([file.read_text() for file in place.files if file.exists()], ["Good morning 0\n"], "the files")
    check_conversation(*run.generations)
    equal([message["role"] for message in run.generations[1]["messages"][2:]], ["assistant", "tool"], "the turn")
    return f"{len(run.generations[0]['tools'])} tools"


@claude("writes three files with parallel calls")
def parallel(place):
    for file in place.files:
        file.unlink(missing_ok=True)
    run = place.run("-p", "Please write all files.", *MAY_WRITE)
    run.is_(0, DONE, 2, [200, 200])
    equal([file.read_text() for file in place.files], [f"Good morning {index}\n" for index in range(3)], "the files")
    check_conversation(*run.generations)
    said, *results = run.generations[1]["messages"][2:]
    equal([json.loads(call["function"]["arguments"])["content"] for call in said["tool_calls"]],
          [f"Good morning {index}\n" for index in range(3)], "the calls in the second request")
    equal([result["tool_call_id"] for result in results], [call["id"] for call in said["tool_calls"]], "the results of the calls")


@claude("a long answer after a long wait")
def long_answer(place):
    place.script.slow = 4
    try:
        run = place.run("-p", "Give a long answer.")
    finally:
        place.script.slow = 0
    run.is_(0, LONG, 1, [200])


@claude("an overflow")
def overflow(place):
    run = place.run("-p", "Let this overflow.")
    expect(run.said.startswith("Prompt is too long · the request is ~9031 tokens (limit 4096)"), run.said)
    run.is_(1, run.said, 1, [400])
    return run.said


@claude("a request that the server refuses")
def rejected(place):
    place.run("-p", "Let this be rejected.").is_(1, "API Error: 400 The scripted model does not like this.", 1, [400])


@claude("a refusal of the model")
def refusal(place):
    run = place.run("-p", "Please refuse this.")
    expect(run.said.startswith("API Error: Claude Code is unable to respond to this request"), run.said)
    run.is_(1, run.said, 1, [200])
    return run.said


@claude("a stream that is cut")
def cut(place):
    # By default it asks ten times more, for three minutes.
    run = place.run("-p", "Please cut this.", CLAUDE_CODE_MAX_RETRIES="1")
    expect(run.said.startswith("API Error: 502 The server closed the connection in mid-answer."), run.said)
    # After the error event it asks for a whole answer, twice: one of these is the retry.
    run.is_(1, run.said, 3, [200, 502, 502])
    return run.said


@claude("a count of its context")
def count(place):
    run = place.run("-p", "/context")
    run.is_(0, run.said, 0, [])
    counts = [status for path, status in run.asked if path == "/v1/messages/count_tokens"]
    equal(counts, [200] * len(counts), "statuses of the counts")
    expect(len(counts) > 9, f"{len(counts)} counts")
    for row in (r"System prompt \| [1-9]", r"System tools \| [1-9]", r"Messages \| [1-9]"):
        expect(re.search(row, run.said), f"no '{row}' in what it printed")
    return f"{len(counts)} counts"
