package io.github.shimmy4j.gateway.admission;

import io.github.shimmy4j.gateway.key.Caller;
import org.jspecify.annotations.Nullable;

/** One request in a {@link FairQueue}, from its entry to its end. */
class Ticket {

	final Caller caller;

	State state = State.WAITING;

	/** Moment at which its caller's rate allows it; null if it does already. */
	@Nullable Long due;

	/** Moment at which the server has granted a slot; null before. */
	@Nullable Long granted;

	Ticket(Caller caller) {
		this.caller = caller;
	}

	/** Time until the caller's rate allows it, in nanoseconds; 0 or less if it does. */
	final long untilDue(long now) {
		return (this.due != null) ? this.due - now : 0;
	}

	/** Where the request is. */
	enum State {

		/** It waits until its caller's rate allows it. */
		EARLY,

		/** In the line of its caller. */
		WAITING,

		/** It may use the server, or waits for the server's own slot. */
		TURN,

		/** It has left. */
		ENDED

	}

}
