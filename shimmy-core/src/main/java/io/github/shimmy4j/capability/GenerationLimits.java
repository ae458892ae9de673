package io.github.shimmy4j.capability;

/**
 * How much one generation may process. 0 means not known, and is not checked.
 *
 * @param contextTokens most tokens of prompt and answer together
 * @param promptTokens most tokens of the prompt alone, template markers included
 * @param tokensPerMessage upper bound of the template's marker tokens around one message
 * @param bodyBytes largest request body in bytes
 */
public record GenerationLimits(int contextTokens, int promptTokens, int tokensPerMessage, long bodyBytes) {

	/** No limit is known. */
	public static final GenerationLimits UNKNOWN = ofBody(0);

	public GenerationLimits {
		if (contextTokens < 0 || promptTokens < 0 || tokensPerMessage < 0 || bodyBytes < 0) {
			throw new IllegalArgumentException(
					"limits must not be negative: context=%d, prompt=%d, per message=%d, body=%d"
						.formatted(contextTokens, promptTokens, tokensPerMessage, bodyBytes));
		}
	}

	/**
	 * Makes the limits of a server that counts tokens itself.
	 * @param bodyBytes largest request body in bytes; 0 if not known
	 * @return limits with unknown numbers of tokens
	 */
	public static GenerationLimits ofBody(long bodyBytes) {
		return new GenerationLimits(0, 0, 0, bodyBytes);
	}

	/** Whether both limits on tokens are known. */
	public boolean known() {
		return this.contextTokens > 0 && this.promptTokens > 0;
	}

	/**
	 * Tells whether no request can hold so much text.
	 * @param bytes bytes in UTF-8; JSON needs at least as many
	 * @return true if the text is too large; false if the limit is not known
	 */
	public boolean isTooLarge(long bytes) {
		return this.bodyBytes > 0 && bytes > this.bodyBytes;
	}

}
