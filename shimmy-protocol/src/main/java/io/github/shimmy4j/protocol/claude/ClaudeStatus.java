package io.github.shimmy4j.protocol.claude;

import io.github.shimmy4j.failure.ShimmyErrorCode;

/**
 * The HTTP status that Claude's programs are told. They ask again for minutes on 429 and
 * on each status from 500 on, whatever the response says, and take 404 for something
 * else. So errors that repeating cannot change are 400, also those that other protocols
 * get as 404 or 415. 401, 403, 405 and 413 stay.
 */
public final class ClaudeStatus {

	/** Too much to do, or not ready yet. */
	public static final int OVERLOADED = 529;

	private static final int BAD_REQUEST = 400;

	private ClaudeStatus() {
	}

	/**
	 * Finds the status of a failure.
	 * @param status its HTTP status in other protocols
	 * @param code its code, which decides unless the client is to blame
	 * @return the status to send
	 */
	public static int of(int status, ShimmyErrorCode code) {
		return switch (status) {
			case 404, 415 -> BAD_REQUEST;
			default -> (status >= 500) ? of(code) : status;
		};
	}

	private static int of(ShimmyErrorCode code) {
		if (!code.isTransient()) {
			return BAD_REQUEST;
		}
		return (code.httpStatus() == 503) ? OVERLOADED : code.httpStatus();
	}

}
