"""Programs that edit files: aider, Continue's cn and cline, set up as docs/gateway.md says. Their model is a script."""

import json
import os
import pathlib
import subprocess
import tempfile

from checks import check, equal, expect, gateway, until_idle

CN = """name: local
version: 1.0.0
schema: v1
models:
  - name: local
    provider: openai
    model: qwen-local
    apiBase: {url}/v1
    apiKey: any
    capabilities: [tool_use]
"""


class Workplace:
    """An empty home, and a folder with the file that is to be edited."""

    def __init__(self):
        self.home, self.folder = tempfile.mkdtemp(dir=os.environ["HOME"]), tempfile.mkdtemp(dir=os.environ["HOME"])
        self.file = pathlib.Path(self.folder, "greeting.txt")
        self.file.write_text("Hello\n")

    def run(self, *command):
        gateway.note("$ " + " ".join(command))
        done = subprocess.run(command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, timeout=120, env={**os.environ, "HOME": self.home})
        gateway.note(done.stdout)
        return done

    def edited(self):
        equal(self.file.read_text().strip(), "Good morning", "the file that was to be edited")
        until_idle()


def npm_program(name):
    return str(pathlib.Path(os.environ["NPM_PROGRAMS"], "node_modules", ".bin", name))


@check("aider: edits a file")
def aider():
    place = Workplace()
    done = place.run(os.environ["AIDER"], "--openai-api-base", gateway.url + "/v1", "--openai-api-key", "any", "--model", "openai/qwen-local",
                     "--edit-format", "diff", "--message", "Say good morning.", "--yes-always", "--no-git", "--no-check-update",
                     "--analytics-disable", "--no-show-model-warnings", "--no-show-release-notes", "greeting.txt")
    equal(done.returncode, 0, "exit status")
    place.edited()


@check("cn: edits a file with a tool")
def cn():
    place = Workplace()
    configuration = pathlib.Path(place.home, "config.yaml")
    configuration.write_text(CN.format(url=gateway.url))
    done = place.run(npm_program("cn"), "--config", str(configuration), "--auto", "-p", "Say good morning.")
    equal(done.returncode, 0, "exit status")
    expect("good morning" in done.stdout, f"the answer to the result of the tool is missing: {done.stdout}")
    place.edited()


@check("cline: edits a file with a tool")
def cline():
    place = Workplace()
    try:
        place.run(npm_program("cline"), "auth", "-p", "openai", "-k", "any", "-m", "qwen-local", "-b", gateway.url + "/v1")
        done = place.run(npm_program("cline"), "-t", "60", "Say good morning.")
        expect("good morning" in done.stdout, f"the answer to the result of the tool is missing: {done.stdout}")
        place.edited()
    finally:
        # It leaves a process in the background.
        expect(json.loads(place.run(npm_program("cline"), "hub", "stop").stdout.splitlines()[-1])["stopped"], "cline goes on running")
