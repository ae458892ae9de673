package io.github.shimmy4j.sidecar.use;

import java.time.Duration;

/**
 * How long the server may still be silent in an answer. What arrives ends a silence only
 * if the answer grew or more of the prompt was read: a server whose generation is stuck
 * may go on sending comments, empty chunks and unchanged reports that keep the
 * connection. Time in which nobody waits for the server does not count. For one thread.
 */
public final class SilenceLimit {

	private final Patience patience;

	private boolean tokensBegan;

	private long leftNanos;

	SilenceLimit(Patience patience) {
		this.patience = patience;
		progressed();
	}

	/**
	 * How long the next wait for the server may take.
	 * @return nanoseconds above zero
	 */
	public long leftNanos() {
		return Math.max(this.leftNanos, 1);
	}

	/**
	 * Tells that something arrived after a wait, whatever it was.
	 * @param nanos how long the wait took
	 */
	public void waited(long nanos) {
		this.leftNanos -= nanos;
	}

	/** The first token is there: from now on the limit is that between two. */
	void tokensBegan() {
		this.tokensBegan = true;
		progressed();
	}

	/** The answer grew, or more of the prompt was read. */
	public void progressed() {
		this.leftNanos = limit().toNanos();
	}

	/**
	 * The limit of the present silence.
	 * @return the whole of it, however much has passed
	 */
	public Duration limit() {
		return this.tokensBegan ? this.patience.betweenTokens() : this.patience.firstToken();
	}

	/**
	 * Which silence it is.
	 * @return the kind
	 */
	public Kind kind() {
		if (this.tokensBegan) {
			return Kind.AFTER_A_TOKEN;
		}
		return this.patience.whole() ? Kind.WHOLE_ANSWER : Kind.BEFORE_THE_FIRST_TOKEN;
	}

	/** What a silence covers. */
	public enum Kind {

		/** Connecting, loading, reading the prompt. */
		BEFORE_THE_FIRST_TOKEN,

		/** The time between two tokens. */
		AFTER_A_TOKEN,

		/** All of the answer of a server that sends it at once. */
		WHOLE_ANSWER

	}

}
