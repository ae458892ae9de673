"""The events of the Responses API that tell a failure, read by OpenAI's Python SDK. The model is a script behind a gateway of its own."""

import openai
from checks import check, equal, expect, gateway
from codex_script import Script
from scripted_gateway import Watched
from strict_types import strict

_made = []


def bench():
    if not _made:
        script = Script("true")
        watched = Watched(script.url)
        client = openai.OpenAI(base_url=watched.url + "/v1", api_key="sk-local", max_retries=0, timeout=60)
        _made.extend((script, client, watched.ask("/v1/models")["data"][0]["id"]))
    return _made


def failed(question, code, slow=0):
    """The message of the last event, which must tell its failure with this code; the SDK has read each event."""
    script, client, model = bench()
    script.slow = slow
    try:
        events = list(client.responses.create(model=model, input=question, stream=True))
    finally:
        script.slow = 0
    gateway.note([event.type for event in events])
    equal([event.sequence_number for event in events], list(range(len(events))), "sequence numbers")
    equal([event.type for event in events].count("response.failed"), 1, "events response.failed")
    last = events[-1]
    equal(last.type, "response.failed", "the last event")
    gateway.note(last.to_json())
    equal((last.response.status, last.response.error.code), ("failed", code), "status and code")
    # The SDK's types do not list every code that OpenAI's servers send, so the check reads one that they list.
    last.response.error.code = "server_error"
    for event in events:
        strict(event)
    expect(last.response.error.message, "no message")
    return last.response.error.message


@check("responses, strict types: a stream that is cut")
def cut():
    return failed("Please cut this.", "server_error")


@check("responses, strict types: an overflow that is told as an event")
def overflow():
    # The stream begins after a second, so the refusal comes too late for a status.
    return failed("Let this overflow.", "context_length_exceeded", slow=6)
