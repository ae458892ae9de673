"""A server of OpenAI's chats whose model is a script, for programs that must meet all that can happen."""

import http.server
import json
import re
import threading
import time

LONG = " ".join(f"word{number}" for number in range(3000))
TOO_LONG = {"error": {"code": 400, "type": "exceed_context_size_error", "n_prompt_tokens": 9031, "n_ctx": 4096,
                      "message": "request (9031 tokens) exceeds the available context size (4096 tokens), try increasing it"}}
WRONG = {"error": {"code": 400, "type": "invalid_request_error", "message": "The scripted model does not like this."}}


def text_of(message):
    content = message.get("content") or ""
    return content if isinstance(content, str) else "\n".join(part.get("text", "") for part in content)


def texts_of(request, role="user"):
    return [text_of(message) for message in request["messages"] if message["role"] == role]


def by_words(text):
    return [{"content": piece} for piece in re.findall(r"\S+\s*", text)]


class ChatScript:
    """What was asked, and what is answered. A script says what it answers; the rest stands here."""

    def __init__(self):
        self.requests, self.slow = [], 0
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler(self))
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}/v1"

    def question(self, request):
        """The text that decides what is answered."""
        raise NotImplementedError

    def answer(self, request):
        """Text, calls of tools, and the reason of the end."""
        raise NotImplementedError

    def pieces(self, text, calls):
        """The deltas of a streamed answer."""
        return by_words(text) + [{"tool_calls": [call]} for call in calls]

    def usage(self, request):
        """Tokens of the prompt and of the answer."""
        return 1000, 7

    def helper(self, path, request):
        """What a server answers that is no chat; None if it does not know the path."""
        return None


def handler(script):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def do_GET(self):
            self.send(200, {"object": "list", "data": [{"id": "scripted", "object": "model"}]})

        def do_POST(self):
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self.path.endswith("/chat/completions"):
                script.requests.append(request)
                self.generate(request)
                return
            helped = script.helper(self.path, request)
            self.send(404 if helped is None else 200, helped or {})

        def generate(self, request):
            time.sleep(script.slow)
            question = script.question(request)
            for words, refusal in (("overflow", TOO_LONG), ("be rejected", WRONG)):
                if words in question:
                    self.send(400, refusal)
                    return
            text, calls, reason = script.answer(request)
            prompt, said = script.usage(request)
            usage = {"prompt_tokens": prompt, "completion_tokens": said, "total_tokens": prompt + said}
            same = {"id": "c", "created": 1, "model": "scripted"}
            if not request.get("stream"):
                message = {"role": "assistant", "content": text, **({"tool_calls": calls} if calls else {})}
                self.send(200, {**same, "object": "chat.completion", "usage": usage,
                                "choices": [{"index": 0, "message": message, "finish_reason": reason}]})
                return
            chunks = [{"choices": [{"index": 0, "delta": piece, "finish_reason": None}]} for piece in script.pieces(text, calls)]
            chunks += [{"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]}, {"choices": [], "usage": usage}]
            events = [f"data: {json.dumps({**same, 'object': 'chat.completion.chunk', **chunk})}\n\n" for chunk in chunks]
            if "cut this" in question:
                self.begin(200, "text/event-stream", 10 ** 6)
                self.wfile.write("".join(events[:3]).encode())
                self.wfile.flush()
                # A cut that arrives together with the first token is a status, and no event.
                time.sleep(2)
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
