package io.github.shimmy4j.engine.model;

/** A loaded model failed. */
public final class ModelException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/** The cause of a failure. */
	public enum Kind {

		/** The input, which fails whenever it is sent. */
		BAD_INPUT,

		/** The model or the engine. */
		FAILED

	}

	private final Kind kind;

	public ModelException(Kind kind, String message) {
		super(message);
		this.kind = kind;
	}

	public Kind kind() {
		return this.kind;
	}

}
