package io.github.shimmy4j.capability;

import io.github.shimmy4j.text.Bytes;

/**
 * How much memory a model's cache of keys and values takes, at 16 bits a number: the size
 * that llama.cpp logs as "KV buffer size". The weights, the buffers for computing and the
 * state of recurrent layers are not included: they do not grow with the context.
 *
 * @param bytesPerToken bytes of one token in all layers that keep every token; 0 if there
 * are none
 * @param windowedBytesPerToken bytes of one token in all layers that keep only the last
 * tokens; 0 if there are none
 * @param windowTokens number of the last tokens that such a layer attends to; 0 if there
 * are none
 */
public record KvCacheShape(long bytesPerToken, long windowedBytesPerToken, int windowTokens) {

	/** Fourteen times what a model of 175B parameters with full attention takes. */
	public static final long MAX_BYTES_PER_TOKEN = 1L << 26;

	/** Tokens of a slot are rounded up to a multiple of this by llama.cpp. */
	private static final int BLOCK = 256;

	/**
	 * Tokens that llama.cpp processes at once by default ({@code n_ubatch}). Layers with
	 * a window keep them in addition to the window.
	 */
	private static final int BATCH = 512;

	public KvCacheShape {
		if (bytesPerToken < 0 || windowedBytesPerToken < 0 || windowTokens < 0 || bytesPerToken > MAX_BYTES_PER_TOKEN
				|| windowedBytesPerToken > MAX_BYTES_PER_TOKEN - bytesPerToken) {
			throw new IllegalArgumentException("a cache cannot take %d and %d bytes a token, with a window of %d tokens"
				.formatted(bytesPerToken, windowedBytesPerToken, windowTokens));
		}
	}

	/**
	 * Calculates the size of the whole cache.
	 * @param tokens tokens of one slot, prompt and answer together; at least 0
	 * @param slots number of slots, each with a cache of its own; at least 0
	 * @return bytes; {@link Long#MAX_VALUE} if there are more
	 */
	public long bytesFor(int tokens, int slots) {
		long kept = Math.min(tokens, (long) this.windowTokens + BATCH);
		// Each product is below 2^58, since neither factor can be larger.
		long slot = this.bytesPerToken * padded(tokens) + this.windowedBytesPerToken * padded(kept);
		try {
			return Math.multiplyExact(slot, (long) slots);
		}
		catch (ArithmeticException ex) {
			return Long.MAX_VALUE;
		}
	}

	/**
	 * Finds the largest context of one slot that fits.
	 * @param bytes memory for the cache, in bytes
	 * @param most most tokens to consider; at least 0
	 * @return {@code most}, or a smaller multiple of 256 tokens; 0 if none fits
	 */
	public int tokensWithin(long bytes, int most) {
		if (bytesFor(most, 1) <= bytes) {
			return most;
		}
		int fitting = 0;
		int tooMany = most / BLOCK + 1;
		while (tooMany - fitting > 1) {
			int middle = (fitting + tooMany) >>> 1;
			if (bytesFor(middle * BLOCK, 1) <= bytes) {
				fitting = middle;
			}
			else {
				tooMany = middle;
			}
		}
		return fitting * BLOCK;
	}

	/**
	 * The shape on a server that keeps every token in every layer, such as a llama.cpp
	 * from before May 2025.
	 */
	public KvCacheShape withoutWindows() {
		return new KvCacheShape(this.bytesPerToken + this.windowedBytesPerToken, 0, 0);
	}

	/** The cost of a token in words, such as {@code 22.5 KiB a token}. */
	public String words() {
		String all = Bytes.of(this.bytesPerToken) + " a token";
		return (this.windowedBytesPerToken == 0) ? all : "%s and %s for each of the last %,d tokens".formatted(all,
				Bytes.of(this.windowedBytesPerToken), padded((long) this.windowTokens + BATCH));
	}

	private static long padded(long tokens) {
		return (tokens + BLOCK - 1) / BLOCK * BLOCK;
	}

}
