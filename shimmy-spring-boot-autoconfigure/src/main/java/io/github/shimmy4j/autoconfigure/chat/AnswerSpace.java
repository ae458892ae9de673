package io.github.shimmy4j.autoconfigure.chat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

import io.github.shimmy4j.capability.GenerationLimits;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.ServerEndpoint;

import org.springframework.ai.chat.messages.Message;

/**
 * What a prompt leaves for its answer. No tokenizer makes more tokens than there are
 * bytes of UTF-8, and the template's markers are added once for each message and once for
 * the answer: a prompt that fits by that bound need not be counted.
 */
final class AnswerSpace {

	private final ServerEndpoint server;

	/**
	 * The space on a server.
	 * @param server where the prompt goes
	 */
	AnswerSpace(ServerEndpoint server) {
		this.server = server;
	}

	/**
	 * Fits the answer into what the prompt leaves.
	 * @param wanted tokens that the answer may have
	 * @param messages the prompt
	 * @return tokens that it may have here
	 * @throws ShimmyException CONTEXT_EXCEEDED if the server does not take the prompt
	 */
	int fit(int wanted, List<Message> messages) {
		List<String> texts = messages.stream().map(Message::getText).filter(Objects::nonNull).toList();
		long bytes = texts.stream().mapToLong((text) -> text.getBytes(StandardCharsets.UTF_8).length).sum();
		if (limits().isTooLarge(bytes)) {
			// Nothing to count: it could not even be sent.
			throw new ShimmyException(ShimmyErrorCode.CONTEXT_EXCEEDED,
					"The prompt has %d bytes of text and %s takes requests of %d bytes".formatted(bytes,
							this.server.capabilities().generation(), limits().bodyBytes()));
		}
		if (!limits().known()) {
			return wanted;
		}
		long markers = (messages.size() + 1L) * limits().tokensPerMessage();
		long bound = markers + bytes;
		if (fits(bound)) {
			return left(wanted, bound);
		}
		OptionalLong counted = this.server.tokens().count(texts);
		if (counted.isPresent() && fits(markers + counted.getAsLong())) {
			return left(wanted, markers + counted.getAsLong());
		}
		throw new ShimmyException(ShimmyErrorCode.CONTEXT_EXCEEDED, counted.isPresent()
				? "The prompt has %d tokens with its template and this server takes %d"
					.formatted(markers + counted.getAsLong(), limits().promptTokens())
				: ("The prompt may have up to %d tokens and this server takes %d. That is an estimate from its size in "
						+ "bytes: the exact count is not known here")
					.formatted(bound, limits().promptTokens()));
	}

	private GenerationLimits limits() {
		return this.server.capabilities().limits();
	}

	private boolean fits(long tokens) {
		return tokens <= limits().promptTokens() && tokens < limits().contextTokens();
	}

	private int left(int wanted, long tokens) {
		return (int) Math.min(wanted, limits().contextTokens() - tokens);
	}

}
