"""The script that is Claude Code's model. What it does is decided by the question."""

import json
import re

from chat_script import LONG, ChatScript, by_words, text_of, texts_of

DONE = "The files say good morning now."


def words(text):
    """Tokens of a text: enough for counts that can be compared."""
    return re.findall(r"<\|im_start\|>|\S+", text)


def prompt(request):
    tools = json.dumps(request.get("tools") or [])
    return tools + "".join(f" <|im_start|> {message['role']} {text_of(message)} " for message in request["messages"]) + " <|im_start|> assistant"


def write(index, path):
    arguments = {"file_path": str(path), "content": f"Good morning {index}\n"}
    return {"index": index, "id": f"call_{index}", "type": "function",
            "function": {"name": "Write", "arguments": json.dumps(arguments)}}


class Script(ChatScript):

    def __init__(self, files):
        super().__init__()
        self.files = files

    def question(self, request):
        return "\n".join(texts_of(request))

    def answer(self, request):
        question = self.question(request)
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

    def pieces(self, text, calls):
        """The text by words, the arguments of all calls alternately by halves."""
        pieces = by_words(text) + [{"tool_calls": [{**call, "function": {**call["function"], "arguments": ""}}]} for call in calls]
        for half in (0, 1):
            for call in calls:
                arguments = call["function"]["arguments"]
                middle = len(arguments) // 2
                pieces.append({"tool_calls": [{"index": call["index"], "function": {
                    "arguments": arguments[middle:] if half else arguments[:middle]}}]})
        return pieces

    def usage(self, request):
        return len(words(prompt(request))), 7

    def helper(self, path, request):
        if path == "/apply-template":
            return {"prompt": prompt(request)}
        if path == "/tokenize":
            return {"tokens": [1 if word == "<|im_start|>" else 2 for word in words(request["content"])]}
        return None
