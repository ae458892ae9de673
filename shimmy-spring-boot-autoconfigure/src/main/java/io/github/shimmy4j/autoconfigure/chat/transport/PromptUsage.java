package io.github.shimmy4j.autoconfigure.chat.transport;

import tools.jackson.databind.JsonNode;

/**
 * What a server counted of a prompt.
 *
 * @param tokens of the prompt
 * @param cached those of them that it had read before; 0 if it does not tell
 * @param tellsCached whether it tells those
 */
record PromptUsage(long tokens, long cached, boolean tellsCached) {

	/** Of an answer that tells no usage. */
	static final PromptUsage UNKNOWN = new PromptUsage(0, 0, false);

	static PromptUsage of(JsonNode usage) {
		JsonNode cached = usage.path("prompt_tokens_details").path("cached_tokens");
		return new PromptUsage(usage.path("prompt_tokens").asLong(0), cached.asLong(0), cached.isNumber());
	}

	long read() {
		return this.tokens - this.cached;
	}

}
