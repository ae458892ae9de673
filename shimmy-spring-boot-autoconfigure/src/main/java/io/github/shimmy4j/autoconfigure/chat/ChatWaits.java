package io.github.shimmy4j.autoconfigure.chat;

import java.time.Duration;

/** Hears how long calls waited for a ready server and for their turn. */
@FunctionalInterface
public interface ChatWaits {

	/** Nobody wants to know. */
	ChatWaits UNHEARD = (wait, outcome) -> {
	};

	/**
	 * A wait is over. Must not block.
	 * @param wait how long it was
	 * @param outcome what came of it
	 */
	void waited(Duration wait, Outcome outcome);

	/** What comes of a wait. */
	enum Outcome {

		/** The call may go on. */
		GRANTED,

		/** It was longer than the call may wait. */
		TIMEOUT,

		/** There is no server to wait for, or too many wait already. */
		REFUSED,

		/** The caller gave up. */
		CANCELLED

	}

}
