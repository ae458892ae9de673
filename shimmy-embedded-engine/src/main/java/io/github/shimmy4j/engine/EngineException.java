package io.github.shimmy4j.engine;

/** Ends the process with an exit status and a message. */
final class EngineException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final ExitStatus status;

	EngineException(ExitStatus status, String message) {
		super(message, null, false, false);
		this.status = status;
	}

	/** The server cannot start. */
	static EngineException startFailed(String message) {
		return new EngineException(ExitStatus.START_FAILED, message);
	}

	ExitStatus status() {
		return this.status;
	}

}
