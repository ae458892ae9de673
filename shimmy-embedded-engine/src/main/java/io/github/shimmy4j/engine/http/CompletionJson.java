package io.github.shimmy4j.engine.http;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import io.github.shimmy4j.engine.generation.Outcome;
import io.github.shimmy4j.engine.generation.Usage;

/**
 * Writes one answer, whole or in events, as shimmy does: both fields of a delta are
 * always there.
 */
final class CompletionJson {

	/** The last event of a stream. */
	static final String DONE = "data: [DONE]\n\n";

	private final String id;

	private final long created;

	private final String model;

	/**
	 * A writer for one answer.
	 * @param id 32 hexadecimal digits
	 * @param created seconds since 1970
	 * @param model the id that was requested
	 */
	CompletionJson(String id, long created, String model) {
		this.id = "chatcmpl-" + id;
		this.created = created;
		this.model = model;
	}

	ObjectNode whole(String content, Outcome outcome) {
		ObjectNode completion = head("chat.completion");
		completion.withArray("choices")
			.add(Json.object()
				.put("index", 0)
				.set("message", Json.object().put("role", "assistant").put("content", content))
				.put("finish_reason", outcome.reason().wireName()));
		return completion.set("usage", usage(outcome.usage()));
	}

	String roleEvent() {
		return event(delta(null, "assistant", null));
	}

	String textEvent(String text) {
		return event(delta(text, null, null));
	}

	String endEvents(Outcome outcome, boolean includeUsage) {
		StringBuilder events = new StringBuilder(event(delta(null, null, outcome.reason().wireName())));
		if (includeUsage) {
			ObjectNode chunk = head("chat.completion.chunk");
			chunk.putArray("choices");
			events.append(event(chunk.set("usage", usage(outcome.usage()))));
		}
		return events.append(DONE).toString();
	}

	static String errorEvents(JsonNode error) {
		return event(Json.object().set("error", error)) + DONE;
	}

	private ObjectNode delta(@Nullable String content, @Nullable String role, @Nullable String finishReason) {
		ObjectNode chunk = head("chat.completion.chunk");
		chunk.withArray("choices")
			.add(Json.object()
				.put("index", 0)
				.set("delta", Json.object().put("content", content).put("role", role))
				.put("finish_reason", finishReason));
		return chunk;
	}

	private ObjectNode head(String object) {
		return Json.object()
			.put("id", this.id)
			.put("object", object)
			.put("created", this.created)
			.put("model", this.model);
	}

	private static ObjectNode usage(Usage usage) {
		return Json.object()
			.put("prompt_tokens", usage.promptTokens())
			.put("completion_tokens", usage.completionTokens())
			.put("total_tokens", usage.totalTokens())
			.set("prompt_tokens_details", Json.object().put("cached_tokens", usage.cachedTokens()));
	}

	private static String event(JsonNode data) {
		return "data: " + Json.text(data) + "\n\n";
	}

}
