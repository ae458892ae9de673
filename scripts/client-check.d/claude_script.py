"""A server of OpenAI's protocol whose model is a script, for Claude Code. What it does is decided by the question."""

import http.server
import json
import re
import threading
import time

LONG = " ".join(f"word{number}" for number in range(3000))
TOO_LONG = {"error": {"code": 400, "type": "exceed_context_size_error", "n_prompt_tokens": 9031, "n_ctx": 4096,
                      "message": "request (9031 tokens) exceeds the available context size (4096 tokens), try increasing it"}}
WRONG = {"error": {"code": 400, "type": "invalid_request_error", "message": "The scripted model does not like this."}}
DONE = "The files say good morning now."


def words(text):
    """Tokens of a text: enough for counts that can be compared."""
    return re.findall(r"<\|im_start\|>|\S+", text)


def text_of(message):
    content = message.get("content") or ""
    return content if isinstance(content, str) else "\n".join(part.get("text", "") for part in content)


def prompt(request):
    tools = json.dumps(request.get("tools") or [])
    return tools + "".join(f" <|im_start|> {message['role']} {text_of(message)} " for message in request["messages"]) + " <|im_start|> assistant"


def asked(request):
    return "\n".join(text_of(message) for message in request["messages"] if message["role"] == "user")


def write(index, path):
    arguments = {"file_path": str(path), "content": f"Good morning {index}\n"}
    return {"index": index, "id": f"call_{index}", "type": "function",
            "function": {"name": "Write", "arguments": json.dumps(arguments)}}


class Script:
    """What was asked, and what is answered."""

    def __init__(self, files):
        self.files, self.requests, self.slow = files, [], 0
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}/v1"

    def answer(self, request):
        """Text, calls of tools, and reason of the end."""
        question = asked(request)
        if request.get("response_format"):
            return json.dumps({"title": "A task"}), [], "stop"
        if "refuse this" in question:
            return "I", [], "content_filter"
        if "long answer" in question:
            return LONG, [], "stop"
        if "write " in question and request["messages"][-1]["role"] != "tool":
            number = len(self.files) if "write all files" in question else 1
            return "Of course.", [write(index, path) for index, path in enumerate(self.files[:number])], "tool_calls"
        return DONE, [], "stop"

    def handler(script):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                self.send(200, {"object": "list", "data": [{"id": "scripted", "object": "model"}]})

            def do_POST(self):
                request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if self.path == "/apply-template":
                    self.send(200, {"prompt": prompt(request)})
                elif self.path == "/tokenize":
                    self.send(200, {"tokens": [1 if word == "<|im_start|>" else 2 for word in words(request["content"])]})
                else:
                    script.requests.append(request)
                    self.generate(request)

            def generate(self, request):
                question = asked(request)
                if "overflow" in question or "be rejected" in question:
                    self.send(400, TOO_LONG if "overflow" in question else WRONG)
                    return
                time.sleep(script.slow)
                text, calls, reason = script.answer(request)
                usage = {"prompt_tokens": len(words(prompt(request))), "completion_tokens": 7}
                usage["total_tokens"] = usage["prompt_tokens"] + usage["completion_tokens"]
                if not request.get("stream"):
                    message = {"role": "assistant", "content": text, **({"tool_calls": calls} if calls else {})}
                    self.send(200, {"id": "c", "created": 1, "model": "scripted", "object": "chat.completion", "usage": usage,
                                    "choices": [{"index": 0, "message": message, "finish_reason": reason}]})
                    return
                events = [f"data: {json.dumps({'id': 'c', 'created': 1, 'model': 'scripted', 'object': 'chat.completion.chunk', **chunk})}\n\n"
                          for chunk in chunks(text, calls, reason, usage)]
                if "cut this" in question:
                    self.begin(200, "text/event-stream", 10 ** 6)
                    self.wfile.write("".join(events[:3]).encode())
                    self.wfile.flush()
                    # A cut that arrives together with the first token is a status, and no event.
                    time.sleep(0.5)
                    self.close_connection = True
                    return
                payload = ("".join(events) + "data: [DONE]\n\n").encode()
                self.begin(200, "text/event-stream", len(payload))
                self.wfile.write(payload)

            def send(self, status, body):
                payload = json.dumps(body).encode()
                self.begin(status, "application/json", len(payload))
                self.wfile.write(payload)

            def begin(self, status, kind, length):
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(length))
                self.end_headers()

        return Handler


def chunks(text, calls, reason, usage):
    """The answer in pieces: the text by words, the arguments of all calls alternately by halves."""
    pieces = [{"content": piece} for piece in re.findall(r"\S+\s*", text)]
    pieces += [{"tool_calls": [{**call, "function": {**call["function"], "arguments": ""}}]} for call in calls]
    for half in (0, 1):
        for call in calls:
            arguments = call["function"]["arguments"]
            middle = len(arguments) // 2
            pieces.append({"tool_calls": [{"index": call["index"], "function": {
                "arguments": arguments[middle:] if half else arguments[:middle]}}]})
    return [*({"choices": [{"index": 0, "delta": piece, "finish_reason": None}]} for piece in pieces),
            {"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]}, {"choices": [], "usage": usage}]
