package io.github.shimmy4j.engine.model;

/**
 * A loaded model could not do what it was asked for.
 */
public final class ModelException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/** Whose fault it is. */
	public enum Kind {

		/** Input that can never be served. */
		BAD_INPUT,

		/** The model or the engine. */
		FAILED

	}

	private final Kind kind;

	/**
	 * A failure.
	 * @param kind whose fault it is
	 * @param message what happened
	 */
	public ModelException(Kind kind, String message) {
		super(message);
		this.kind = kind;
	}

	/** Whose fault it is. */
	public Kind kind() {
		return this.kind;
	}

}
