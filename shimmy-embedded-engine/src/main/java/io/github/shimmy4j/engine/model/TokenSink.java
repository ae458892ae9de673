package io.github.shimmy4j.engine.model;

/** Receives tokens while they are generated. */
@FunctionalInterface
public interface TokenSink {

	/**
	 * Receives the text of the next token.
	 * @param text never ends inside a character, so it may be the text of several tokens;
	 * empty for the token that ends the answer
	 * @return false to stop
	 */
	boolean accept(String text);

	/**
	 * Receives the number of cached tokens, before the model reads the prompt.
	 * @param tokens length of the prefix that the model has read for an earlier prompt
	 */
	default void cached(int tokens) {
	}

	/** Whether the answer is still wanted. Asked repeatedly while the prompt is read. */
	default boolean isWanted() {
		return true;
	}

}
