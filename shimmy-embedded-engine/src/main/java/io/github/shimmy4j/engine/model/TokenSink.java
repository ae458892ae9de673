package io.github.shimmy4j.engine.model;

/**
 * Takes generated text as it comes.
 */
@FunctionalInterface
public interface TokenSink {

	/**
	 * Takes the text of the next token. It never ends inside a character, so it may be
	 * that of several tokens; a token that ends the answer has no text.
	 * @param text what was generated
	 * @return whether to go on
	 */
	boolean accept(String text);

	/**
	 * Tells, before the prompt is read, how much of it needs no reading.
	 * @param tokens from its beginning, which were read for an earlier prompt
	 */
	default void cached(int tokens) {
	}

	/**
	 * Whether the answer is still wanted. Asked again and again while the model reads the
	 * prompt, before there is any text.
	 * @return whether to go on
	 */
	default boolean isWanted() {
		return true;
	}

}
