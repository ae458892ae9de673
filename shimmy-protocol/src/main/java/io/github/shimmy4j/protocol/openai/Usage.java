package io.github.shimmy4j.protocol.openai;

import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tokens of an answer.
 *
 * @param promptTokens tokens of the prompt
 * @param completionTokens tokens of the answer
 * @param cachedTokens tokens of the prompt that were still in the server's cache; null if
 * not reported
 */
public record Usage(long promptTokens, long completionTokens, @Nullable Long cachedTokens) {

	/** Usage of an answer that reports none. */
	public static final Usage UNKNOWN = new Usage(0, 0, null);

	private static final String PROMPT = "prompt_tokens";

	private static final String COMPLETION = "completion_tokens";

	static final String TOTAL = "total_tokens";

	private static final String DETAILS = "prompt_tokens_details";

	private static final String COMPLETION_DETAILS = "completion_tokens_details";

	private static final String CACHED = "cached_tokens";

	static Usage of(JsonNode usage) {
		JsonNode cached = usage.path(DETAILS).path(CACHED);
		return new Usage(usage.path(PROMPT).asLong(0), usage.path(COMPLETION).asLong(0),
				cached.isNumber() ? cached.asLong(0) : null);
	}

	/** Converts the usage of any server, which is changed, into OpenAI's form. */
	static void shape(ObjectNode usage) {
		long prompt = CompletionShape.number(usage.path(PROMPT));
		long answer = CompletionShape.number(usage.path(COMPLETION));
		long total = CompletionShape.number(usage.path(TOTAL));
		usage.put(PROMPT, prompt).put(COMPLETION, answer).put(TOTAL, Math.max(total, prompt + answer));
		for (String details : List.of(DETAILS, COMPLETION_DETAILS)) {
			if (!usage.path(details).isObject()) {
				usage.remove(details);
			}
		}
	}

	/** Tokens of the prompt that had to be read: all, if no cached ones are reported. */
	public long readTokens() {
		return this.promptTokens - ((this.cachedTokens != null) ? this.cachedTokens : 0);
	}

	/** The value of the field {@code usage}. */
	public ObjectNode json() {
		ObjectNode json = JsonMapper.shared()
			.createObjectNode()
			.put(PROMPT, this.promptTokens)
			.put(COMPLETION, this.completionTokens)
			.put(TOTAL, this.promptTokens + this.completionTokens);
		if (this.cachedTokens != null) {
			json.putObject(DETAILS).put(CACHED, this.cachedTokens);
		}
		return json;
	}

}
