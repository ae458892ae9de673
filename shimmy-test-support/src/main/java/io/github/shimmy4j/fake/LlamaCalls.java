package io.github.shimmy4j.fake;

import java.util.List;
import java.util.UUID;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A completion of {@code llama-server} whose tokens are calls of tools. A token that
 * begins with {@link #CALL} has the name of a tool, the others are its arguments.
 */
final class LlamaCalls implements Completion {

	static final String CALL = "\u0001";

	private final LlamaCompletion plain;

	private int index = -1;

	LlamaCalls(LlamaCompletion plain) {
		this.plain = plain;
	}

	@Override
	public ObjectNode whole(Answer answer) {
		ObjectNode whole = this.plain.whole(reasoned(answer));
		ObjectNode message = (ObjectNode) whole.path("choices").path(0).path("message");
		message.put("content", "");
		ArrayNode calls = message.putArray("tool_calls");
		for (String token : answer.tokens()) {
			if (token.startsWith(CALL)) {
				ObjectNode call = calls.addObject().put("type", "function");
				call.putObject("function").put("name", token.substring(1)).put("arguments", "");
				call.put("id", id());
			}
			else {
				ObjectNode function = (ObjectNode) calls.path(calls.size() - 1).path("function");
				function.put("arguments", function.path("arguments").asString() + token);
			}
		}
		return whole;
	}

	@Override
	public boolean reportsReading() {
		return this.plain.reportsReading();
	}

	@Override
	public List<ObjectNode> progress(long read, long total) {
		return this.plain.progress(read, total);
	}

	@Override
	public ObjectNode start() {
		return this.plain.start();
	}

	/** The real one has the first character of the arguments beside the name. */
	@Override
	public ObjectNode token(String text) {
		ObjectNode delta = Json.object();
		ObjectNode call = delta.putArray("tool_calls").addObject();
		if (text.startsWith(CALL)) {
			call.put("index", ++this.index).put("id", id()).put("type", "function");
			call.putObject("function").put("name", text.substring(1)).put("arguments", "");
		}
		else {
			call.put("index", this.index).putObject("function").put("arguments", text);
		}
		return this.plain.chunk(delta, null);
	}

	@Override
	public ObjectNode finish(Answer answer) {
		return this.plain.finish(reasoned(answer));
	}

	@Override
	public ObjectNode usage(Answer answer) {
		return this.plain.usage(answer);
	}

	@Override
	public Reply failure() {
		return this.plain.failure();
	}

	@Override
	public ObjectNode failureEvent() {
		return this.plain.failureEvent();
	}

	private static Answer reasoned(Answer answer) {
		return "stop".equals(answer.finishReason())
				? new Answer(answer.tokens(), answer.fails(), "tool_calls", answer.promptTokens()) : answer;
	}

	private static String id() {
		return UUID.randomUUID().toString().replace("-", "");
	}

}
