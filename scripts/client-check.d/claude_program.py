"""Runs Claude Code, set up as docs/gateway.md says, with an empty home and no network."""

import os
import subprocess
import tempfile

from checks import gateway


def run_program(url, model, folder, arguments, variables):
    """One run with an empty home. A proxy that nobody has stops whatever is not meant for the gateway."""
    home = tempfile.mkdtemp(dir=os.environ["HOME"])
    gateway.note("$ claude " + " ".join(arguments))
    done = subprocess.run(
        [os.environ["CLAUDE_CODE"], "--model", model, *arguments], cwd=folder, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120,
        env={"PATH": os.environ["PATH"], "HOME": home, "ANTHROPIC_BASE_URL": url, "ANTHROPIC_AUTH_TOKEN": "any",
             "HTTPS_PROXY": "http://127.0.0.1:9", "NO_PROXY": "127.0.0.1", "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1", **variables})
    gateway.note(done.stdout[-2500:])
    return done
