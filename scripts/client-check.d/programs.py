"""Programs: curl, the JDK's HttpClient, and llm."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

from checks import QUESTION, chat_stream, check, equal, expect, gateway, openai_error

LLM = """- model_id: local
  model_name: {model}
  api_base: {url}/v1
  supports_schema: true
  supports_tools: true
- model_id: local-text
  model_name: {model}
  api_base: {url}/v1
  completion: true
"""


def ran(*command, **environment):
    gateway.note("$ " + " ".join(command))
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          timeout=600, env={**os.environ, **environment})
    gateway.note(f"{done.stdout}\n{done.stderr}\nexit status {done.returncode}")
    return done


def curl(path, *options):
    """Status and body."""
    done = ran("curl", "-sS", "--max-time", "300", "-w", "\n%{http_code}", *options, gateway.url + path)
    equal(done.returncode, 0, "exit status of curl")
    body, _, status = done.stdout.rpartition("\n")
    return int(status), body


def body(**fields):
    return json.dumps({"model": gateway.model, "messages": QUESTION, "max_tokens": 8, **fields})


@check("curl: a plain -d, whole and streamed")
def plain():
    # Without -H, curl says that it sends a form.
    status, text = curl("/v1/chat/completions", "-d", body())
    equal(status, 200, "status")
    expect(json.loads(text)["choices"][0]["message"]["content"], "no content")
    status, text = curl("/v1/chat/completions", "-N", "-d", body(stream=True))
    equal(status, 200, "status of the stream")
    chat_stream([json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: {")], usage=False)


@check("curl: what llama.cpp's clients ask")
def information():
    for path in ("/", "/health", "/props", "/v1/models", "/v1/status", "/metrics", "/openapi.json"):
        equal(curl(path)[0], 200, "status of " + path)
    expect(json.loads(curl("/props")[1])["default_generation_settings"]["n_ctx"] > 0, "no n_ctx")
    status, _ = curl("/", "-I")
    equal(status, 200, "status of HEAD /")


@check("curl: errors")
def errors():
    for data in ("{", "[]", "", "null", '{"model": 1}', '{"messages": [{"role": "user"}]}', "[" * 5000, '"\\ud800"'):
        openai_error(gateway.ask("POST", "/v1/chat/completions", data.encode()), 400)
    openai_error(gateway.ask("POST", "/v1/chat/completions", b'{"model": "\xff\xfe"}'), 400)
    openai_error(gateway.ask("GET", "/v1/nothing"), 404)
    openai_error(gateway.ask("GET", "/v1/chat/completions"), (404, 405))


@check("curl: a body that is too large")
def large():
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        file.write(b'{"model": "' + b"a" * (33 << 20) + b'"}')
        file.flush()
        # curl waits for "100 Continue" before it sends so much: by default for a second, and a refusal may take longer.
        done = ran("curl", "-sS", "--max-time", "60", "--expect100-timeout", "60", "-o", "/dev/null", "-w", "%{http_code}", "-H",
                   "Content-Type: application/json", "--data-binary", "@" + file.name, gateway.url + "/v1/chat/completions")
    equal(done.stdout, "413", "status")


@check("curl: web pages")
def web_pages():
    def status(**headers):
        return gateway.ask("GET", "/v1/models", headers={name.replace("_", "-"): value for name, value in headers.items()}).status

    equal(status(Origin="https://example.org"), 403, "status for a foreign origin")
    equal(status(Sec_Fetch_Site="cross-site"), 403, "status for a foreign page")
    equal(status(Host="example.org"), 403, "status for a foreign host")
    for origin in ("http://localhost:3000", "vscode-file://vscode-app", "tauri://localhost", "app://obsidian.md"):
        equal(status(Origin=origin), 200, "status for " + origin)


@check("jdk: HttpClient asks for HTTP/2")
def jdk():
    done = ran(os.environ["JAVA"], str(pathlib.Path(__file__).with_name("UpgradingClient.java")), gateway.url, gateway.model)
    equal(done.returncode, 0, "exit status")
    return done.stdout.strip().replace("\n", "; ")


def llm(*arguments, model=None):
    """What llm printed, and what it complained of."""
    folder = tempfile.mkdtemp(dir=os.environ["HOME"])
    pathlib.Path(folder, "extra-openai-models.yaml").write_text(LLM.format(model=model or gateway.model, url=gateway.url))
    done = ran(str(pathlib.Path(sys.executable).with_name("llm")), *arguments, "--key", "sk-local", LLM_USER_PATH=folder)
    return done.stdout.strip(), done.stderr.strip()


def said(*arguments):
    out, err = llm(*arguments)
    expect(out and not err, f"llm printed {out!r} and complained: {err}")
    return out


@check("llm: whole answers and streams")
def llm_chats():
    said("-m", "local", "--no-stream", "-s", "Answer briefly.", "-o", "max_tokens", "12", "What is the capital of France?")
    return repr(said("-m", "local", "-o", "max_tokens", "12", "What is the capital of France?"))


@check("llm: text model")
def llm_text():
    if gateway.server == "shimmy":
        return "left out: the server has no completions of a text"
    return repr(said("-m", "local-text", "-o", "max_tokens", "8", "The sea is"))


@check("llm: schema")
def llm_schema():
    if gateway.server == "shimmy":
        return "left out: the server has no schemas"
    text = said("-m", "local", "--schema", '{"type":"object","properties":{"country":{"enum":["France","Spain"]}},"required":["country"]}',
               "-o", "max_tokens", "48", "Where is Paris?")
    expect(json.loads(text)["country"] in ("France", "Spain"), f"does not follow the schema: {text}")
    return text


@check("llm: tools")
def llm_tools():
    out, err = llm("-m", "local", "--functions", 'def get_weather(city: str) -> str:\n    "Tells the weather."\n    return "Sunny."',
                   "-o", "max_tokens", "200", "-o", "temperature", "0", "How is the weather in Paris?")
    if gateway.server == "shimmy":
        expect("tools" in err, f"tools are not refused, but llm printed {out!r}")
        return err
    if "Chain limit" in err:
        return "the model called the tool again and again, as small ones do"
    if "Unterminated string" in err:
        return "the model wrote arguments up to the limit on tokens, as small ones do, and llm parses what it gets"
    expect(out and not err, f"llm printed {out!r} and complained: {err}")
    return repr(out)


@check("llm: an unknown model is one line")
def llm_error():
    out, err = llm("-m", "local", "Hi", model="no-such-model")
    expect(not out and "no-such-model" in err and "\n" not in err, f"llm printed {out!r} and complained: {err}")
    return err
