package io.github.shimmy4j.engine.model;

/** A model cannot be loaded. */
public final class ModelLoadException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/** The cause of a failure. */
	public enum Reason {

		/** The file is no GGUF, is damaged, or needs what llama.cpp does not support. */
		UNUSABLE_MODEL,

		/** This platform has no native library, or the library cannot be loaded. */
		UNSUPPORTED_PLATFORM,

		/** No directory is both writable and able to run native code. */
		NOWHERE_TO_RUN

	}

	private final Reason reason;

	/**
	 * A failure.
	 * @param reason the cause
	 * @param message what happened, in one line
	 */
	public ModelLoadException(Reason reason, String message) {
		super(message);
		this.reason = reason;
	}

	public Reason reason() {
		return this.reason;
	}

}
