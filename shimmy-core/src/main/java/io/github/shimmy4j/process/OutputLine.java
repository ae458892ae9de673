package io.github.shimmy4j.process;

/**
 * One line of a process's output.
 *
 * @param channel where it was written
 * @param text the line without its end; cut if it is very long
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
