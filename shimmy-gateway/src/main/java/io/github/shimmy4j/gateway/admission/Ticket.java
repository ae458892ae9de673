package io.github.shimmy4j.gateway.admission;

import io.github.shimmy4j.gateway.key.Caller;
import org.jspecify.annotations.Nullable;

/** One request in a {@link FairQueue}, from its entry to its end. */
class Ticket {

	final Caller caller;

	State state = State.WAITING;

	/** Moment at which the server has granted a slot; null before. */
	@Nullable Long granted;

	Ticket(Caller caller) {
		this.caller = caller;
	}

	/** Where the request is. */
	enum State {

		/** In the line of its caller. */
		WAITING,

		/** It may use the server, or waits for the server's own slot. */
		TURN,

		/** It has left. */
		ENDED

	}

}
