package io.github.shimmy4j.autoconfigure.chat.transport;

import tools.jackson.databind.JsonNode;

/**
 * What a server counted of a prompt.
 *
 * @param tokens of the prompt
 * @param cached those of them that it had read before
 */
record PromptUsage(long tokens, long cached) {

	static PromptUsage of(JsonNode usage) {
		return new PromptUsage(usage.path("prompt_tokens").asLong(0),
				usage.path("prompt_tokens_details").path("cached_tokens").asLong(0));
	}

	long read() {
		return this.tokens - this.cached;
	}

}
