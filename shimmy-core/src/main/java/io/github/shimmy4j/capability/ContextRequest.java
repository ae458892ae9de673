package io.github.shimmy4j.capability;

/**
 * A wanted context.
 *
 * @param tokens tokens of one request together with its answer; at least 1
 * @param atMost true: as many of the tokens as the model, the memory and the server
 * allow; false: exactly these
 */
public record ContextRequest(int tokens, boolean atMost) {

	public ContextRequest {
		if (tokens < 1) {
			throw new IllegalArgumentException("a context needs at least 1 token, not " + tokens);
		}
	}

	/** A context of exactly so many tokens. */
	public static ContextRequest exactly(int tokens) {
		return new ContextRequest(tokens, false);
	}

	/** A context of so many tokens, or fewer where it must be. */
	public static ContextRequest upTo(int tokens) {
		return new ContextRequest(tokens, true);
	}

	/** Such as "16,384" or "up to 16,384". */
	@Override
	public String toString() {
		return (this.atMost ? "up to " : "") + "%,d".formatted(this.tokens);
	}

}
