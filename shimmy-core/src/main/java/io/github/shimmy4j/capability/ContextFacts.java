package io.github.shimmy4j.capability;

import org.jspecify.annotations.Nullable;

/**
 * The facts about a model and its machine from which a context is chosen.
 *
 * @param trainedTokens tokens of the context that the model was trained for; 0 if not
 * known
 * @param cache memory that the cache takes on the server that will run; null if not known
 * @param availableBytes memory for the cache, after the weights; null if not known
 */
public record ContextFacts(long trainedTokens, @Nullable KvCacheShape cache, @Nullable Long availableBytes) {

	public ContextFacts {
		if (trainedTokens < 0 || (availableBytes != null && availableBytes < 0)) {
			throw new IllegalArgumentException("a model cannot be trained for %d tokens, nor %d bytes be available"
				.formatted(trainedTokens, availableBytes));
		}
	}

	/**
	 * The facts before a server is started, which still has to load the weights.
	 * @param trainedTokens tokens that the model was trained for; 0 if not known
	 * @param cache memory that the cache takes; null if not known
	 * @param availableBytes memory that is available now
	 * @param modelBytes size of the model's files
	 */
	public static ContextFacts beforeLoading(long trainedTokens, @Nullable KvCacheShape cache, long availableBytes,
			long modelBytes) {
		return new ContextFacts(trainedTokens, cache, Math.max(0, availableBytes - modelBytes));
	}

}
