package io.github.shimmy4j.process;

/**
 * One line that a process wrote.
 *
 * @param channel where it was written
 * @param text the line without its end; cut where it was longer than the reader keeps
 */
public record OutputLine(Channel channel, String text) {

	/** Standard streams of a process. */
	public enum Channel {

		/** Standard output. */
		STDOUT,

		/** Standard error. */
		STDERR

	}

}
