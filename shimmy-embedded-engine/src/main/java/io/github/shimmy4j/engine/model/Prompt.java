package io.github.shimmy4j.engine.model;

/** The tokens of a prompt. Immutable. */
public final class Prompt {

	private final int[] ids;

	private final int tokens;

	private Prompt(int[] ids, int tokens) {
		this.ids = ids;
		this.tokens = tokens;
	}

	/** A whole prompt. */
	public static Prompt of(int... ids) {
		return new Prompt(ids.clone(), ids.length);
	}

	/**
	 * A prompt that does not fit into the context, without its tokens.
	 * @param tokens the least number of tokens that it has
	 */
	public static Prompt tooLong(int tokens) {
		return new Prompt(new int[0], tokens);
	}

	/** The tokens, with those that the model adds; empty if the prompt is too long. */
	public int[] ids() {
		return this.ids.clone();
	}

	/** The number of tokens; the least number if the prompt is not whole. */
	public int tokens() {
		return this.tokens;
	}

	/** Whether the prompt has all its tokens. */
	public boolean isWhole() {
		return this.ids.length == this.tokens;
	}

}
