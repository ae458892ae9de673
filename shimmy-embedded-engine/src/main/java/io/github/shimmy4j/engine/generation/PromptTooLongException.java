package io.github.shimmy4j.engine.generation;

/**
 * A prompt leaves no room for an answer.
 */
public final class PromptTooLongException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	PromptTooLongException(int promptTokens, int contextLength) {
		super("This model's maximum context length is " + contextLength
				+ " tokens, answer included, but the prompt has " + promptTokens + " tokens.");
	}

}
