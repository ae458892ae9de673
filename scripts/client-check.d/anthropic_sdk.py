"""Anthropic's Python SDK."""

import json
import re
import threading
import time

import anthropic
from checks import QUESTION, check, equal, expect, gateway, until_idle

WEATHER = {"name": "get_weather", "description": "Tells the weather of a city.",
           "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}
# A count that its server has not made within 20 s is made by the gateway.
COUNTS_SECONDS = 20
ASK_WEATHER = [{"role": "user", "content": "How is the weather in Paris?"}]


def client():
    return anthropic.Anthropic(base_url=gateway.url, api_key="any", max_retries=0, timeout=600)


def ask(**fields):
    answer = client().messages.create(**{"model": "claude-local-" + gateway.model, "messages": QUESTION, "max_tokens": 24, **fields})
    gateway.note(answer.model_dump_json())
    return answer


def streamed(**fields):
    """The events as the SDK parses them, and the message that it joins them to."""
    with client().messages.stream(**{"model": "claude-local-" + gateway.model, "messages": QUESTION, "max_tokens": 24, **fields}) as stream:
        types = [event.type for event in stream]
        message = stream.get_final_message()
    gateway.note(json.dumps(types)[:2000] + message.model_dump_json())
    return types, message


def refused(kind, call):
    try:
        answer = call()
    except anthropic.APIStatusError as failure:
        gateway.note(failure.response.text)
        equal(type(failure), kind, "kind of error")
        return failure.body["error"]["message"]
    raise AssertionError(f"was not refused, but answered: {answer}")


@check("anthropic: models")
def models():
    listed = [model.id for model in client().models.list()]
    expect("claude-local-" + gateway.model in listed and gateway.model in listed, f"not listed: {listed}")
    equal(client().models.retrieve(gateway.model).id, gateway.model, "id")
    return listed


@check("anthropic: whole answer")
def whole():
    answer = ask()
    equal(answer.role, "assistant", "role")
    equal(answer.model, "claude-local-" + gateway.model, "model")
    expect(answer.stop_reason in ("end_turn", "max_tokens"), f"stop reason {answer.stop_reason}")
    expect(answer.content[0].text, "no text")
    expect(answer.usage.output_tokens > 0, f"tokens are not counted: {answer.usage}")
    expect({"container", "stop_details", "stop_sequence"} <= json.loads(answer.model_dump_json()).keys(), "fields are missing")
    return repr(answer.content[0].text)


@check("anthropic: stream")
def stream():
    greedy = {"extra_body": {"temperature": 0}}
    types, message = streamed(**greedy)
    for needed in ("message_start", "content_block_start", "content_block_stop", "message_delta", "message_stop"):
        expect(needed in types, f"no {needed} in {types}")
    expect(message.content[0].text, "no text")
    expect(message.usage.input_tokens + (message.usage.cache_read_input_tokens or 0) > 0, f"tokens are not counted: {message.usage}")
    equal(ask(**greedy).content[0].text, message.content[0].text, "the whole answer, beside the stream")


@check("anthropic: stop sequences")
def stops():
    answer = ask(stop_sequences=["is"], extra_body={"temperature": 0}, max_tokens=48)
    expect("is" not in answer.content[0].text, f"the answer goes on after its stop sequence: {answer.content[0].text!r}")
    if gateway.server == "embedded":
        equal((answer.stop_reason, answer.stop_sequence), ("stop_sequence", "is"), "stop reason")
    return answer.stop_reason


@check("anthropic: the count is that of the answer")
def count():
    counted = client().messages.count_tokens(model="claude-x", messages=QUESTION, system="Be brief.").input_tokens
    usage = ask(system="Be brief.", max_tokens=2).usage
    if gateway.server != "shimmy":
        equal(counted, usage.input_tokens + (usage.cache_read_input_tokens or 0), "counted tokens")
    with client().messages.stream(model="claude-x", messages=QUESTION, system="Be brief.", max_tokens=2) as begun:
        equal(next(iter(begun)).message.usage.input_tokens, counted, "tokens in message_start")
    return counted


@check("anthropic: the second turn reuses the prompt, though the attribution line has changed")
def second_turn():
    if gateway.server == "shimmy":
        return "left out: shimmy keeps no prompt"
    until_idle()
    instructions = "Answer in one short sentence. " * 30
    first = ask(system="x-anthropic-billing-header: cc_version=2.1.197.1; cch=11111;\n" + instructions, max_tokens=4)
    turns = [*QUESTION, {"role": "assistant", "content": first.content[0].text}, {"role": "user", "content": "Thank you."}]
    second = ask(system="x-anthropic-billing-header: cc_version=2.1.197.2; cch=22222;\n" + instructions, messages=turns, max_tokens=4)
    read, reused = second.usage.input_tokens, second.usage.cache_read_input_tokens or 0
    expect(reused > 150 and reused > read, f"{reused} tokens were reused, and {read} read again")
    return f"{reused} tokens reused, {read} read"


def numbered(number):
    return QUESTION + [{"role": "assistant", "content": "Paris."}, {"role": "user", "content": f"And number {number}?"}]


def counted(number):
    return client().messages.count_tokens(model="claude-x", messages=numbered(number)).input_tokens


def generated():
    """The tokens of all answers, and the time of the last one."""
    tokens = re.findall(r'^shimmy_gateway_tokens_total\{[^}]*type="output"[^}]*\} (\S+)', gateway.ask("GET", "/metrics").text, re.MULTILINE)
    return sum(map(float, tokens)), gateway.ask("GET", "/v1/status").json().get("lastGoodGeneration")


def generated_after(earlier):
    """The same, once the meters have learnt of an answer, which they do shortly after its client."""
    deadline = time.monotonic() + 60
    while True:
        now = generated()
        time.sleep(0.3)
        # shimmy counts no tokens.
        if (now[0] > earlier[0] or gateway.server == "shimmy") and now[1] != earlier[1] and generated() == now:
            return now
        expect(time.monotonic() < deadline, f"the meters do not learn of an answer: {earlier}, {now}")


@check("anthropic: 40 counts at once")
def counts():
    until_idle()
    earlier = generated()
    ask(max_tokens=1)
    until_idle()
    before, seen, begin = generated_after(earlier), {}, time.monotonic()
    threads = [threading.Thread(target=lambda each=number: seen.update({each: counted(each)})) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.monotonic() - begin
    equal(seen, {number: counted(number) for number in range(40)}, "the counts, one by one")
    equal(generated(), before, "generated tokens and time of the last generation")
    # A process of our own counts for shimmy, one prompt after the other.
    if gateway.server != "shimmy":
        expect(seconds < COUNTS_SECONDS, f"40 counts took {seconds:.1f} s")
        # The counts one by one may be remembered; an answer counts for itself.
        usage = ask(messages=numbered(39), max_tokens=1).usage
        equal(seen[39], usage.input_tokens + (usage.cache_read_input_tokens or 0), "counted tokens")
    return f"{seconds:.1f} s, {sorted(set(seen.values()))}"


@check("anthropic: tools, streamed and not")
def tools():
    fields = {"tools": [WEATHER], "tool_choice": {"type": "any", "disable_parallel_tool_use": True}, "max_tokens": 200,
              "messages": ASK_WEATHER, "extra_body": {"temperature": 0}}
    if gateway.server == "shimmy":
        return refused(anthropic.BadRequestError, lambda: ask(**fields))
    whole = tool_round(ask, fields)
    equal(tool_round(lambda **said: streamed(**said)[1], fields), whole, "the streamed round, beside the whole one")
    return whole


def tool_round(send, fields):
    """The input of a call, and the text after its result."""
    answer = send(**fields)
    equal(answer.stop_reason, "tool_use", "stop reason")
    calls = [block for block in answer.content if block.type == "tool_use"]
    equal([call.name for call in calls], ["get_weather"], "calls")
    expect("city" in calls[0].input, f"no city: {calls[0]}")
    result = [{"type": "tool_result", "tool_use_id": calls[0].id, "content": [{"type": "text", "text": "Sunny, 20 degrees."}]}]
    after = send(**{**fields, "tool_choice": {"type": "none"}, "max_tokens": 48, "messages": ASK_WEATHER + [
        {"role": "assistant", "content": answer.content}, {"role": "user", "content": result}]})
    text = "".join(block.text for block in after.content if block.type == "text")
    expect(text, f"no answer to a result of a tool: {after.content}")
    return calls[0].input, text


@check("anthropic: a tool whose schema the server may be unable to follow")
def hard_schema():
    if gateway.server != "llama-server":
        return "left out: for llama-server"
    script = {"type": "string", "maxLength": 524288, "pattern": r"^\d+$"}
    hard = {**WEATHER, "input_schema": {"type": "object", "properties": {"script": script}}}
    # What the small model says within its tokens is chance.
    equal(ask(tools=[hard]).type, "message", "type")
    return refused(anthropic.BadRequestError, lambda: ask(tools=[{**hard, "strict": True}]))


@check("anthropic: schema")
def schema():
    form = {"format": {"type": "json_schema", "schema": {
        "type": "object", "properties": {"country": {"enum": ["France", "Spain"]}}, "required": ["country"]}}}
    if gateway.server == "shimmy":
        return refused(anthropic.BadRequestError, lambda: ask(output_config=form))
    text = ask(output_config=form, max_tokens=48).content[0].text
    expect(json.loads(text)["country"] in ("France", "Spain"), f"does not follow the schema: {text}")


@check("anthropic: refusals")
def refusals():
    refused(anthropic.BadRequestError, lambda: ask(model="gpt-5"))
    refused(anthropic.BadRequestError, lambda: ask(tools=[{"type": "web_search_20250305", "name": "web_search"}]))
    refused(anthropic.BadRequestError, lambda: ask(messages=[{"role": "user", "content": [{"type": "tool_result", "tool_use_id": "x"}]}]))
    said = refused(anthropic.BadRequestError, lambda: streamed(messages=[{"role": "user", "content": "lighthouse keeper " * 60000}]))
    expect(said.startswith("prompt is too long: ") and " tokens > " in said and said.endswith(" maximum"), said)
    return said


@check("anthropic: a stream that is left gives its slot back")
def left():
    with client().messages.stream(model="claude-x", max_tokens=60 if gateway.server == "shimmy" else 600,
                                  messages=[{"role": "user", "content": "Tell a very long story about the sea."}]) as begun:
        next(iter(begun))
    until_idle()
