package io.github.shimmy4j.engine.llama;

/**
 * How a model is loaded.
 *
 * @param contextLength most tokens of a prompt and its answer together
 * @param parallel generations at a time
 * @param kept prompts that are kept beside those of the generations that run
 * @param threads threads that compute
 * @param embeddings whether the model also computes embeddings
 * @param quiet whether llama.cpp logs nothing while it loads
 */
public record LoadOptions(int contextLength, int parallel, int kept, int threads, boolean embeddings, boolean quiet) {

	/** Enough for a model that only counts tokens. */
	private static final int SMALLEST_CONTEXT = 8;

	/** The options that load fastest, for a model that only counts tokens. */
	public static LoadOptions forCounting() {
		return new LoadOptions(SMALLEST_CONTEXT, 1, 0, 1, false, true);
	}

	/**
	 * Slots that llama.cpp needs. It keeps prompts only in slots, and only the use of a
	 * slot makes it work. So there are more than generations at a time.
	 */
	int slots() {
		return this.parallel + this.kept;
	}

}
