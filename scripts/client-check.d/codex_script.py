"""A server of OpenAI's chats whose model is a script, for Codex. What it does is decided by the question."""

import http.server
import json
import re
import threading
import time

LONG = " ".join(f"word{number}" for number in range(3000))
DONE = "The file says good morning now."
TOO_LONG = {"error": {"code": 400, "type": "exceed_context_size_error", "n_prompt_tokens": 9031, "n_ctx": 4096,
                      "message": "request (9031 tokens) exceeds the available context size (4096 tokens), try increasing it"}}
WRONG = {"error": {"code": 400, "type": "invalid_request_error", "message": "The scripted model does not like this."}}


def text_of(message):
    content = message.get("content") or ""
    return content if isinstance(content, str) else "\n".join(part.get("text", "") for part in content)


def question_of(request):
    return [text_of(message) for message in request["messages"] if message["role"] == "user"][-1]


class Script:
    """What was asked, and what is answered."""

    def __init__(self, command):
        self.command, self.requests, self.slow = command, [], 0
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}/v1"

    def pieces(self, request):
        """The deltas of the answer, and the reason of its end."""
        last = request["messages"][-1]
        if last["role"] == "tool":
            return [{"content": DONE}], "stop"
        question = question_of(request)
        if "write the file" in question:
            offered = [tool["function"]["name"] for tool in request.get("tools") or []]
            call = {"index": 0, "id": "call_1", "type": "function",
                    "function": {"name": "exec_command", "arguments": json.dumps({"cmd": self.command})}}
            return ([{"tool_calls": [call]}], "tool_calls") if "exec_command" in offered else ([{"content": str(offered)}], "stop")
        text = LONG if "long answer" in question else "You asked: " + question.strip().splitlines()[-1]
        return [{"reasoning_content": "Let me think."}] + [{"content": piece} for piece in re.findall(r"\S+\s*", text)], "stop"

    def handler(script):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                self.send(200, "application/json", json.dumps({"object": "list", "data": [{"id": "scripted", "object": "model"}]}))

            def do_POST(self):
                request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if not self.path.endswith("/chat/completions"):
                    self.send(404, "application/json", "{}")
                    return
                script.requests.append(request)
                question = question_of(request)
                for word, refusal in (("overflow", TOO_LONG), ("wrong", WRONG)):
                    if word in question:
                        self.send(400, "application/json", json.dumps(refusal))
                        return
                time.sleep(script.slow)
                pieces, reason = script.pieces(request)
                chunks = [{"choices": [{"index": 0, "delta": piece, "finish_reason": None}]} for piece in pieces]
                chunks += [{"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]},
                           {"choices": [], "usage": {"prompt_tokens": 1000, "completion_tokens": 7, "total_tokens": 1007}}]
                events = [f"data: {json.dumps({'id': 'c', 'created': 1, 'model': 'scripted', 'object': 'chat.completion.chunk', **chunk})}\n\n"
                          for chunk in chunks]
                if "cut this" in question:
                    self.send(200, "text/event-stream", "".join(events[:3]), 10 ** 6)
                    self.close_connection = True
                    return
                self.send(200, "text/event-stream", "".join(events) + "data: [DONE]\n\n")

            def send(self, status, kind, body, length=None):
                payload = body.encode()
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(length or len(payload)))
                self.end_headers()
                self.wfile.write(payload)

        return Handler
