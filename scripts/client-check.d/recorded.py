"""Requests as aider, llm, cline, cn (Continue) and the ollama client send them.

Their fields, types, sizes and headers are those that were seen on the wire in November 2026; the texts are ours.
"""

import json

SENTENCE = "The keeper of the lighthouse writes down what the sea brings to the shore. "
STAINLESS = {"accept": "application/json", "accept-encoding": "gzip, deflate", "authorization": "Bearer sk-local",
             "content-type": "application/json", "x-stainless-retry-count": "0", "x-stainless-lang": "python"}
AIDER = {**STAINLESS, "user-agent": "OpenAI/Python 2.20.0", "x-stainless-read-timeout": "600.0"}
LLM = {**STAINLESS, "user-agent": "OpenAI/Python 3.57.0", "x-stainless-read-timeout": "600"}
CLINE = {"accept": "*/*", "accept-encoding": "gzip, deflate, br, zstd", "authorization": "Bearer sk-local",
         "content-type": "application/json",
         "user-agent": "ai-sdk/openai-compatible/3.0.37 ai-sdk/provider-utils/5.0.30 runtime/bun/1.3.13"}
CN = {**STAINLESS, "accept-encoding": "gzip, deflate, br", "user-agent": "ls/JS 5.23.2", "x-stainless-lang": "js"}
OLLAMA = {"accept": "application/json", "accept-encoding": "gzip, deflate", "content-type": "application/json",
          "user-agent": "ollama-python/0.6.3"}
USAGE = {"include_usage": True}


def text(length):
    return (SENTENCE * (length // len(SENTENCE) + 1))[:length].strip()


def message(role, length=30, **more):
    return {"role": role, "content": text(length), **more}


def tool(name, parameters, described):
    return {"type": "function", "function": {"name": name, "description": text(described), "parameters": parameters}}


def cline_tools():
    """25 tools, 17 kB, with every keyword of JSON schema that cline uses."""
    parameters = {
        "$schema": "http://json-schema.org/draft-07/schema#", "type": "object", "additionalProperties": False,
        "properties": {
            "path": {"type": "string", "minLength": 1, "description": text(60)},
            "commands": {"type": "array", "minItems": 1, "maxItems": 9, "items": {"anyOf": [{"type": "string"}, {
                "type": "object", "properties": {"command": {"type": "string"}}, "required": ["command"]}]}},
            "timeout": {"type": "number", "exclusiveMinimum": 0, "maximum": 600, "default": 30},
            "lines": {"type": "integer", "minimum": 1}, "mode": {"type": "string", "enum": ["read", "write"]}},
        "required": ["path"]}
    return [tool(f"tool_{number}", parameters, 90) for number in range(25)]


def cn_tools():
    """11 tools, 6 kB."""
    parameters = {"type": "object", "required": ["command"], "properties": {
        "command": {"type": "string", "description": text(120)},
        "files": {"type": "array", "items": {"type": "string"}, "description": text(60)}}}
    return [tool(f"Tool{number}", parameters, 150) for number in range(11)]


def call(identity, name, **arguments):
    return {"id": identity, "type": "function", "function": {"name": name, "arguments": json.dumps(arguments)}}


def openai_requests(model):
    """Client and what is told apart, path, headers, body."""
    chat = "/v1/chat/completions"
    ask = {"model": model, "stream": True}
    weather = tool("get_weather", {"properties": {"city": {"type": "string"}}, "type": "object"}, 30)
    schema = {"type": "json_schema", "json_schema": {"name": "output", "schema": {
        "type": "object", "properties": {"country": {"enum": ["France", "Spain"]}}, "required": ["country"]}}}
    yield "aider", chat, AIDER, {
        "messages": [message("system", 1200), message("user"), message("assistant", 200), message("user", 100),
                     message("assistant"), message("user", 240), message("assistant"), message("user", 880)],
        **ask, "temperature": 0}
    yield "llm, stream", chat, LLM, {**ask, "messages": [message("user")], "stream_options": USAGE}
    yield "llm, whole", chat, LLM, {**ask, "stream": False, "messages": [message("system"), message("user")]}
    yield "llm, schema", chat, LLM, {**ask, "messages": [message("user")], "response_format": schema, "stream_options": USAGE}
    yield "llm, text", "/v1/completions", LLM, {**ask, "prompt": text(30), "stream_options": USAGE}
    yield "llm, tools", chat, LLM, {**ask, "messages": [message("user")], "stream_options": USAGE, "tools": [weather]}
    first = [message("system", 1300), message("user")]
    cn = {"stream": True, "tools": cn_tools(), "stream_options": USAGE}
    yield "cn", chat, CN, {"model": model, "messages": first, **cn}
    yield "cn, result of a tool", chat, CN, {"model": model, "messages": first + [
        message("assistant", tool_calls=[call("call_1", "Tool1", command="ls")]), message("tool", tool_call_id="call_1")], **cn}
    first = [message("system", 4300), message("user")]
    cline = {"tools": cline_tools(), "tool_choice": "auto", "stream": True, "stream_options": USAGE}
    yield "cline", chat, CLINE, {"model": model, "messages": first, **cline}
    yield "cline, result of a tool", chat, CLINE, {"model": model, "messages": first + [
        {"role": "assistant", "content": None, "tool_calls": [call("call_1", "tool_1", commands=["ls"])]},
        message("tool", 220, tool_call_id="call_1")], **cline}


def ollama_requests(model):
    few, question = {"num_predict": 8, "temperature": 0}, [message("user")]
    schema = {"type": "object", "properties": {"a": {"enum": ["b"]}}, "required": ["a"]}
    weather = tool("get_weather", {"type": "object", "properties": {"city": {"type": "string", "description": "City"}},
                                   "required": ["city"]}, 40)
    chat = {"model": model, "stream": False, "options": few, "messages": question, "tools": []}
    yield "tags", "GET", "/api/tags", None
    yield "show", "POST", "/api/show", {"model": model}
    yield "ps", "GET", "/api/ps", None
    yield "chat", "POST", "/api/chat", chat
    yield "chat, stream", "POST", "/api/chat", {**chat, "stream": True}
    yield "chat, few options", "POST", "/api/chat", {**chat, "options": {"num_predict": 2}}
    yield "chat, schema", "POST", "/api/chat", {**chat, "options": {"num_predict": 40}, "format": schema}
    yield "chat, tools", "POST", "/api/chat", {**chat, "tools": [weather]}
    yield "generate", "POST", "/api/generate", {"model": model, "stream": False, "options": few, "prompt": text(30)}
    yield "generate, stream", "POST", "/api/generate", {"model": model, "stream": True, "options": few, "prompt": text(30)}
    yield "embed", "POST", "/api/embed", {"model": model, "input": ["one", "two"]}
    yield "embeddings", "POST", "/api/embeddings", {"model": model, "prompt": "one"}
    yield "chat without options", "POST", "/api/chat", {"model": model, "stream": False, "messages": question, "tools": []}
