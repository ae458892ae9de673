"""A server of OpenAI's protocol whose model is a script, for programs that the small model is too weak for.

Usage: scripted_model.py PORT-FILE. It writes its port there, and serves until it is ended.
"""

import http.server
import json
import pathlib
import sys
import threading

EDIT = "greeting.txt\n```\n<<<<<<< SEARCH\nHello\n=======\nGood morning\n>>>>>>> REPLACE\n```\n"
COMMAND = "printf 'Good morning' > greeting.txt"
# Tools that run a command, and its arguments.
SHELLS = {"Bash": {"command": COMMAND}, "run_commands": {"commands": [COMMAND]}}


def answer(request):
    """What the model says: a text, or a call of a tool."""
    offered = {tool["function"]["name"] for tool in request.get("tools") or []}
    if not offered:
        return EDIT, None
    if request["messages"][-1]["role"] == "tool":
        return "The file says good morning now.", None
    name = next(name for name in SHELLS if name in offered)
    return None, {"index": 0, "id": "call_1", "type": "function",
                  "function": {"name": name, "arguments": json.dumps(SHELLS[name])}}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.send("application/json", json.dumps({"object": "list", "data": [{"id": "scripted", "object": "model"}]}))

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        text, call = answer(request)
        reason = "tool_calls" if call else "stop"
        same = {"id": "chatcmpl-1", "created": 1, "model": "scripted"}
        usage = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}
        if not request.get("stream"):
            message = {"role": "assistant", "content": text, **({"tool_calls": [call]} if call else {})}
            self.send("application/json", json.dumps({**same, "object": "chat.completion", "usage": usage, "choices": [
                {"index": 0, "message": message, "finish_reason": reason}]}))
            return
        pieces = [{"role": "assistant"}] + ([{"tool_calls": [call]}] if call else [{"content": each} for each in text.splitlines(True)])
        chunks = [{"choices": [{"index": 0, "delta": piece, "finish_reason": None}]} for piece in pieces]
        chunks += [{"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]}, {"choices": [], "usage": usage}]
        self.send("text/event-stream", "".join(
            f"data: {json.dumps({**same, 'object': 'chat.completion.chunk', **chunk})}\n\n" for chunk in chunks) + "data: [DONE]\n\n")

    def send(self, kind, body):
        payload = body.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    pathlib.Path(sys.argv[1]).write_text(str(server.server_port))
    threading.Event().wait()


if __name__ == "__main__":
    main()
