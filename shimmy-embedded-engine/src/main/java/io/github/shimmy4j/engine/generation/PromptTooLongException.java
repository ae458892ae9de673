package io.github.shimmy4j.engine.generation;

import io.github.shimmy4j.engine.model.Prompt;

/** A prompt leaves no room in the context for an answer. */
public final class PromptTooLongException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * A refusal that states both numbers.
	 * @param prompt the prompt
	 * @param contextLength most tokens of prompt and answer together
	 */
	public PromptTooLongException(Prompt prompt, int contextLength) {
		super("This model's maximum context length is " + contextLength
				+ " tokens, answer included, but the prompt has " + (prompt.isWhole() ? "" : "at least ")
				+ prompt.tokens() + " tokens.");
	}

}
