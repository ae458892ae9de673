"""Claude Code on the model of the gateway: its smallest request."""

import os
import tempfile

from checks import check, equal, expect, gateway
from claude_program import run_program


@check("claude code: its smallest request, on the model of the gateway")
def smallest():
    if gateway.server == "shimmy":
        return "left out: it is too slow"
    folder = tempfile.mkdtemp(dir=os.environ["HOME"])
    done = run_program(gateway.url, "claude-local-" + gateway.model, folder,
                       ["-p", "Say hello.", "--system-prompt", "Be brief.", "--tools", ""], {"CLAUDE_CODE_MAX_OUTPUT_TOKENS": "64"})
    # How much the small model says is chance. The program ends with 1 at the limit that it was given.
    limited = "exceeded the 64 output token maximum" in done.stdout
    equal(done.returncode, 1 if limited else 0, "exit status")
    expect(done.stdout.strip() and "API Error" not in done.stdout or limited, f"no answer: {done.stdout}")
    return repr(done.stdout.strip()[:100])
