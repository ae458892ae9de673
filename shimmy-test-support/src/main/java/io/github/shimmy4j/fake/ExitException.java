package io.github.shimmy4j.fake;

/** Ends the process with a status; the message goes to stderr as it is. */
final class ExitException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final int status;

	ExitException(int status, String message) {
		super(message);
		this.status = status;
	}

	static ExitException usage(String message) {
		return new ExitException(2, "error: " + message + "\n\nFor more information, try '--help'.");
	}

	int status() {
		return this.status;
	}

}
