package io.github.shimmy4j.protocol.prompt;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;

import io.github.shimmy4j.capability.GenerationLimits;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.conversation.ContextExceededException;

/**
 * The number of tokens that a prompt leaves for its answer. No tokenizer makes more
 * tokens than there are bytes in UTF-8, and the template adds its markers once for each
 * message and once for the answer. A prompt that fits by this upper bound need not be
 * counted.
 */
public final class AnswerSpace {

	private final String server;

	private final GenerationLimits limits;

	private final Function<List<String>, OptionalLong> counter;

	/**
	 * The space on one server.
	 * @param server name of its server kind, for people
	 * @param limits how much it may process
	 * @param counter counts the tokens of all texts together; empty if it cannot. It may
	 * take a second, so it is used only if the bound does not decide
	 */
	public AnswerSpace(String server, GenerationLimits limits, Function<List<String>, OptionalLong> counter) {
		this.server = server;
		this.limits = limits;
		this.counter = counter;
	}

	/**
	 * Fits the answer into the space that the prompt leaves.
	 * @param wanted tokens that the answer may have
	 * @param messages text of each message of the prompt; empty for a message without
	 * text
	 * @return tokens that the answer may have here
	 * @throws ShimmyException CONTEXT_EXCEEDED if the prompt is too long for the server
	 */
	public int fit(int wanted, List<String> messages) {
		long bytes = messages.stream().mapToLong((text) -> text.getBytes(StandardCharsets.UTF_8).length).sum();
		if (this.limits.isTooLarge(bytes)) {
			// The request could not even be sent, so nothing is counted.
			long sendable = TokenEstimate.ofBytes(this.limits.bodyBytes());
			long most = this.limits.known() ? Math.min(sendable, this.limits.promptTokens()) : sendable;
			throw new ContextExceededException(
					"The prompt has %d bytes of text and %s accepts requests of at most %d bytes".formatted(bytes,
							this.server, this.limits.bodyBytes()),
					Math.max(TokenEstimate.ofBytes(bytes), most + 1), most);
		}
		if (!this.limits.known()) {
			return wanted;
		}
		long markers = (messages.size() + 1L) * this.limits.tokensPerMessage();
		long bound = markers + bytes;
		if (fits(bound)) {
			return left(wanted, bound);
		}
		OptionalLong counted = this.counter.apply(messages);
		if (counted.isPresent() && fits(markers + counted.getAsLong())) {
			return left(wanted, markers + counted.getAsLong());
		}
		long tokens = counted.isPresent() ? markers + counted.getAsLong() : bound;
		int most = this.limits.promptTokens();
		throw new ContextExceededException(counted.isPresent()
				? "The prompt has %d tokens with its template and this server takes %d".formatted(tokens, most)
				: "The prompt may have up to %d tokens (estimated from its bytes); the server accepts %d"
					.formatted(tokens, most),
				tokens, most);
	}

	private boolean fits(long tokens) {
		return tokens <= this.limits.promptTokens() && tokens < this.limits.contextTokens();
	}

	private int left(int wanted, long tokens) {
		return (int) Math.min(wanted, this.limits.contextTokens() - tokens);
	}

}
