package io.github.shimmy4j.autoconfigure;

/**
 * Application event with {@code shimmy.mode=shared}: the application has found this
 * user's daemon, which it may have started, or has noticed that it ended.
 *
 * @param change what has happened
 * @param address address and port of the daemon, such as {@code 127.0.0.1:11434}
 * @param pid its process id
 * @param version its version
 */
public record DaemonEvent(Change change, String address, long pid, String version) {

	/** A change in the life of the daemon, as the application sees it. */
	public enum Change {

		/** It answers, and has proven to be this user's. */
		FOUND,

		/** It has ended; the next call finds or starts another. */
		LOST

	}

}
