package io.github.shimmy4j.probe;

/**
 * The answer to a probe.
 *
 * @param status HTTP status; 0 if there was no answer
 * @param body body as text
 */
public record Reply(int status, String body) {

	/** HTTP's "OK". */
	public static final int OK = 200;

	/** Whether the status is 200. */
	public boolean ok() {
		return this.status == OK;
	}

}
