package io.github.shimmy4j.engine.llama;

/**
 * How a model is loaded.
 *
 * @param contextLength tokens per generation, prompt and answer together
 * @param parallel generations at a time
 * @param threads threads that compute
 * @param embeddings whether texts are to be turned into vectors too
 * @param quiet whether llama.cpp is silent while it loads
 */
public record LoadOptions(int contextLength, int parallel, int threads, boolean embeddings, boolean quiet) {

	/** Just enough to split texts into tokens. */
	private static final int SMALLEST_CONTEXT = 8;

	/**
	 * For a model that only counts tokens.
	 * @return the options that load fastest
	 */
	public static LoadOptions forCounting() {
		return new LoadOptions(SMALLEST_CONTEXT, 1, 1, false, true);
	}

}
