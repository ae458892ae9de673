"""Claude Code, set up as docs/gateway.md says, with an empty home and no network. Its model is a script, behind a gateway of its own."""

import atexit
import json
import os
import pathlib
import re
import subprocess
import tempfile
import time
import urllib.request

from checks import check, equal, expect, gateway
from claude_script import Script

ROOT = pathlib.Path(__file__).resolve().parents[2]


def run_program(url, model, folder, arguments, variables):
    """One run with an empty home."""
    home = tempfile.mkdtemp(dir=os.environ["HOME"])
    gateway.note("$ claude " + " ".join(arguments))
    done = subprocess.run(
        [os.environ["CLAUDE_CODE"], "--model", model, *arguments], cwd=folder, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300,
        env={"PATH": os.environ["PATH"], "HOME": home, "ANTHROPIC_BASE_URL": url, "ANTHROPIC_AUTH_TOKEN": "any",
             "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1", **variables})
    gateway.note(done.stdout[-2500:])
    return done


class Bench:
    """The script, the gateway in front of it, and a folder to work in."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(dir=os.environ["HOME"])
        self.made = pathlib.Path(self.folder, "made.txt")
        self.script = Script(str(self.made))
        log = pathlib.Path(tempfile.mkdtemp(dir=os.environ["HOME"]), "gateway.log")
        jar = next(ROOT.glob("shimmy-gateway/target/shimmy-gateway-*-exec.jar"))
        with log.open("w") as output:
            self.process = subprocess.Popen(
                [os.environ.get("JAVA", "java"), "-jar", str(jar), "--shimmy.gateway.bind-address=127.0.0.1:0", "--shimmy.mode=external",
                 "--shimmy.base-url=" + self.script.url, "--shimmy.gateway.stream.hold=1s", "--shimmy.gateway.stream.heartbeat=1s"],
                stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                env={**os.environ, "SHIMMY4J_HOME": os.path.join(str(log.parent), "home")})
        atexit.register(self.process.terminate)
        deadline = time.monotonic() + 120
        while not (found := re.search(r"started on port (\d+)", log.read_text())):
            expect(self.process.poll() is None and time.monotonic() < deadline, "the gateway did not start: " + log.read_text()[-2000:])
            time.sleep(0.2)
        self.url = f"http://127.0.0.1:{found.group(1)}"
        with urllib.request.urlopen(self.url + "/v1/models") as answer:
            self.model = "claude-local-" + json.loads(answer.read())["data"][0]["id"]

    def run(self, *arguments, **variables):
        """What the program printed, and its exit status."""
        self.script.requests.clear()
        self.script.counts = 0
        done = run_program(self.url, self.model, self.folder, arguments, variables)
        gateway.note(f"exit status {done.returncode}; {len(self.script.requests)} generations, {self.script.counts} counts")
        return done


_bench = []


def bench():
    if not _bench:
        _bench.append(Bench())
    return _bench[0]


def claude(name):
    """Registers a check that is left out where the program is not installed, and for all servers but one: its model is a script."""
    def register(function):
        @check("claude code: " + name)
        def run():
            if gateway.server != "embedded":
                return "left out: its model is a script; run with 'embedded'"
            if not os.environ.get("CLAUDE_CODE"):
                return "left out: Claude Code is not installed"
            return function(bench())
        return run
    return register


@claude("its version")
def version(place):
    return place.run("--version").stdout.strip()


@claude("writes a file with a tool")
def task(place):
    done = place.run("-p", "Please write the file.", "--permission-mode", "acceptEdits", "--allowedTools", "Write")
    equal(done.returncode, 0, "exit status")
    equal(place.made.read_text(), "Good morning\n", "the file")
    expect("good morning" in done.stdout, f"the answer to the result is missing: {done.stdout}")
    sent = [request for request in place.script.requests if request.get("tools")]
    expect(len(sent) >= 2, f"{len(sent)} requests with tools")
    expect("x-anthropic-billing-header" not in json.dumps(sent), "the attribution line was sent")
    equal([message["role"] for message in sent[0]["messages"]], ["system", "user"], "roles of the first request")
    equal(sent[1]["messages"][:2], sent[0]["messages"], "the beginning of the second request")
    equal(sent[1]["tools"], sent[0]["tools"], "the tools of the second request")
    return f"{len(sent[0]['tools'])} tools"


@claude("a long answer after a long wait")
def long_answer(place):
    place.script.slow = 4
    try:
        done = place.run("-p", "Give a long answer.")
    finally:
        place.script.slow = 0
    equal(done.returncode, 0, "exit status")
    expect("word0" in done.stdout and "word2999" in done.stdout, "the answer is not whole")
    equal(len([request for request in place.script.requests if request.get("tools")]), 1, "generations")


@claude("an overflow")
def overflow(place):
    done = place.run("-p", "Let this overflow.")
    expect(done.returncode != 0, "exit status 0")
    expect("rompt is too long" in done.stdout, done.stdout)
    expect(len(place.script.requests) < 10, f"{len(place.script.requests)} generations")
    return f"{len(place.script.requests)} generations: {done.stdout.strip()[:100]}"


@claude("a refusal")
def refusal(place):
    done = place.run("-p", "Please refuse this.")
    expect(len(place.script.requests) < 10, f"{len(place.script.requests)} generations")
    return f"exit status {done.returncode}: {done.stdout.strip()[:100]}"


@claude("a stream that is cut")
def cut(place):
    # By default it asks ten times more, for three minutes.
    done = place.run("-p", "Please cut this.", CLAUDE_CODE_MAX_RETRIES="1")
    expect(done.returncode != 0, "exit status 0")
    expect("closed the connection in mid-answer" in done.stdout, done.stdout)
    return f"exit status {done.returncode}, {len(place.script.requests)} generations: {done.stdout.strip()[:100]}"


@claude("a count of its context")
def count(place):
    done = place.run("-p", "/context")
    equal(done.returncode, 0, "exit status")
    equal(len(place.script.requests), 0, "generations")
    expect(place.script.counts > 5, f"{place.script.counts} counts")
    return f"{place.script.counts} counts"


@check("claude code: its smallest request, on the model of the gateway")
def smallest():
    if not os.environ.get("CLAUDE_CODE"):
        return "left out: Claude Code is not installed"
    folder = tempfile.mkdtemp(dir=os.environ["HOME"])
    done = run_program(gateway.url, "claude-local-" + gateway.model, folder,
                       ["-p", "Say hello.", "--system-prompt", "Be brief.", "--tools", ""], {"CLAUDE_CODE_MAX_OUTPUT_TOKENS": "64"})
    # How much the small model says is chance. The program ends with 1 at the limit that it was given.
    limited = "exceeded the 64 output token maximum" in done.stdout
    equal(done.returncode, 1 if limited else 0, "exit status")
    expect(done.stdout.strip(), "no answer")
    return repr(done.stdout.strip()[:100])
