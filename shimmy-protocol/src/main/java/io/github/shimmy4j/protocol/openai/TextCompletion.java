package io.github.shimmy4j.protocol.openai;

import io.github.shimmy4j.protocol.openai.Completion.FinishReason;
import io.github.shimmy4j.protocol.openai.Completion.Usage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the answers of {@code POST /v1/completions}, the older protocol in which the
 * model continues a prompt. A whole answer and each piece of a streamed one have the same
 * form.
 *
 * @param head fields at their beginning, with an id such as {@code cmpl-…}
 */
public record TextCompletion(Completion.Head head) {

	private static final String TYPE = "text_completion";

	/** A whole answer: the text, why it ended, and its tokens. */
	public ObjectNode whole(String text, FinishReason reason, Usage usage) {
		return whole(text, null, reason, usage);
	}

	/** A whole answer with the probabilities of its tokens, or null. */
	ObjectNode whole(String text, @Nullable ObjectNode logprobs, FinishReason reason, Usage usage) {
		return piece(text, logprobs, reason).set(Fields.USAGE, usage.json());
	}

	/**
	 * A piece of a streamed answer.
	 * @param text the addition; may be empty
	 * @param reason why the answer ends here; null if it goes on
	 * @return the piece
	 */
	public ObjectNode piece(String text, @Nullable FinishReason reason) {
		return piece(text, null, reason);
	}

	/** A piece with the probabilities of its tokens, or null. */
	ObjectNode piece(String text, @Nullable ObjectNode logprobs, @Nullable FinishReason reason) {
		ObjectNode piece = this.head.json(TYPE);
		piece.putArray(Fields.CHOICES)
			.addObject()
			.put(Fields.TEXT, text)
			.put(Fields.INDEX, 0)
			.set(Fields.LOGPROBS, logprobs)
			.put(Fields.FINISH_REASON, (reason != null) ? reason.wireName() : null);
		return piece;
	}

	/** The piece without choices that tells the usage, after all others. */
	public ObjectNode usage(Usage usage) {
		ObjectNode piece = this.head.json(TYPE);
		piece.putArray(Fields.CHOICES);
		return piece.set(Fields.USAGE, usage.json());
	}

}
