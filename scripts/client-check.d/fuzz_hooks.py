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
                 "output_format")

MOST = 2**31 - 1


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


@schemathesis.hook
def before_call(context, case, kwargs):
    body = case.body
    if not isinstance(body, dict):
        return
    chance = zlib.crc32(json.dumps(body).encode(errors="replace"))
    if case.meta and case.meta.generation.mode.is_positive and chance % 2:
        for name in OFTEN_REFUSED:
            body.pop(name, None)
        if case.path.startswith("/v1/messages"):
            converse(body["messages"])
            if not body.get("tools"):
                body.pop("tool_choice", None)
    model = body.get("model")
    # Nearly every other text is refused before anything else is looked at.
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
