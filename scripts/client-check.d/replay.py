"""Repeats what clients were seen to send, and reads the answers as these clients do."""

import json

import recorded
from checks import chat_stream, check, equal, events, expect, gateway, openai_error, token_count, until_idle

# No answer is read further: most of these requests have no max_tokens, and a small model may fill its whole context.
MOST_LINES = 400

# A whole answer is not awaited longer either. Its client leaves, as impatient ones do, and the slot must become free.
MOST_SECONDS = 60

# Errors with which a small server may refuse these requests; each client shows such an error once and stops.
LIMITS = ("context_length_exceeded",)


def answered(name, path, headers, body):
    reply = gateway.ask("POST", path, body, headers, MOST_LINES, MOST_SECONDS)
    if reply.status == 400:
        openai_error(reply, 400)
        error = reply.json()["error"]
        refused = str(error["param"]).split(".")[0]
        # Only 1.7.4 has neither so much room, nor schemas, tools or text completions.
        expect(gateway.server == "shimmy" and (error["code"] in LIMITS or refused in ("response_format", "tools", "prompt")),
               f"refused: {error}")
        return f"refused: {error['message']}"
    if not body["stream"]:
        equal(reply.status, 200, "status")
        answer = reply.json()
        expect(answer["choices"][0]["message"]["content"] and answer["choices"][0]["finish_reason"], "not an answer")
        return repr(answer["choices"][0]["message"]["content"])
    chunks = events(reply)
    if not reply.whole:
        equal(len({chunk["id"] for chunk in chunks}), 1, "ids in a stream")
        until_idle()
        return f"left after {len(chunks)} chunks"
    usage = "stream_options" in body
    if path.endswith("/v1/completions"):
        if usage:
            token_count(chunks[-1]["usage"])
        said = "".join(choice["text"] for chunk in chunks for choice in chunk["choices"])
        expect(said, "no text")
        return repr(said)
    said, calls, reason = chat_stream(chunks, usage)
    expect(said or calls, f"neither text nor calls, but {reason}")
    if "response_format" in body and reason == "stop":
        json.loads(said)
    return repr(said) if not calls else calls


def register_openai(index, name):
    @check(f"replay: {name}")
    def replayed():
        name, path, headers, body = list(recorded.openai_requests(gateway.model))[index]
        try:
            return answered(name, path, headers, body)
        except TimeoutError:
            until_idle()
            return f"left after {MOST_SECONDS} s"


def register_ollama(index, name):
    @check(f"replay: ollama, {name}")
    def replayed():
        name, method, path, body = list(recorded.ollama_requests(gateway.model))[index]
        try:
            reply = gateway.ask(method, path, body, recorded.OLLAMA, most_seconds=MOST_SECONDS)
        except TimeoutError:
            until_idle()
            return f"left after {MOST_SECONDS} s"
        if reply.status != 200:
            expect(400 <= reply.status < 500 and isinstance(reply.json()["error"], str), f"not an error of Ollama's form: {reply.text}")
            expect("embed" in path or gateway.server == "shimmy" or "tools" in name, f"refused: {reply.text}")
            return f"refused: {reply.json()['error']}"
        lines = [json.loads(line) for line in reply.text.splitlines()]
        if path in ("/api/chat", "/api/generate"):
            last = lines[-1]
            expect(last["done"] is True and last["done_reason"] in ("stop", "length"), f"no proper end: {last}")
            counts = {"total_duration", "load_duration", "prompt_eval_count", "prompt_eval_duration", "eval_count", "eval_duration"}
            expect(counts <= last.keys(), f"counts are missing: {last}")
            equal(all(line["done"] is False for line in lines[:-1]), True, "only the last line is the end")
            equal(len(lines) > 1, bool(body["stream"]), "several lines")


for _index, (_name, *_) in enumerate(recorded.openai_requests("")):
    register_openai(_index, _name)
for _index, (_name, *_) in enumerate(recorded.ollama_requests("")):
    register_ollama(_index, _name)
