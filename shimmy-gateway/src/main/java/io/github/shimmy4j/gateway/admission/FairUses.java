package io.github.shimmy4j.gateway.admission;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import io.github.shimmy4j.concurrent.Waits;
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

	/** Moment for which the timer is set; null if it is not. Guarded by the queue. */
	private @Nullable Long timed;

	/** Guarded by the queue. */
	private Runnable dropTimer = () -> {
	};

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
		return new CallerUses(caller, Duration.ZERO, false);
	}

	/**
	 * The server as one caller may use it whose client rather waits for long than comes
	 * again: there are more places for its requests in the queue, and those over the
	 * caller's rate wait until the rate allows them.
	 * @param caller who sends the requests
	 * @param longest longest wait for the rate
	 * @return a source as {@link #of} gives it
	 */
	public UseSource ofPatient(Caller caller, Duration longest) {
		return new CallerUses(caller, longest, false);
	}

	/**
	 * The server for a request that has had a turn, but was not sent. It has a place in
	 * the queue, and is not counted again for the caller's rate.
	 * @param source the source of its first turn
	 */
	public UseSource repeated(UseSource source) {
		return (source instanceof CallerUses own) ? new CallerUses(own.caller, own.longest, true) : source;
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

	private CompletableFuture<ServerUse> use(Caller caller, Duration longest, boolean repeated) {
		QueuedRequest request = new QueuedRequest(caller);
		try {
			enter(request, longest, repeated);
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
		giveTurns();
		return request.answer();
	}

	/** A request that the full queue refuses does not count for the caller's rate. */
	private void enter(QueuedRequest request, Duration longest, boolean repeated) {
		synchronized (this.queue) {
			if (repeated) {
				this.queue.enter(request);
				return;
			}
			Optional<TooManyRequestsException> refusal = this.queue.refusal(request.caller, !longest.isZero());
			if (refusal.isPresent()) {
				throw refusal.get();
			}
			Duration wait = this.rates.count(request.caller, longest);
			if (!wait.isZero()) {
				request.due = this.nanoTime.getAsLong() + wait.toNanos();
			}
			this.queue.enter(request);
		}
	}

	private void end(QueuedRequest request) {
		synchronized (this.queue) {
			long now = this.nanoTime.getAsLong();
			if (this.queue.end(request, now)) {
				int behind = this.queue.early(request.caller);
				this.queue.due(request.caller, this.rates.giveBack(request.caller, behind), now);
			}
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
			long now = this.nanoTime.getAsLong();
			QueuedRequest next = this.queue.next(now).orElse(null);
			setTimer(now);
			return next;
		}
	}

	/** One timer for the request that is due first. Called with the queue's lock. */
	private void setTimer(long now) {
		Long due = this.queue.nextDue();
		if (Objects.equals(due, this.timed)) {
			return;
		}
		this.dropTimer.run();
		this.timed = due;
		this.dropTimer = (due == null) ? () -> {
		} : this.timer.after(Duration.ofNanos(Math.max(0, due - now)), this::requestIsDue);
	}

	private void requestIsDue() {
		synchronized (this.queue) {
			this.timed = null;
		}
		giveTurns();
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
				request.answer().completeExceptionally(Waits.cause(failure));
			}
			else {
				grant(request, use);
			}
		});
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

		private final boolean repeated;

		CallerUses(Caller caller, Duration longest, boolean repeated) {
			this.caller = caller;
			this.longest = longest;
			this.repeated = repeated;
		}

		@Override
		public CompletableFuture<ServerUse> use() {
			return FairUses.this.use(this.caller, this.longest, this.repeated);
		}

		@Override
		public String queue() {
			QueueState state = state();
			String early = (state.early() > 0) ? ", and %d wait for the rates of their keys".formatted(state.early())
					: "";
			return "%d requests have a turn and %d wait for one%s; %s".formatted(state.turns(), state.waiting(), early,
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
