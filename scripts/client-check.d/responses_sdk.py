"""The Responses API of OpenAI's Python SDK."""

import json
import typing

import openai
import pydantic
from checks import check, equal, expect, gateway
from openai_sdk import client, refused
from strict_types import strict

WEATHER = {"type": "function", "name": "get_weather", "description": "Tells the weather of a city.", "strict": False,
           "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}


class Place(pydantic.BaseModel):
    # A small model could write any other text up to the limit on tokens.
    country: typing.Literal["France", "Spain"]


def ask(**fields):
    response = client().responses.create(**{"model": gateway.model, "input": "What is the capital of France?", "max_output_tokens": 24,
                                            "temperature": 0, **fields})
    gateway.note(response.to_json() if hasattr(response, "to_json") else "a stream")
    return response


def without_tools(failure, *fields):
    """Only shimmy has neither tools nor schemas."""
    expect(gateway.server == "shimmy" and failure.param in fields, f"refused: {failure.body}")
    return "refused, naming " + failure.param


@check("responses: whole answer")
def whole():
    response = strict(ask())
    expect(response.status in ("completed", "incomplete"), response.status)
    expect(response.output_text, "no text")
    equal(response.model, gateway.model, "model")
    expect(response.usage.total_tokens == response.usage.input_tokens + response.usage.output_tokens, f"usage {response.usage}")
    return repr(response.output_text)


@check("responses: stream")
def stream():
    events, text = [], ""
    with client().responses.stream(model=gateway.model, input="What is the capital of France?", max_output_tokens=24, temperature=0) as opened:
        for event in opened:
            events.append(event)
            text += event.delta if event.type == "response.output_text.delta" else ""
        final = opened.get_final_response() if events[-1].type == "response.completed" else events[-1].response
    gateway.note([event.type for event in events])
    equal([event.sequence_number for event in events], list(range(len(events))), "sequence numbers")
    equal(events[0].type, "response.created", "first event")
    for event in client().responses.create(model=gateway.model, input="Hi", max_output_tokens=8, stream=True):
        strict(event)
    equal(final.output_text, text, "the text of the last event")
    return repr(text)


@check("responses: tools")
def tools():
    try:
        first = ask(tools=[WEATHER], tool_choice="required", max_output_tokens=200, input="How is the weather in Paris?")
    except openai.BadRequestError as failure:
        return without_tools(failure, "tools", "tool_choice")
    call = first.output[-1]
    equal((call.type, call.name), ("function_call", "get_weather"), "type and name")
    expect("city" in json.loads(call.arguments), f"no city: {call}")
    result = {"type": "function_call_output", "call_id": call.call_id, "output": "Sunny, 20 degrees."}
    second = ask(tools=[WEATHER], max_output_tokens=200, input=[result], previous_response_id=first.id)
    expect(second.output, "no answer to a result of a tool")
    third = ask(tools=[WEATHER], max_output_tokens=200, store=False,
                input=[{"role": "user", "content": "How is the weather in Paris?"}, *[item.model_dump() for item in first.output], result])
    expect(third.output, "no answer to a result of a tool")
    return call.arguments


def joined(**fields):
    """The response that the SDK joins from events."""
    with client().responses.stream(model=gateway.model, temperature=0, **fields) as opened:
        for event in opened:
            pass
        final = opened.get_final_response() if event.type == "response.completed" else event.response
    gateway.note(final.to_json())
    return strict(final)


@check("responses: tools, streamed")
def streamed_tools():
    try:
        first = joined(tools=[WEATHER], tool_choice="required", max_output_tokens=200, input="How is the weather in Paris?")
    except openai.BadRequestError as failure:
        return without_tools(failure, "tools", "tool_choice")
    call = first.output[-1]
    equal((call.type, call.name), ("function_call", "get_weather"), "type and name")
    expect("city" in json.loads(call.arguments), f"no city: {call}")
    second = joined(tools=[WEATHER], tool_choice="none", max_output_tokens=24, previous_response_id=first.id, input=[
        {"type": "function_call_output", "call_id": call.call_id, "output": "Sunny, 20 degrees."}])
    expect(second.output_text, "no answer to a result of a tool")
    return f"{call.arguments}: {second.output_text}"


@check("responses: a conversation by the id of its response")
def stored():
    first = ask(input="My name is Ada.")
    second = ask(input="What is my name?", previous_response_id=first.id)
    equal(second.previous_response_id, first.id, "previous_response_id")
    equal(client().responses.retrieve(second.id).output_text, second.output_text, "the text that was stored")
    items = client().responses.input_items.list(second.id, order="asc")
    equal([item.role for item in items.data], ["user", "assistant", "user"], "roles")
    strict(items)
    strict(client().responses.input_items.list(second.id, order="asc", after=items.data[-1].id))
    client().responses.delete(second.id)
    refused(openai.NotFoundError, lambda: client().responses.retrieve(second.id), code="response_not_found")
    refused(openai.BadRequestError, lambda: ask(previous_response_id=second.id), code="previous_response_not_found")
    unstored = ask(store=False)
    return refused(openai.NotFoundError, lambda: client().responses.retrieve(unstored.id))


@check("responses: a namespace of tools, and what is listed of it")
def namespace():
    space = {"type": "namespace", "name": "weather", "description": "The weather.", "tools": [WEATHER]}
    call = {"type": "function_call", "call_id": "call_1", "namespace": "weather", "name": "get_weather", "arguments": '{"city": "Paris"}'}
    asked = [{"role": "user", "content": "How is the weather in Paris?"}, call,
             {"type": "function_call_output", "call_id": "call_1", "output": "Sunny, 20 degrees."}]
    try:
        response = strict(ask(tools=[space], tool_choice="none", input=asked))
    except openai.BadRequestError as failure:
        return without_tools(failure, "tools", "input")
    equal(response.tools[0].tools[0].name, "get_weather", "the tool of the namespace")
    items = strict(client().responses.input_items.list(response.id, order="asc"))
    equal([item.type for item in items.data], ["message", "function_call", "function_call_output"], "types of the items")
    return repr(response.output_text)


@check("responses: parsed output")
def parsed():
    try:
        response = client().responses.parse(model=gateway.model, input="Where is Paris?", text_format=Place, max_output_tokens=48)
    except openai.BadRequestError as failure:
        return without_tools(failure, "text.format")
    expect(isinstance(response.output_parsed, Place), f"not parsed: {response}")
    return repr(response.output_parsed)


@check("responses: wrong values")
def wrong():
    for field, value in (("temperature", "hot"), ("input", 7), ("max_output_tokens", -1), ("background", True), ("tools", {})):
        refused(openai.BadRequestError, lambda: client().responses.create(
            model=gateway.model, **{"input": "Hi"}, extra_body={field: value}), param=field)
    refused(openai.BadRequestError, lambda: ask(model="no-such-model"), code="model_not_found", param="model")
    return refused(openai.BadRequestError, lambda: ask(input="lighthouse keeper " * 60000), code="context_length_exceeded")
