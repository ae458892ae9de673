"""A gateway in front of a script, for programs whose requests and answers must be known in advance."""

import atexit
import json
import os
import pathlib
import re
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

from checks import expect, gateway

ROOT = pathlib.Path(__file__).resolve().parents[2]


def start(base_url):
    """Starts a gateway that ends with this program; gives its URL."""
    log = pathlib.Path(tempfile.mkdtemp(dir=os.environ["HOME"]), "gateway.log")
    jar = next(ROOT.glob("shimmy-gateway/target/shimmy-gateway-*-exec.jar"))
    with log.open("w") as output:
        process = subprocess.Popen(
            [os.environ.get("JAVA", "java"), "-jar", str(jar), "--shimmy.gateway.bind-address=127.0.0.1:0", "--shimmy.mode=external",
             "--shimmy.base-url=" + base_url, "--shimmy.gateway.stream.hold=1s", "--shimmy.gateway.stream.heartbeat=1s",
             "--shimmy.gateway.inspect.requests=1000"],
            stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            env={**os.environ, "SHIMMY4J_HOME": os.path.join(str(log.parent), "home")})
    atexit.register(process.terminate)
    deadline = time.monotonic() + 120
    while not (found := re.search(r"started on port (\d+)", log.read_text())):
        expect(process.poll() is None and time.monotonic() < deadline, "the gateway did not start: " + log.read_text()[-2000:])
        time.sleep(0.2)
    return f"http://127.0.0.1:{found.group(1)}"


class Watched:
    """A gateway whose requests are looked at."""

    def __init__(self, base_url):
        self.url, self.marks = start(base_url), 0

    def ask(self, path):
        with urllib.request.urlopen(self.url + path) as answer:
            return json.loads(answer.read())

    def watch(self, action):
        """What an action gives, and what the gateway was asked meanwhile, oldest first."""
        begin = self.mark()
        try:
            given = action()
        except subprocess.TimeoutExpired:
            # By then the gateway has noticed that it was ended.
            time.sleep(2)
            asked = self.since(begin)
            gateway.note(f"it hung; the gateway has answered {asked}; its status is {self.ask('/v1/status')}")
            if asked or not self.is_idle():
                raise
            # A program that hangs before it asks anything shows nothing about the gateway.
            given = action()
        self.wait_until("it has nothing to do", self.is_idle)
        end = self.mark()
        requests = self.since(begin)
        return given, requests[:[request["path"] for request in requests].index(end)]

    def since(self, mark):
        """The requests after a mark, oldest first."""
        requests = self.seen()
        return requests[[request["path"] for request in requests].index(mark) + 1:]

    def seen(self):
        """The last requests, oldest first."""
        return self.ask("/v1/inspect?n=1000")["requests"][::-1]

    def is_idle(self):
        status = self.ask("/v1/status")
        return not status["slots"]["busy"] and not status["queue"]["waiting"]

    def mark(self):
        """A request of its own. Once the inspector has it, it has all earlier ones: it learns of them later than their clients."""
        self.marks += 1
        path = f"/v1/models/mark-{self.marks}"
        try:
            self.ask(path)
        except urllib.error.HTTPError:
            # There is no such model.
            pass
        self.wait_until(f"it has seen {path}", lambda: any(request["path"] == path for request in self.seen()))
        return path

    @staticmethod
    def wait_until(what, holds):
        deadline = time.monotonic() + 60
        while not holds():
            expect(time.monotonic() < deadline, f"the gateway does not get to where {what}")
            time.sleep(0.02)
