package io.github.shimmy4j.engine.generation;

import io.github.shimmy4j.protocol.openai.Completion.FinishReason;
import io.github.shimmy4j.protocol.openai.Completion.Usage;
import org.jspecify.annotations.Nullable;

/**
 * The end of an answer.
 *
 * @param reason why it ended
 * @param usage tokens; those of the answer include its end token, as llama.cpp counts
 * @param stop the stop string that has ended it; null if none has
 */
public record Outcome(FinishReason reason, Usage usage, @Nullable String stop) {

	/** An answer that no stop string has ended. */
	public Outcome(FinishReason reason, Usage usage) {
		this(reason, usage, null);
	}

}
