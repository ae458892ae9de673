"""What the gateway tells about itself, as tools for it read it: the OpenAPI document and the meters."""

import os
import pathlib
import subprocess
import sys

from checks import QUESTION, check, equal, expect, gateway, until_idle

SECONDS = 60

# Whether a right request can be fulfilled depends on the server and the model, and is not in the document.
NOT_CHECKED = "positive_data_acceptance"


@check("schemathesis: the routes keep to the OpenAPI document")
def fuzz():
    if gateway.server != "embedded":
        return "left out: the document is the same for each server, and takes a minute"
    hooks = pathlib.Path(__file__).with_name("fuzz_hooks.py")
    command = [str(pathlib.Path(sys.executable).with_name("schemathesis")), "run", gateway.url + "/openapi.json", "--seed", "16",
               "--phases", "examples,coverage,fuzzing", "--exclude-checks", NOT_CHECKED, "--max-time", str(SECONDS), "--max-examples", "40",
               "--request-timeout", "30", "--no-color", "--warnings", "off", "--generation-database", "none"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          timeout=900, cwd=os.environ["HOME"],
                          env={**os.environ, "SCHEMATHESIS_HOOKS": str(hooks), "FUZZED_MODEL": gateway.model})
    gateway.transcript.append(done.stdout[-20000:])
    equal(done.returncode, 0, "exit status of schemathesis")
    until_idle()
    return " ".join(line.strip() for line in done.stdout.splitlines() if "generated" in line)


@check("promtool: the meters")
def meters():
    promtool = os.environ.get("PROMTOOL")
    if not promtool:
        return "left out: promtool is not here, and no Debian package brings it"
    # So that each meter has a value.
    for path, body in (("/v1/chat/completions", {"messages": QUESTION, "max_tokens": 4, "stream": True}),
                       ("/api/chat", {"model": "no-such-model", "messages": QUESTION})):
        gateway.ask("POST", path, body)
    gateway.ask("POST", "/v1/chat/completions", {"messages": QUESTION, "max_tokens": 200, "stream": True}, most_lines=2)
    until_idle()
    told = gateway.ask("GET", "/metrics").text
    expect("shimmy_gateway_requests_total" in told and "gen_ai_server_time_to_first_token_seconds" in told, "meters are missing")
    done = subprocess.run([promtool, "check", "metrics"], input=told, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    gateway.note(done.stdout + done.stderr)
    findings = (done.stdout + done.stderr).splitlines()
    # The other meters are those of Spring Boot and Micrometer, which choose their names.
    ours = [line for line in findings if line.startswith(("shimmy_", "gen_ai_"))]
    equal(ours, [], "findings about our meters")
    expect(done.returncode in (0, 3), f"promtool cannot read the meters: {findings}")
    names = {line.split()[2] for line in told.splitlines() if line.startswith("# TYPE") and line.split()[2].startswith(("shimmy_", "gen_ai_"))}
    return f"{len(names)} meters of ours"
