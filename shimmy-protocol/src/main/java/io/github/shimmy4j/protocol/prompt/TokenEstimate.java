package io.github.shimmy4j.protocol.prompt;

/** Tokens of texts that nobody counts. */
public final class TokenEstimate {

	/** Of English text; other languages and code have fewer. */
	private static final long BYTES_PER_TOKEN = 4;

	private TokenEstimate() {
	}

	/**
	 * Estimates from the size.
	 * @param bytes size in UTF-8
	 * @return tokens, at least 1 for a text that is not empty
	 */
	public static long ofBytes(long bytes) {
		return (bytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN;
	}

}
