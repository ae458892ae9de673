"""OpenAI's Python SDK."""

import json
import threading
import time

import httpx
import openai
from checks import QUESTION, WEATHER, chat_stream, check, equal, expect, gateway, token_count, until_idle

LONG = [{"role": "user", "content": "Tell a very long story about a lighthouse keeper and the sea."}]


def client():
    def note(response):
        gateway.note(f"{response.request.method} {response.request.url} {response.request.content[:1500]!r}\n< {response.status_code}")
        if response.status_code >= 400:
            gateway.note(response.read().decode())

    return openai.OpenAI(base_url=gateway.url + "/v1", api_key="sk-local", max_retries=0, timeout=600,
                         http_client=httpx.Client(event_hooks={"response": [note]}, timeout=600))


def ask(**fields):
    return client().chat.completions.create(**{"model": gateway.model, "messages": QUESTION, "max_tokens": 24, "temperature": 0, **fields})


def chunks_of(**fields):
    chunks = [chunk.model_dump(exclude_unset=True) for chunk in ask(stream=True, **fields)]
    gateway.note(json.dumps(chunks)[:2500])
    return chunks


def refused(kind, call, **fields):
    """The error that a call must end with."""
    try:
        answer = call()
    except openai.APIStatusError as failure:
        gateway.note(failure.response.text)
        equal(type(failure), kind, "kind of error")
        for name, value in fields.items():
            equal(getattr(failure, name), value, name)
        return failure.body["message"]
    raise AssertionError(f"was not refused, but answered: {answer}")


@check("openai: models")
def models():
    listed = client().models.list().data
    expect(gateway.model in [model.id for model in listed], f"{gateway.model} is not listed")
    one, again = client().models.retrieve(gateway.model), client().models.retrieve(gateway.model)
    equal(one.id, gateway.model, "id")
    equal(one.created, again.created, "created")
    refused(openai.NotFoundError, lambda: client().models.retrieve("no-such-model"), code="model_not_found")
    return [model.id for model in listed]


@check("openai: whole answer")
def whole():
    raw = client().chat.completions.with_raw_response.create(model=gateway.model, messages=QUESTION, max_tokens=24)
    document = json.loads(raw.text)
    answer = raw.parse()
    equal(answer.object, "chat.completion", "object")
    equal(answer.model, gateway.model, "model")
    choice = document["choices"][0]
    expect("refusal" in choice["message"] and "logprobs" in choice and "system_fingerprint" in document,
           f"refusal, logprobs or system_fingerprint are missing: {document}")
    expect(choice["finish_reason"] in ("stop", "length"), f"finish reason {choice['finish_reason']}")
    expect(answer.choices[0].message.content, "no content")
    if answer.usage is not None or gateway.server != "shimmy":
        token_count(answer.usage.model_dump())
    return repr(answer.choices[0].message.content)


@check("openai: the alias of the examples")
def alias():
    equal(ask(model="qwen-local", max_tokens=2).model, "qwen-local", "model")


@check("openai: stream")
def stream():
    chunks = chunks_of()
    text, calls, reason = chat_stream(chunks, usage=False)
    expect(text and not calls, f"text {text!r}, calls {calls}")
    if gateway.streams():
        expect(sum(1 for chunk in chunks if chunk["choices"][0]["delta"].get("content")) > 2, "the answer came in one piece")
    return repr(text)


@check("openai: stream with usage")
def stream_with_usage():
    chat_stream(chunks_of(stream_options={"include_usage": True}), usage=True)


@check("openai: same answer whole and streamed")
def same():
    text, _, reason = chat_stream(chunks_of(temperature=0, seed=1), usage=False)
    choice = ask(temperature=0, seed=1).choices[0]
    equal((choice.message.content, choice.finish_reason), (text, reason), "the whole answer, beside the stream")


@check("openai: stop and max_completion_tokens")
def limits():
    choice = ask(max_tokens=openai.omit, max_completion_tokens=2, messages=LONG).choices[0]
    # shimmy 1.7.4 says "stop" whatever the reason.
    equal(choice.finish_reason, "stop" if gateway.server == "shimmy" else "length", "finish reason")
    expect(len(choice.message.content.split()) <= 3, f"more than two tokens: {choice.message.content!r}")
    try:
        text = ask(stop=["a"], messages=LONG).choices[0].message.content
        expect("a" not in text, f"the answer goes on after its stop sequence: {text!r}")
    except openai.BadRequestError as failure:
        equal(failure.param, "stop", "the parameter that is refused")


@check("openai: tools")
def tools():
    try:
        choice = ask(tools=[WEATHER], tool_choice="required", max_tokens=200,
                     messages=[{"role": "user", "content": "How is the weather in Paris?"}]).choices[0]
    except openai.BadRequestError as failure:
        expect(failure.param in ("tools", "tool_choice"), f"refused for another reason: {failure.body}")
        return "refused, naming " + failure.param
    equal(choice.finish_reason, "tool_calls", "finish reason")
    call = choice.message.tool_calls[0]
    equal(call.function.name, "get_weather", "name")
    expect("city" in json.loads(call.function.arguments), f"no city: {call}")
    text, calls, _ = chat_stream(chunks_of(tools=[WEATHER], tool_choice="required", max_tokens=200), usage=False)
    equal({one["name"] for one in calls}, {"get_weather"}, "calls in the stream")
    answer = ask(tools=[WEATHER], messages=QUESTION + [
        choice.message.model_dump(exclude_unset=True), {"role": "tool", "tool_call_id": call.id, "content": "Sunny, 20 degrees."}])
    expect(answer.choices[0].message.content or answer.choices[0].message.tool_calls, "no answer to a result of a tool")
    return call.function.arguments


@check("openai: an empty list of tools is none")
def no_tools():
    answer = client().chat.completions.create(model=gateway.model, messages=QUESTION, max_tokens=8, extra_body={"tools": []})
    expect(answer.choices[0].message.content, "no content")


@check("openai: schema")
def schema():
    form = {"type": "json_schema", "json_schema": {"name": "place", "schema": {
        "type": "object", "properties": {"country": {"enum": ["France", "Spain"]}}, "required": ["country"]}}}
    try:
        text = ask(response_format=form, max_tokens=48).choices[0].message.content
    except openai.BadRequestError as failure:
        expect(str(failure.param).startswith("response_format"), f"refused for another reason: {failure.body}")
        return "refused, naming " + failure.param
    expect(json.loads(text)["country"] in ("France", "Spain"), f"does not follow the schema: {text}")
    return text


@check("openai: text completions")
def completions():
    if gateway.server == "shimmy":
        return refused(openai.BadRequestError, lambda: client().completions.create(model=gateway.model, prompt="The sea is"),
                       param="prompt")
    answer = client().completions.create(model=gateway.model, prompt="The sea is", max_tokens=8)
    equal(answer.object, "text_completion", "object")
    expect(answer.choices[0].text, "no text")
    chunks = list(client().completions.create(model=gateway.model, prompt="The sea is", max_tokens=8, stream=True))
    expect("".join(chunk.choices[0].text for chunk in chunks if chunk.choices), "no text in the stream")
    return repr(answer.choices[0].text)


@check("openai: embeddings")
def embeddings():
    try:
        data = client().embeddings.create(model=gateway.model, input=["a", "b"]).data
        expect(len(data) == 2 and all(isinstance(number, float) for number in data[0].embedding), f"no vectors: {data}")
        return f"{len(data[0].embedding)} numbers"
    except openai.APIStatusError as failure:
        expect(400 <= failure.status_code < 500 and failure.body["message"], f"{failure.status_code} {failure.body}")
        return f"refused: {failure.body['message']}"


@check("openai: unknown model")
def unknown_model():
    said = refused(openai.NotFoundError, lambda: ask(model="no-such-model"), code="model_not_found", param="model")
    expect(gateway.model in said, f"the message does not list what is served: {said}")
    return said


@check("openai: wrong types and values")
def wrong_types():
    for field, value in (("temperature", "hot"), ("messages", "Hi"), ("max_tokens", -1), ("stream", "yes"), ("n", 0)):
        refused(openai.BadRequestError, lambda: client().chat.completions.create(
            model=gateway.model, **{"messages": QUESTION}, extra_body={field: value}), param=field)
    refused(openai.BadRequestError, lambda: ask(messages=[]), param="messages")
    return refused(openai.BadRequestError, lambda: ask(messages=[{"role": "nobody", "content": "Hi"}]))


@check("openai: prompt that is too long")
def too_long():
    messages = [{"role": "user", "content": "lighthouse keeper " * 60000}]
    said = refused(openai.BadRequestError, lambda: ask(messages=messages), code="context_length_exceeded")
    refused(openai.BadRequestError, lambda: list(ask(messages=messages, stream=True)), code="context_length_exceeded")
    return said


@check("openai: cancelled streams give their slots back")
def cancel():
    for _ in range(6):
        begun = ask(messages=LONG, max_tokens=600 if gateway.streams() else 60, stream=True)
        next(iter(begun))
        begun.close()
    begin = time.monotonic()
    expect(ask(max_tokens=2).choices[0].finish_reason, "no answer afterwards")
    waited = time.monotonic() - begin
    until_idle()
    return f"the next answer took {waited:.1f} s"


@check("openai: more clients than slots")
def crowd():
    failures, threads = [], []

    def one():
        try:
            expect(ask(max_tokens=4).choices[0].finish_reason, "no finish reason")
        except Exception as failure:
            failures.append(failure)

    for _ in range(12):
        threads.append(threading.Thread(target=one))
        threads[-1].start()
    for thread in threads:
        thread.join()
    equal(failures, [], "failures")
    until_idle()
