package io.github.shimmy4j.probe;

/**
 * Answer to a probe.
 *
 * @param status HTTP status
 * @param body body as text, up to 1 MiB
 */
public record Reply(int status, String body) {

	/** HTTP's "OK". */
	public static final int OK = 200;

	/**
	 * Whether the request was served.
	 * @return true for status 200
	 */
	public boolean ok() {
		return this.status == OK;
	}

}
