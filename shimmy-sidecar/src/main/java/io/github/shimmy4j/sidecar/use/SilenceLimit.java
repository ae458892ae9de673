package io.github.shimmy4j.sidecar.use;

import java.time.Duration;

import io.github.shimmy4j.sidecar.use.PatienceRule.Patience;

/**
 * How long the server may still be silent in an answer. A silence ends only when the
 * answer grows or more of the prompt was read, because a stuck server may keep sending
 * comments, empty chunks and unchanged reports. Only time spent waiting for the server
 * counts. For one thread.
 */
public final class SilenceLimit {

	private final Patience patience;

	private boolean tokensBegan;

	private long leftNanos;

	SilenceLimit(Patience patience) {
		this.patience = patience;
		progressed();
	}

	/** Longest next wait for the server, in nanoseconds above zero. */
	public long leftNanos() {
		return Math.max(this.leftNanos, 1);
	}

	/** Something arrived after a wait of this length. */
	public void waited(long nanos) {
		this.leftNanos -= nanos;
	}

	/** The first token arrived; from now on the limit between two tokens holds. */
	void tokensBegan() {
		this.tokensBegan = true;
		progressed();
	}

	/** The answer grew, or more of the prompt was read. */
	public void progressed() {
		this.leftNanos = limit().toNanos();
	}

	/** The whole limit of the present silence, not what is left of it. */
	public Duration limit() {
		return this.tokensBegan ? this.patience.betweenTokens() : this.patience.firstToken();
	}

	/** Kind of the present silence. */
	public Kind kind() {
		if (this.tokensBegan) {
			return Kind.AFTER_A_TOKEN;
		}
		return this.patience.whole() ? Kind.WHOLE_ANSWER : Kind.BEFORE_THE_FIRST_TOKEN;
	}

	/** Part of an answer in which a server is silent. */
	public enum Kind {

		/** Connecting, loading, reading the prompt. */
		BEFORE_THE_FIRST_TOKEN,

		/** The time between two tokens. */
		AFTER_A_TOKEN,

		/** The whole answer of a server that bursts. */
		WHOLE_ANSWER

	}

}
