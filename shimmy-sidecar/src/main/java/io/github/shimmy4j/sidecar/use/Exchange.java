package io.github.shimmy4j.sidecar.use;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyErrorCode.Stage;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.openai.InvalidAnswerException;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.ServerUse;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, from the wait for a server to the end of its use. The
 * request goes to the server that it was checked against. The caller may close the
 * exchange at any time, but the server's slot is free only when the server has finished.
 * A server that stops when its connection is closed is disconnected at once. Any other
 * answer is read to its end, because nothing else tells when the server has finished; if
 * it falls silent, it is reported as stuck.
 */
public final class Exchange implements AutoCloseable {

	/**
	 * Statuses that our server never returns for its own key and model. Seeing one means
	 * that another process owns the port now.
	 */
	private static final Set<Integer> REFUSALS = Set.of(401, 404);

	private final UseSource source;

	private final CompletableFuture<ServerUse> use;

	private @Nullable SentRequest sent;

	private boolean tooLate;

	private boolean answered;

	private boolean told;

	private boolean closed;

	private boolean settled;

	/** Begins with the wait for a use, which the exchange later closes. */
	Exchange(UseSource source, CompletableFuture<ServerUse> use) {
		this.source = source;
		this.use = use;
	}

	/** The use of the server, once granted; only the exchange closes it. */
	public CompletableFuture<ServerUse> use() {
		return this.use;
	}

	/** Endpoint of the server, once the use was granted. */
	public ServerEndpoint endpoint() {
		return this.use.join().endpoint();
	}

	/**
	 * Sends the request, unless the server ended meanwhile, when another process may own
	 * its port.
	 * @param <R> type of the request
	 * @param sending sends it and does not block
	 * @return the sent request
	 * @throws ShimmyException SIDECAR_LOST if the server has ended, NOT_RUNNING if the
	 * exchange was closed
	 */
	public <R extends SentRequest> R send(Supplier<R> sending) {
		CompletableFuture<ShimmyException> lost = this.use.join().lost();
		synchronized (this) {
			if (this.closed) {
				throw new ShimmyException(ShimmyErrorCode.NOT_RUNNING, "The caller has gone");
			}
			if (lost.isDone()) {
				this.tooLate = true;
				throw loss(lost.join(), null);
			}
			R begun = sending.get();
			this.sent = begun;
			return begun;
		}
	}

	private static ShimmyException loss(ShimmyException end, @Nullable Throwable broken) {
		return new ShimmyException(ShimmyErrorCode.SIDECAR_LOST, end.getMessage(), broken, end.exitStatus(),
				end.outputTail());
	}

	/**
	 * Tells from the status of the answer whether the server has ended and another
	 * process answers on its port.
	 * @param status HTTP status of the answer
	 * @return the end of the server; null if the server itself has answered
	 */
	public @Nullable ShimmyException lossShownBy(int status) {
		CompletableFuture<ShimmyException> lost = this.use.join().lost();
		return (lost.isDone() && REFUSALS.contains(status)) ? loss(lost.join(), null) : null;
	}

	/**
	 * The failure as the HTTP client saw it; null if it saw none. A library that reads
	 * the answer may report another one.
	 */
	public synchronized @Nullable ShimmyException failure() {
		return (this.sent != null) ? this.sent.failure() : null;
	}

	/** Whether the server ended before anything was sent, so that another may get it. */
	public synchronized boolean isUnsent() {
		return this.tooLate || (this.sent != null && this.sent.isUnsent() && this.use.join().lost().isDone());
	}

	/** Reports that the answer was complete, unless an outcome was reported before. */
	public void succeeded() {
		if (tell()) {
			this.use.join().succeeded();
		}
	}

	/**
	 * Reports the failure of an answer if the server, and not the request or the caller,
	 * is to blame for it.
	 * @param failure what the caller is told
	 * @return the same, with what the server's log says about it
	 */
	public ShimmyException reported(ShimmyException failure) {
		// An overloaded server is healthy.
		boolean blamed = failure.code().stage() == Stage.ANSWER && failure.code() != ShimmyErrorCode.OVERLOADED
				&& !(failure instanceof InvalidAnswerException);
		if (!blamed) {
			return failure;
		}
		ShimmyException explained = (failure.exitStatus() != null) ? failure
				: new ServerLog(this.source.outputTail()).explain(failure);
		failed(explained);
		return explained;
	}

	/** Reports a failure of the server, unless an outcome was reported before. */
	public void failed(ShimmyException failure) {
		if (tell()) {
			this.use.join().failed(failure);
		}
	}

	private synchronized boolean tell() {
		boolean first = !this.told;
		this.told = true;
		return first;
	}

	/**
	 * Waits until the end of the server explains a broken connection.
	 * @param broken failure of the connection
	 * @return completes with the loss of the server, or with {@code broken} if none was
	 * reported within {@link UseSource#lossNotice()}
	 */
	public CompletableFuture<ShimmyException> explained(ShimmyException broken) {
		ServerUse server = this.use.join();
		CompletableFuture<ShimmyException> lost = server.lost();
		boolean expected = lost.isDone() || !this.source.lossNotice().isZero();
		if (!expected || broken.code() == ShimmyErrorCode.GENERATION_TIMEOUT || isClosed()) {
			return CompletableFuture.completedFuture(broken);
		}
		server.disconnected();
		return lost.thenApply((end) -> loss(end, broken))
			.completeOnTimeout(broken, this.source.lossNotice().toMillis(), TimeUnit.MILLISECONDS);
	}

	private synchronized boolean isClosed() {
		return this.closed;
	}

	/** Reports that the server has finished with the request. */
	public void answerEnded() {
		synchronized (this) {
			this.answered = true;
		}
		settle();
	}

	/** Releases the caller at once. Idempotent. */
	@Override
	public void close() {
		SentRequest left;
		synchronized (this) {
			this.closed = true;
			left = this.answered ? null : this.sent;
		}
		if (left != null) {
			left.abandon();
			if (left.isEndedByDisconnect(endpoint().capabilities())) {
				left.cancel();
			}
		}
		else if (!this.use.cancel(false)) {
			settle();
		}
	}

	private void settle() {
		synchronized (this) {
			if (!this.closed || this.settled || (this.sent != null && !this.answered)) {
				return;
			}
			this.settled = true;
		}
		ShimmyException failure = failure();
		if (failure != null && failure.code() == ShimmyErrorCode.GENERATION_TIMEOUT) {
			failed(new ShimmyException(ShimmyErrorCode.GENERATION_TIMEOUT, failure.getMessage() + " (abandoned answer)",
					failure));
		}
		this.use.thenAccept(ServerUse::close);
	}

	/**
	 * Admits requests to the server, each within a limit. A request that is repeated
	 * keeps its first deadline.
	 */
	public static final class Admission {

		private final UseSource source;

		private final Duration limit;

		private final AdmissionListener listener;

		private final LongSupplier nanoTime;

		/**
		 * Admits requests to a server.
		 * @param source grants uses of the server
		 * @param limit longest wait of a request
		 * @param listener is told of each wait
		 * @param nanoTime monotonic time in nanoseconds
		 */
		public Admission(UseSource source, Duration limit, AdmissionListener listener, LongSupplier nanoTime) {
			this.source = source;
			this.limit = limit;
			this.listener = listener;
			this.nanoTime = nanoTime;
		}

		/** Source of the uses. */
		public UseSource source() {
			return this.source;
		}

		/** Longest wait of a request; above zero. */
		public Duration limit() {
			return this.limit;
		}

		/** Deadline of a request that begins now, as a moment of the monotonic time. */
		public long deadline() {
			return this.nanoTime.getAsLong() + this.limit.toNanos();
		}

		/**
		 * Begins the wait of a request.
		 * @param deadline moment at which the wait ends with a {@link TimeoutException}
		 * @return the exchange of the request, to be closed in any case
		 */
		public Exchange open(long deadline) {
			long began = this.nanoTime.getAsLong();
			CompletableFuture<ServerUse> use = this.source.use();
			use.whenComplete((granted, failure) -> this.listener
				.waited(Duration.ofNanos(this.nanoTime.getAsLong() - began), outcome(failure)));
			return new Exchange(this.source, use.orTimeout(deadline - began, TimeUnit.NANOSECONDS));
		}

		private static AdmissionListener.Outcome outcome(@Nullable Throwable failure) {
			if (failure == null) {
				return AdmissionListener.Outcome.GRANTED;
			}
			if (failure instanceof TimeoutException) {
				return AdmissionListener.Outcome.TIMEOUT;
			}
			return (failure instanceof CancellationException) ? AdmissionListener.Outcome.CANCELLED
					: AdmissionListener.Outcome.REFUSED;
		}

	}

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

}
