package io.github.shimmy4j.sidecar.use;

import java.time.Duration;

/** Is told how long requests waited for a ready server and for a slot. */
@FunctionalInterface
public interface AdmissionListener {

	/** Ignores all waits. */
	AdmissionListener NONE = (wait, outcome) -> {
	};

	/** A wait of this length is over. Must not block. */
	void waited(Duration wait, Outcome outcome);

	/** How a wait ended. */
	enum Outcome {

		/** The request may be sent. */
		GRANTED,

		/** The deadline of the request passed. */
		TIMEOUT,

		/** No server is due, or the queue is full. */
		REFUSED,

		/** The caller cancelled it. */
		CANCELLED

	}

}
