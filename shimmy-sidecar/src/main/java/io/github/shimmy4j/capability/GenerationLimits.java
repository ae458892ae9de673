package io.github.shimmy4j.capability;

/**
 * How much one generation may process, in tokens. 0 = not known, so not checked.
 *
 * @param contextTokens prompt and answer together
 * @param promptTokens prompt alone, template markers included
 * @param tokensPerMessage upper bound of the template's markers around one message
 */
public record GenerationLimits(int contextTokens, int promptTokens, int tokensPerMessage) {

	/** Nothing is known of the server's limits. */
	public static final GenerationLimits UNKNOWN = new GenerationLimits(0, 0, 0);

	public GenerationLimits {
		if (contextTokens < 0 || promptTokens < 0 || tokensPerMessage < 0) {
			throw new IllegalArgumentException("limits must not be negative: context=%d, prompt=%d, per message=%d"
				.formatted(contextTokens, promptTokens, tokensPerMessage));
		}
	}

	/**
	 * Whether anything is limited.
	 * @return true if both limits are known
	 */
	public boolean known() {
		return this.contextTokens > 0 && this.promptTokens > 0;
	}

}
