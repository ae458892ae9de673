package io.github.shimmy4j.autoconfigure.chat;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.github.shimmy4j.capability.GenerationLimits;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;

import org.springframework.ai.chat.messages.Message;

/**
 * How large a prompt can be at most: no tokenizer makes more tokens than there are bytes
 * of UTF-8, and the template's markers are added once for each message and once for the
 * answer.
 *
 * @param tokens upper bound of the prompt's tokens
 */
record PromptSize(long tokens) {

	static PromptSize of(List<Message> messages, GenerationLimits limits) {
		long bytes = messages.stream()
			.map(Message::getText)
			.filter((text) -> text != null)
			.mapToLong((text) -> text.getBytes(StandardCharsets.UTF_8).length)
			.sum();
		return new PromptSize(bytes + (messages.size() + 1L) * limits.tokensPerMessage());
	}

	/**
	 * Fits the answer into what the prompt leaves.
	 * @param wanted tokens that the answer may have
	 * @param limits the server's
	 * @return tokens that it may have here
	 */
	int fit(int wanted, GenerationLimits limits) {
		if (!limits.known()) {
			return wanted;
		}
		if (this.tokens > limits.promptTokens() || this.tokens >= limits.contextTokens()) {
			throw new ShimmyException(ShimmyErrorCode.CONTEXT_EXCEEDED,
					("The prompt may have up to %d tokens and this server takes %d. That is an estimate from its size in "
							+ "bytes: the exact count is not known here")
						.formatted(this.tokens, limits.promptTokens()));
		}
		return (int) Math.min(wanted, limits.contextTokens() - this.tokens);
	}

}
