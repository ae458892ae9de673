package io.github.shimmy4j.sidecar.use;

import java.time.Duration;

/** Hears how long requests waited for a ready server and for a slot. */
@FunctionalInterface
public interface AdmissionListener {

	/** Nobody wants to know. */
	AdmissionListener NONE = (wait, outcome) -> {
	};

	/**
	 * A wait is over. Must not block.
	 * @param wait how long it was
	 * @param outcome what came of it
	 */
	void waited(Duration wait, Outcome outcome);

	/** What comes of a wait. */
	enum Outcome {

		/** The request may be sent. */
		GRANTED,

		/** It was longer than the request may wait. */
		TIMEOUT,

		/** There is no server to wait for, or too many wait already. */
		REFUSED,

		/** The caller gave up. */
		CANCELLED

	}

}
