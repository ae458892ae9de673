"""Loaded by schemathesis. Makes requests reach the model, and keeps their answers short.

Wrong fields of a request stay wrong.
"""

import json
import os
import zlib

import schemathesis

FEW = 4

# What the embedded engine refuses, or this model cannot do. Nearly every request would have one of them.
OFTEN_REFUSED = ("n", "logprobs", "top_logprobs", "logit_bias", "response_format", "reasoning_effort", "format", "images", "think",
                 "output_format", "text")

MOST = 2**31 - 1

# Ids of stored responses and of their items, latest last.
stored = {"responses": [], "items": []}


def is_whole(value):
    return (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, float) and value.is_integer())


def shorten(limits, *names):
    for name in names:
        if limits.get(name) is None or (is_whole(limits[name]) and limits[name] > FEW):
            limits[name] = FEW


def converse(messages):
    """Nearly every result would belong to no call, every image be refused, and every second conversation end with the assistant."""
    calls = 0
    open_calls = []
    for message in messages:
        if not isinstance(message["content"], list):
            continue
        kept = []
        for block in message["content"]:
            if block["type"] == "tool_use":
                calls += 1
                block["id"] = f"toolu_{calls}"
                open_calls.append(block["id"])
            elif block["type"] == "tool_result":
                if not open_calls:
                    continue
                block["tool_use_id"] = open_calls.pop(0)
            if block["type"] != "image":
                kept.append(block)
        message["content"] = kept
    if messages[-1]["role"] != "user":
        messages.append({"role": "user", "content": "Go on."})


def is_object(text):
    try:
        return isinstance(json.loads(text), dict)
    except (TypeError, ValueError):
        return False


def without_images(item, field):
    if isinstance(item.get(field), list):
        item[field] = [part for part in item[field] if part["type"] != "input_image"]


def go_on(body):
    """The same for items: ids of calls and of stored items are known, arguments are objects, and the end is the user's."""
    if isinstance(body["input"], list):
        body["input"] = list(known_items(body["input"])) + [{"role": "user", "content": "Go on."}]
    names = set()
    for tool in (body.get("tools") or []):
        for each in [tool] + (tool.get("tools") or []):
            if each["type"] in ("function", "custom", "namespace"):
                each["name"] = f"{each['name'][:20]}{len(names)}"
                names.add(each["name"])
    functions = [tool for tool in (body.get("tools") or []) if tool["type"] in ("function", "custom")]
    choice = body.get("tool_choice")
    if not functions:
        body.pop("tool_choice", None)
    elif isinstance(choice, dict):
        named = {"type": functions[0]["type"], "name": functions[0]["name"]}
        body["tool_choice"] = {**choice, "tools": [named]} if choice["type"] == "allowed_tools" else named


def known_items(items):
    calls, open_calls = 0, []
    for item in items:
        kind = item.get("type")
        if kind in ("function_call", "custom_tool_call"):
            calls += 1
            item["call_id"] = f"call_{calls}"
            open_calls.append(item["call_id"])
            if kind == "function_call" and not is_object(item.get("arguments")):
                item["arguments"] = "{}"
        elif kind in ("function_call_output", "custom_tool_call_output"):
            if item.get("call_id") and not open_calls:
                continue
            if item.get("call_id"):
                item["call_id"] = open_calls.pop(0)
            without_images(item, "output")
        elif kind == "reasoning":
            item.pop("summary", None)
        elif kind == "item_reference":
            if not stored["items"]:
                continue
            item["id"] = stored["items"][-1]
        elif "content" in item:
            without_images(item, "content")
        yield item


@schemathesis.hook
def after_call(context, case, response):
    """Remembers the responses that are stored."""
    kind = response.headers.get("content-type", [""])[0]
    if response.status_code != 200 or not case.path.startswith("/v1/responses") or not kind.startswith("application/json"):
        return
    answer = response.json()
    if case.path == "/v1/responses" and case.method == "POST" and answer["store"]:
        stored["responses"].append(answer["id"])
        stored["items"] += [item["id"] for item in answer["output"]]
    elif case.path == "/v1/responses/{id}" and case.method == "DELETE":
        stored["responses"] = [each for each in stored["responses"] if each != answer["id"]]
        stored["items"].clear()


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.path.startswith("/v1/responses/{id}") and stored["responses"] and zlib.crc32(str(case.query).encode()) % 2:
        case.path_parameters["id"] = stored["responses"][-1]
    body = case.body
    if not isinstance(body, dict):
        return
    chance = zlib.crc32(json.dumps(body).encode(errors="replace"))
    is_right = case.meta and case.meta.generation.mode.is_positive
    previous = body.get("previous_response_id")
    if case.path == "/v1/responses" and isinstance(previous, str) and chance % 8:
        body.pop("previous_response_id")
        if stored["responses"]:
            body["previous_response_id"] = stored["responses"][-1]
    if is_right and case.path == "/v1/responses" and chance % 8:
        go_on(body)
    if is_right and chance % 2:
        for name in OFTEN_REFUSED:
            body.pop(name, None)
        if case.path.startswith("/v1/messages"):
            converse(body["messages"])
            if not body.get("tools"):
                body.pop("tool_choice", None)
    model = body.get("model")
    # Nearly every other text is refused before anything else is looked at; so are ids of responses that are not stored.
    if isinstance(model, str) and model and chance % 8:
        body["model"] = os.environ["FUZZED_MODEL"]
    if case.path in ("/v1/chat/completions", "/v1/completions"):
        shorten(body, "max_tokens", "max_completion_tokens")
    elif case.path == "/v1/messages" and is_whole(body.get("max_tokens")) and FEW < body["max_tokens"] <= MOST:
        # It is required, so none must stay none.
        body["max_tokens"] = FEW
    elif case.path == "/v1/responses":
        shorten(body, "max_output_tokens")
    elif case.path in ("/api/chat", "/api/generate") and isinstance(body.get("options"), (dict, type(None))):
        # 0 and less is no limit.
        options = body["options"] = body.get("options") or {}
        if is_whole(options.get("num_predict")) and options["num_predict"] <= 0:
            options["num_predict"] = FEW
        shorten(options, "num_predict")
