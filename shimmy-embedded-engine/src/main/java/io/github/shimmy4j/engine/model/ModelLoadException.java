package io.github.shimmy4j.engine.model;

/**
 * No model could be loaded.
 */
public final class ModelLoadException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/** What stands in the way. */
	public enum Reason {

		/** The file is no GGUF, is damaged, or holds what llama.cpp does not know. */
		UNUSABLE_MODEL,

		/** There is no native library for this platform, or it cannot be loaded. */
		UNSUPPORTED_PLATFORM,

		/** No directory can be written to and lets native code be run from it. */
		NOWHERE_TO_RUN

	}

	private final Reason reason;

	/**
	 * A failure.
	 * @param reason what stands in the way
	 * @param message what happened, in one line
	 */
	public ModelLoadException(Reason reason, String message) {
		super(message);
		this.reason = reason;
	}

	/** What stands in the way. */
	public Reason reason() {
		return this.reason;
	}

}
