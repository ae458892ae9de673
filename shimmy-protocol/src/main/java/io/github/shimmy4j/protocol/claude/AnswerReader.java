package io.github.shimmy4j.protocol.claude;

import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.conversation.Delta;
import io.github.shimmy4j.protocol.conversation.Delta.Reason;
import io.github.shimmy4j.text.PrintableText;
import tools.jackson.databind.JsonNode;

/**
 * Reads an answer of Claude as deltas, from its events or from its document. For one
 * answer; not thread-safe.
 */
public final class AnswerReader {

	private static final int MAX_SHOWN = 300;

	private static final String TYPE = "type";

	private int calls;

	/** Whether the last block is a call without arguments, so far. */
	private boolean unargued;

	/** Later counts replace earlier ones, one by one. */
	private Delta.Usage usage = new Delta.Usage(0, 0, null);

	private long created;

	private long read;

	/**
	 * Reads the next event.
	 * @param event its data
	 * @return its deltas; may be empty
	 * @throws ShimmyException the error that Claude reports
	 */
	public List<Delta> event(JsonNode event) {
		List<Delta> deltas = new ArrayList<>();
		switch (event.path(TYPE).asString("")) {
			case "message_start" -> count(event.path("message").path("usage"));
			case "content_block_start" -> block(event.path("content_block"), deltas);
			case "content_block_delta" -> delta(event.path("delta"), deltas);
			case "content_block_stop" -> blockEnd(deltas);
			case "message_delta" -> {
				count(event.path("usage"));
				end(event.path("delta"), deltas);
			}
			case "error" -> throw failure(event);
			default -> {
				// A ping, the end of the message, or an event to come.
			}
		}
		return deltas;
	}

	/**
	 * Reads a whole answer.
	 * @param message the document
	 * @return its deltas
	 * @throws ShimmyException the error that Claude reports; INVALID_RESPONSE if it is no
	 * message
	 */
	public List<Delta> document(JsonNode message) {
		if (message.path(TYPE).asString("").equals("error")) {
			throw failure(message);
		}
		if (!message.path("content").isArray()) {
			throw new ShimmyException(ShimmyErrorCode.INVALID_RESPONSE,
					"Claude's answer has no content: '%s'".formatted(PrintableText.of(message.toString(), MAX_SHOWN)));
		}
		List<Delta> deltas = new ArrayList<>();
		message.path("content").forEach((block) -> {
			block(block, deltas);
			blockEnd(deltas);
		});
		count(message.path("usage"));
		end(message, deltas);
		return deltas;
	}

	private void block(JsonNode block, List<Delta> deltas) {
		switch (block.path(TYPE).asString("")) {
			case "tool_use" -> {
				deltas.add(new Delta.CallBegun(this.calls++, block.path("id").asString(""),
						block.path("name").asString("")));
				this.unargued = block.path("input").isEmpty();
				if (!this.unargued) {
					deltas.add(new Delta.CallArguments(this.calls - 1, block.path("input").toString()));
				}
			}
			case "text" -> text(block.path("text"), deltas);
			case "thinking" -> thinking(block.path("thinking"), deltas);
			default -> {
				// Says nothing that others can read.
			}
		}
	}

	/** Claude writes nothing for no arguments; other protocols know no call without. */
	private void blockEnd(List<Delta> deltas) {
		if (this.unargued) {
			deltas.add(new Delta.CallArguments(this.calls - 1, "{}"));
			this.unargued = false;
		}
	}

	private void delta(JsonNode delta, List<Delta> deltas) {
		switch (delta.path(TYPE).asString("")) {
			case "text_delta" -> text(delta.path("text"), deltas);
			case "thinking_delta" -> thinking(delta.path("thinking"), deltas);
			case "input_json_delta" -> {
				String json = delta.path("partial_json").asString("");
				if (!json.isEmpty() && this.calls > 0) {
					deltas.add(new Delta.CallArguments(this.calls - 1, json));
					this.unargued = false;
				}
			}
			default -> {
				// A signature, or a citation.
			}
		}
	}

	private static void text(JsonNode text, List<Delta> deltas) {
		if (!text.asString("").isEmpty()) {
			deltas.add(new Delta.Text(text.asString()));
		}
	}

	private static void thinking(JsonNode text, List<Delta> deltas) {
		if (!text.asString("").isEmpty()) {
			deltas.add(new Delta.Thinking(text.asString()));
		}
	}

	private void count(JsonNode usage) {
		this.read = usage.path("input_tokens").asLong(this.read);
		this.created = usage.path("cache_creation_input_tokens").asLong(this.created);
		JsonNode cached = usage.path("cache_read_input_tokens");
		Long known = cached.isNumber() ? Long.valueOf(cached.asLong()) : this.usage.cachedTokens();
		this.usage = new Delta.Usage(this.read + this.created + ((known != null) ? known : 0),
				usage.path("output_tokens").asLong(this.usage.answerTokens()), known);
	}

	private void end(JsonNode message, List<Delta> deltas) {
		JsonNode reason = message.path("stop_reason");
		if (!reason.isString()) {
			return;
		}
		JsonNode stop = message.path("stop_sequence");
		deltas.add(new Delta.Ended(reason(reason.asString()), stop.isString() ? stop.asString() : null));
		deltas.add(this.usage);
	}

	private static Reason reason(String said) {
		return switch (said) {
			case "max_tokens", "model_context_window_exceeded" -> Reason.LENGTH;
			case "tool_use" -> Reason.TOOL_CALLS;
			case "refusal" -> Reason.FILTERED;
			default -> Reason.STOP;
		};
	}

	private static ShimmyException failure(JsonNode said) {
		JsonNode error = said.path("error");
		String type = error.path(TYPE).asString("");
		String message = error.path("message").asString("");
		return new ShimmyException(switch (type) {
			case "overloaded_error", "rate_limit_error" -> ShimmyErrorCode.OVERLOADED;
			case "authentication_error", "permission_error", "billing_error" -> ShimmyErrorCode.AUTHENTICATION_FAILED;
			case "not_found_error" -> ShimmyErrorCode.MODEL_NOT_FOUND;
			case "timeout_error" -> ShimmyErrorCode.GENERATION_TIMEOUT;
			case "request_too_large" -> ShimmyErrorCode.CONTEXT_EXCEEDED;
			case "invalid_request_error" -> message.startsWith("prompt is too long") ? ShimmyErrorCode.CONTEXT_EXCEEDED
					: ShimmyErrorCode.REQUEST_REJECTED;
			default -> ShimmyErrorCode.GENERATION_FAILED;
		}, "Claude reported %s: %s".formatted(PrintableText.of(type, PrintableText.NAME_LENGTH),
				PrintableText.of(message, MAX_SHOWN)));
	}

}
