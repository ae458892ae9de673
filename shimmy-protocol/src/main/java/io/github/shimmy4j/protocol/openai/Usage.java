package io.github.shimmy4j.protocol.openai;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tokens that an answer took.
 *
 * @param promptTokens tokens of the prompt
 * @param completionTokens tokens of the answer
 * @param cachedTokens tokens of the prompt that the server had read for an earlier one;
 * null if it does not tell
 */
public record Usage(long promptTokens, long completionTokens, @Nullable Long cachedTokens) {

	/** Of an answer that tells no usage. */
	public static final Usage UNKNOWN = new Usage(0, 0, null);

	private static final String PROMPT = "prompt_tokens";

	private static final String COMPLETION = "completion_tokens";

	private static final String DETAILS = "prompt_tokens_details";

	private static final String CACHED = "cached_tokens";

	static Usage of(JsonNode usage) {
		JsonNode cached = usage.path(DETAILS).path(CACHED);
		return new Usage(usage.path(PROMPT).asLong(0), usage.path(COMPLETION).asLong(0),
				cached.isNumber() ? cached.asLong(0) : null);
	}

	/**
	 * Tokens of the prompt that had to be read.
	 * @return all of them if the server does not tell which were cached
	 */
	public long readTokens() {
		return this.promptTokens - ((this.cachedTokens != null) ? this.cachedTokens : 0);
	}

	/**
	 * As it stands in an answer.
	 * @return the value of the field {@code usage}
	 */
	public ObjectNode json() {
		ObjectNode json = JsonMapper.shared()
			.createObjectNode()
			.put(PROMPT, this.promptTokens)
			.put(COMPLETION, this.completionTokens)
			.put("total_tokens", this.promptTokens + this.completionTokens);
		if (this.cachedTokens != null) {
			json.putObject(DETAILS).put(CACHED, this.cachedTokens);
		}
		return json;
	}

}
