package io.github.shimmy4j.engine.model;

/**
 * A prompt as the model reads it. Does not change.
 */
public final class Prompt {

	private final int[] ids;

	private final int tokens;

	private Prompt(int[] ids, int tokens) {
		this.ids = ids;
		this.tokens = tokens;
	}

	/**
	 * A prompt that was cut into tokens.
	 * @param ids all of them
	 * @return the prompt
	 */
	public static Prompt of(int... ids) {
		return new Prompt(ids.clone(), ids.length);
	}

	/**
	 * A prompt that has more tokens than can be of use.
	 * @param tokens those that were counted, or must be there
	 * @return a prompt that cannot be read
	 */
	public static Prompt tooLong(int tokens) {
		return new Prompt(new int[0], tokens);
	}

	/**
	 * A copy of its tokens, with those that the model adds; none if they are too many.
	 */
	public int[] ids() {
		return this.ids.clone();
	}

	/** How many tokens there are, or are at least. */
	public int tokens() {
		return this.tokens;
	}

	/** Whether all tokens were counted. */
	public boolean isWhole() {
		return this.ids.length == this.tokens;
	}

}
