"""The ollama Python client, and Ollama's protocol as editors use it."""

import json

import ollama
from checks import QUESTION, WEATHER, check, equal, expect, gateway

SHORT = {"num_predict": 12, "temperature": 0}


def client():
    return ollama.Client(host=gateway.url, timeout=600)


def refused(status, call):
    try:
        answer = call()
    except ollama.ResponseError as failure:
        gateway.note(f"{failure.status_code} {failure.error}")
        expect(failure.status_code in ((status,) if isinstance(status, int) else status), f"status {failure.status_code}: {failure.error}")
        expect(failure.error, "no text in the error")
        return failure.error
    raise AssertionError(f"was not refused, but answered: {answer}")


def ended(answer):
    """The last line of an answer."""
    expect(answer.done and answer.done_reason in ("stop", "length"), f"not a proper end: {answer}")
    expect(answer.eval_count and answer.prompt_eval_count and answer.total_duration, f"counts are missing: {answer}")


@check("ollama: version")
def version():
    said = gateway.ask("GET", "/api/version").json()["version"]
    expect(tuple(int(part) for part in said.split(".")) >= (0, 6, 4), f"clients want 0.6.4 at least: {said}")
    equal(gateway.ask("HEAD", "/").status, 200, "status of HEAD /")
    return said


@check("ollama: list, show and ps")
def lists():
    listed = client().list().models
    expect(gateway.model in [model.model for model in listed] or gateway.model + ":latest" in [model.model for model in listed],
           f"{gateway.model} is not listed: {listed}")
    raw = gateway.ask("GET", "/api/tags").json()["models"][0]
    expect({"name", "model", "size", "digest", "modified_at", "details"} <= raw.keys(), f"fields are missing: {raw}")
    shown = client().show(listed[0].model)
    expect("completion" in shown.capabilities, f"capabilities {shown.capabilities}")
    contexts = [value for name, value in shown.modelinfo.items() if name.endswith(".context_length")]
    expect(contexts and contexts[0] > 0, f"no context_length: {shown.modelinfo}")
    client().ps()
    refused(404, lambda: client().show("no-such-model"))
    return f"{shown.capabilities}, context of {contexts[0]}"


@check("ollama: chat")
def chat():
    answer = client().chat(model=gateway.model, messages=QUESTION, options=SHORT)
    ended(answer)
    expect(answer.message.content and answer.message.role == "assistant", f"no content: {answer}")
    equal(answer.model, gateway.model, "model")
    parts = list(client().chat(model=gateway.model, messages=QUESTION, options=SHORT, stream=True))
    ended(parts[-1])
    expect(not any(part.done for part in parts[:-1]), "an early line is the end")
    equal("".join(part.message.content or "" for part in parts), answer.message.content, "the stream, beside the whole answer")
    return repr(answer.message.content)


@check("ollama: lines of JSON, streamed by default")
def lines():
    reply = gateway.ask("POST", "/api/chat", {"model": gateway.model, "messages": QUESTION, "options": SHORT})
    expect(reply.headers["Content-Type"].startswith("application/x-ndjson"), reply.headers["Content-Type"])
    parsed = [json.loads(line) for line in reply.text.splitlines()]
    expect(len(parsed) > 1 and parsed[-1]["done"] is True and all("created_at" in line for line in parsed), "not the lines of a chat")


@check("ollama: generate")
def generate():
    answer = client().generate(model=gateway.model, prompt="The sea is", options=SHORT)
    ended(answer)
    expect(answer.response, "no response")
    parts = list(client().generate(model=gateway.model, prompt="The sea is", options=SHORT, stream=True))
    ended(parts[-1])
    expect("".join(part.response or "" for part in parts), "no response in the stream")
    return repr(answer.response)


@check("ollama: an empty request loads the model")
def loads():
    expect(client().generate(model=gateway.model, keep_alive="5m").done, "not done")
    expect(client().chat(model=gateway.model, messages=[]).done, "not done")


@check("ollama: schema")
def schema():
    form = {"type": "object", "properties": {"country": {"enum": ["France", "Spain"]}}, "required": ["country"]}
    call = lambda: client().chat(model=gateway.model, messages=QUESTION, format=form, options={"num_predict": 48})  # noqa: E731
    if gateway.server == "shimmy":
        return refused(400, call)
    text = call().message.content
    expect(json.loads(text)["country"] in ("France", "Spain"), f"does not follow the schema: {text}")
    return text


@check("ollama: tools")
def tools():
    call = lambda: client().chat(model=gateway.model, messages=[{"role": "user", "content": "How is the weather in Paris?"}],  # noqa: E731
                                 tools=[WEATHER], options={"num_predict": 64, "temperature": 0})
    try:
        answer = call()
    except ollama.ResponseError as failure:
        equal(failure.status_code, 400, "status")
        return f"refused: {failure.error}"
    for made in answer.message.tool_calls or []:
        expect(isinstance(made.function.arguments, dict) or hasattr(made.function.arguments, "keys"), f"arguments are no object: {made}")
    expect(answer.message.content or answer.message.tool_calls, f"nothing: {answer}")
    return [made.function.name for made in answer.message.tool_calls or []] or repr(answer.message.content)


@check("ollama: embed and embeddings")
def embed():
    try:
        equal(len(client().embed(model=gateway.model, input=["a", "b"]).embeddings), 2, "vectors")
        expect(client().embeddings(model=gateway.model, prompt="a").embedding, "no vector")
    except ollama.ResponseError as failure:
        expect(400 <= failure.status_code < 500 and failure.error, f"{failure.status_code} {failure.error}")
        return f"refused: {failure.error}"


@check("ollama: pull confirms, and what would change models is refused")
def pull():
    equal(client().pull(gateway.model).status, "success", "status")
    equal([part.status for part in client().pull(gateway.model, stream=True)][-1], "success", "last status")
    refused((400, 404), lambda: client().pull("no-such-model"))
    client_errors = range(400, 500)
    for call in (lambda: client().push(gateway.model), lambda: client().delete(gateway.model),
                 lambda: client().copy(gateway.model, "other"), lambda: client().create("other", from_=gateway.model)):
        said = refused(client_errors, call)
    return said


@check("ollama: errors")
def errors():
    said = refused(404, lambda: client().chat(model="no-such-model", messages=QUESTION))
    refused(404, lambda: list(client().generate(model="no-such-model", prompt="Hi", stream=True)))
    reply = gateway.ask("POST", "/api/chat", {"model": gateway.model, "messages": "Hi"})
    expect(reply.status == 400 and isinstance(reply.json()["error"], str), f"{reply.status} {reply.text}")
    reply = gateway.ask("POST", "/api/chat", {"model": gateway.model, "messages": QUESTION, "options": {"temperature": "hot"}})
    expect(reply.status == 400 and "temperature" in reply.json()["error"], f"{reply.status} {reply.text}")
    refused(400, lambda: client().chat(model=gateway.model, messages=[{"role": "user", "content": "lighthouse keeper " * 60000}]))
    return said
