package io.github.shimmy4j.engine.model;

/**
 * A prompt as the model reads it.
 *
 * @param ids its tokens, with those that the model adds; none if there are too many
 * @param tokens how many there are, or are at least
 */
public record Prompt(int[] ids, int tokens) {

	/**
	 * A prompt that was cut into tokens.
	 * @param ids all of them
	 * @return the prompt
	 */
	public static Prompt of(int... ids) {
		return new Prompt(ids, ids.length);
	}

	/**
	 * A prompt that has more tokens than can be of use.
	 * @param tokens those that were counted, or must be there
	 * @return a prompt that cannot be read
	 */
	public static Prompt tooLong(int tokens) {
		return new Prompt(new int[0], tokens);
	}

	/** Whether all tokens were counted. */
	public boolean isWhole() {
		return this.ids.length == this.tokens;
	}

}
