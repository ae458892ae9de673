package io.github.shimmy4j.engine.llama;

/**
 * How a model is loaded.
 *
 * @param contextLength most tokens of a prompt and its answer together
 * @param parallel generations at a time
 * @param threads threads that compute
 * @param embeddings whether the model also computes embeddings
 * @param quiet whether llama.cpp logs nothing while it loads
 */
public record LoadOptions(int contextLength, int parallel, int threads, boolean embeddings, boolean quiet) {

	/** Enough for a model that only counts tokens. */
	private static final int SMALLEST_CONTEXT = 8;

	/** The options that load fastest, for a model that only counts tokens. */
	public static LoadOptions forCounting() {
		return new LoadOptions(SMALLEST_CONTEXT, 1, 1, false, true);
	}

}
