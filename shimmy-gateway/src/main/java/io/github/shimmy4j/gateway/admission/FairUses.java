package io.github.shimmy4j.gateway.admission;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.admission.QueuedRequest.Answer;
import io.github.shimmy4j.gateway.key.Caller;
import io.github.shimmy4j.sidecar.ServerUse;
import io.github.shimmy4j.sidecar.use.UseSource;
import org.jspecify.annotations.Nullable;

/**
 * Shares one server fairly among callers. There are as many turns as the server has
 * slots, so the server's own queue, which knows no callers, stays short. Every request is
 * answered: with a use of the server, with its failure, or with a refusal. For several
 * threads; blocks none.
 */
public final class FairUses {

	private final UseSource source;

	private final int maxConcurrent;

	private final CallerRates rates;

	private final LongSupplier nanoTime;

	private final Timer timer;

	/** Guarded by itself. No foreign code runs under this lock. */
	private final FairQueue<QueuedRequest> queue;

	private final Set<FairUse> open = ConcurrentHashMap.newKeySet();

	/** The last server that has granted a use, by its end. Guarded by the queue. */
	private @Nullable CompletableFuture<ShimmyException> server;

	/** Whether this thread gives turns right now. */
	private final ThreadLocal<Boolean> giving = ThreadLocal.withInitial(() -> false);

	/** Shares a server, in the time of the JVM's timer. */
	public FairUses(UseSource source, int size, int maxConcurrent, CallerRates rates, LongSupplier nanoTime) {
		this(source, size, maxConcurrent, rates, nanoTime, Timer.SYSTEM);
	}

	/**
	 * Shares a server.
	 * @param source grants uses of the server
	 * @param size number of waiting requests from which on further ones are refused
	 * @param maxConcurrent most turns at the same time; 0 = as many as the server has
	 * slots
	 * @param rates limits how often callers may send requests
	 * @param nanoTime monotonic time in nanoseconds
	 * @param timer ends the wait of requests that were sent too soon
	 */
	public FairUses(UseSource source, int size, int maxConcurrent, CallerRates rates, LongSupplier nanoTime,
			Timer timer) {
		this.source = source;
		this.maxConcurrent = maxConcurrent;
		this.rates = rates;
		this.nanoTime = nanoTime;
		this.timer = timer;
		this.queue = new FairQueue<>(size);
		if (maxConcurrent > 0) {
			this.queue.slots(maxConcurrent);
		}
	}

	/**
	 * The server as one caller may use it.
	 * @param caller who sends the requests
	 * @return a source whose uses fail with {@link TooManyRequestsException} if there are
	 * too many requests
	 */
	public UseSource of(Caller caller) {
		return new CallerUses(caller, Duration.ZERO);
	}

	/**
	 * The server as one caller may use it whose client rather waits for long than comes
	 * again: there are more places for its requests in the queue, and those over the
	 * caller's rate wait there until the rate allows them.
	 * @param caller who sends the requests
	 * @param longest longest wait for the rate
	 * @return a source as {@link #of} gives it
	 */
	public UseSource ofPatient(Caller caller, Duration longest) {
		return new CallerUses(caller, longest);
	}

	/**
	 * Place of a request in the queue.
	 * @param use what {@link UseSource#use()} of a caller has returned
	 * @return the place; empty if the request does not wait for a turn
	 */
	public Optional<Place> place(CompletableFuture<ServerUse> use) {
		if (!(use instanceof Answer answer)) {
			return Optional.empty();
		}
		synchronized (this.queue) {
			return this.queue.place(answer.request(), this.nanoTime.getAsLong());
		}
	}

	/** The queue at this moment. */
	public QueueState state() {
		synchronized (this.queue) {
			return this.queue.state();
		}
	}

	private CompletableFuture<ServerUse> use(Caller caller, Duration longest) {
		QueuedRequest request = new QueuedRequest(caller);
		Duration wait;
		try {
			wait = enter(request, longest);
		}
		catch (TooManyRequestsException ex) {
			return CompletableFuture.failedFuture(ex);
		}
		request.answer().whenComplete((use, failure) -> {
			if (failure != null) {
				request.leave();
				end(request);
			}
		});
		if (!wait.isZero()) {
			Runnable drop = this.timer.after(wait, this::giveTurns);
			request.answer().whenComplete((use, failure) -> drop.run());
		}
		giveTurns();
		return request.answer();
	}

	/**
	 * A request that the full queue refuses does not count for the caller's rate.
	 * @return how long it has to wait for the rate
	 */
	private Duration enter(QueuedRequest request, Duration longest) {
		synchronized (this.queue) {
			Optional<TooManyRequestsException> refusal = this.queue.refusal(request.caller, !longest.isZero());
			if (refusal.isPresent()) {
				throw refusal.get();
			}
			Duration wait = this.rates.count(request.caller, longest);
			if (!wait.isZero()) {
				request.due = this.nanoTime.getAsLong() + wait.toNanos();
			}
			this.queue.enter(request);
			return wait;
		}
	}

	private void end(QueuedRequest request) {
		synchronized (this.queue) {
			long now = this.nanoTime.getAsLong();
			if (request.state == Ticket.State.WAITING && request.untilDue(now) > 0) {
				this.rates.giveBack(request.caller);
			}
			this.queue.end(request, now);
		}
		giveTurns();
	}

	/**
	 * Gives all turns that are free. A server that fails at once ends the turn within
	 * this method, which then goes on in its own loop: with a recursion instead, a long
	 * queue would overflow the stack.
	 */
	private void giveTurns() {
		if (this.giving.get()) {
			return;
		}
		this.giving.set(true);
		try {
			for (QueuedRequest next = next(); next != null; next = next()) {
				start(next);
			}
		}
		finally {
			this.giving.remove();
		}
	}

	private @Nullable QueuedRequest next() {
		synchronized (this.queue) {
			return this.queue.next(this.nanoTime.getAsLong()).orElse(null);
		}
	}

	private void start(QueuedRequest request) {
		CompletableFuture<ServerUse> asked;
		try {
			asked = this.source.use();
		}
		catch (RuntimeException ex) {
			asked = CompletableFuture.failedFuture(ex);
		}
		request.ask(asked);
		asked.whenComplete((use, failure) -> {
			if (failure != null) {
				request.answer().completeExceptionally(cause(failure));
			}
			else {
				grant(request, use);
			}
		});
	}

	private static Throwable cause(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

	private void grant(QueuedRequest request, ServerUse use) {
		FairUse granted = new FairUse(request, use, this::closed);
		this.open.add(granted);
		boolean isNew;
		synchronized (this.queue) {
			isNew = this.server != granted.lost;
			this.server = granted.lost;
			if (this.maxConcurrent == 0) {
				this.queue.slots(use.endpoint().capabilities().maxConcurrent());
			}
			this.queue.granted(request, this.nanoTime.getAsLong());
		}
		if (isNew) {
			// Once per server: dependents of a future that lives long would pile up.
			granted.lost.thenAccept((end) -> lost(granted.lost));
		}
		if (!request.answer().complete(granted)) {
			granted.close();
		}
		giveTurns();
	}

	private void closed(FairUse use) {
		this.open.remove(use);
		end(use.request);
	}

	/**
	 * A server has ended, and all its slots with it. Callers close their uses later, when
	 * they have read what has arrived.
	 */
	private void lost(CompletableFuture<ShimmyException> server) {
		this.open.stream().filter((use) -> use.lost == server).forEach((use) -> end(use.request));
	}

	/** The server as one caller may use it. */
	private final class CallerUses implements UseSource {

		private final Caller caller;

		/**
		 * Longest wait for the caller's rate; zero of a client that comes again instead.
		 */
		private final Duration longest;

		CallerUses(Caller caller, Duration longest) {
			this.caller = caller;
			this.longest = longest;
		}

		@Override
		public CompletableFuture<ServerUse> use() {
			return FairUses.this.use(this.caller, this.longest);
		}

		@Override
		public String queue() {
			QueueState state = state();
			return "%d requests have a turn and %d wait for one; %s".formatted(state.turns(), state.waiting(),
					FairUses.this.source.queue());
		}

		@Override
		public Duration lossNotice() {
			return FairUses.this.source.lossNotice();
		}

		@Override
		public List<String> outputTail() {
			return FairUses.this.source.outputTail();
		}

	}

}
