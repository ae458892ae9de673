package io.github.shimmy4j.capability;

/**
 * How much one generation may process. 0 = not known, so not checked.
 *
 * @param contextTokens tokens of prompt and answer together
 * @param promptTokens tokens of the prompt alone, template markers included
 * @param tokensPerMessage upper bound of the template's markers around one message
 * @param bodyBytes largest body of a request that is read
 */
public record GenerationLimits(int contextTokens, int promptTokens, int tokensPerMessage, long bodyBytes) {

	/** Nothing is known of the server's limits. */
	public static final GenerationLimits UNKNOWN = ofBody(0);

	public GenerationLimits {
		if (contextTokens < 0 || promptTokens < 0 || tokensPerMessage < 0 || bodyBytes < 0) {
			throw new IllegalArgumentException(
					"limits must not be negative: context=%d, prompt=%d, per message=%d, body=%d"
						.formatted(contextTokens, promptTokens, tokensPerMessage, bodyBytes));
		}
	}

	/**
	 * Limits of a server that counts tokens itself.
	 * @param bodyBytes largest body of a request that is read; 0 if that is not known
	 * @return limits of which no other is known
	 */
	public static GenerationLimits ofBody(long bodyBytes) {
		return new GenerationLimits(0, 0, 0, bodyBytes);
	}

	/**
	 * Whether tokens are limited.
	 * @return true if both limits are known
	 */
	public boolean known() {
		return this.contextTokens > 0 && this.promptTokens > 0;
	}

	/**
	 * Whether no request can hold so much text.
	 * @param bytes of UTF-8; JSON takes no fewer
	 * @return false also where the limit is not known
	 */
	public boolean isTooLarge(long bytes) {
		return this.bodyBytes > 0 && bytes > this.bodyBytes;
	}

}
