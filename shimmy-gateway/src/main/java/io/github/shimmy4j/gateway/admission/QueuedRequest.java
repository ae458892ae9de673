package io.github.shimmy4j.gateway.admission;

import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.gateway.key.Caller;
import io.github.shimmy4j.sidecar.ServerUse;
import org.jspecify.annotations.Nullable;

/** One request of a caller, and its answer. */
final class QueuedRequest extends Ticket {

	private final Answer answer = new Answer();

	/** The wait for the server's own slot; null before the request's turn. */
	private @Nullable CompletableFuture<ServerUse> asked;

	private boolean left;

	QueuedRequest(Caller caller) {
		super(caller);
	}

	/** The future that the caller waits for. */
	Answer answer() {
		return this.answer;
	}

	/** The wait for the server's slot begins; it ends at once if the caller left. */
	void ask(CompletableFuture<ServerUse> asked) {
		boolean tooLate;
		synchronized (this) {
			this.asked = asked;
			tooLate = this.left;
		}
		if (tooLate) {
			asked.cancel(false);
		}
	}

	/** The request has failed, or its caller has left. */
	void leave() {
		CompletableFuture<ServerUse> asked;
		synchronized (this) {
			this.left = true;
			asked = this.asked;
		}
		if (asked != null) {
			asked.cancel(false);
		}
	}

	/** Completes with the use, or with the reason why there is none. */
	final class Answer extends CompletableFuture<ServerUse> {

		QueuedRequest request() {
			return QueuedRequest.this;
		}

	}

}
