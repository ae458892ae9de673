package io.github.shimmy4j.engine.http;

/**
 * A whole answer does not follow the schema of its request.
 */
final class InvalidAnswerException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final boolean stopped;

	/**
	 * A failure.
	 * @param violation what is wrong with the answer
	 * @param stopped whether the request has stop strings, which may have ended it
	 */
	InvalidAnswerException(String violation, boolean stopped) {
		super("the answer does not follow the schema of the request: " + violation
				+ (stopped ? "; a string in 'stop' may have ended it" : ""), null, false, false);
		this.stopped = stopped;
	}

	/** Whether it is up to the client. */
	boolean isStopped() {
		return this.stopped;
	}

}
