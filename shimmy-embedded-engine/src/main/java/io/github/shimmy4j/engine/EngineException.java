package io.github.shimmy4j.engine;

/**
 * Ends the process with a status and a message.
 */
final class EngineException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final ExitStatus status;

	EngineException(ExitStatus status, String message) {
		super(message, null, false, false);
		this.status = status;
	}

	/** The server cannot start; said as shimmy says it. */
	static EngineException startFailed(String message) {
		return new EngineException(ExitStatus.START_FAILED, message);
	}

	ExitStatus status() {
		return this.status;
	}

	/** The message, which a failure with a status always has. */
	String text() {
		return String.valueOf(getMessage());
	}

}
