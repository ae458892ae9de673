"""The script that is Codex's model. What it does is decided by the question."""

import json

from chat_script import LONG, ChatScript, texts_of

DONE = "The file says good morning now."
SUMMARY = "The user likes the number 42."


class Script(ChatScript):

    def __init__(self, command):
        super().__init__()
        self.command = command

    def question(self, request):
        return texts_of(request)[-1]

    def answer(self, request):
        if request["messages"][-1]["role"] == "tool":
            return DONE, [], "stop"
        question = self.question(request)
        if "write the file" in question:
            offered = [tool["function"]["name"] for tool in request.get("tools") or []]
            call = {"index": 0, "id": "call_1", "type": "function",
                    "function": {"name": "exec_command", "arguments": json.dumps({"cmd": self.command})}}
            return ("", [call], "tool_calls") if "exec_command" in offered else (str(offered), [], "stop")
        if "CONTEXT CHECKPOINT" in question:
            return SUMMARY, [], "stop"
        return LONG if "long answer" in question else "You asked: " + question.strip().splitlines()[-1], [], "stop"

    def pieces(self, text, calls):
        thinking = [] if calls or text == DONE else [{"reasoning_content": "Let me think."}]
        return thinking + super().pieces(text, calls)

    def usage(self, request):
        return (31000 if "fill the context" in self.question(request) else 1000), 7
