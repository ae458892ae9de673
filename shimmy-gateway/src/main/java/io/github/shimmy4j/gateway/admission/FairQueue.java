package io.github.shimmy4j.gateway.admission;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.github.shimmy4j.gateway.admission.QueueState.CallerState;
import io.github.shimmy4j.gateway.key.Caller;
import org.jspecify.annotations.Nullable;

/**
 * Decides who gets the next turn at a server. Requests of one caller keep their order;
 * callers take turns. A request that its caller's rate does not allow yet is early: it
 * waits apart, and takes no place from other callers. Only decides: it starts nothing,
 * reads no time and knows no thread. For one thread.
 *
 * @param <T> type of the requests
 */
final class FairQueue<T extends Ticket> {

	/** Until the server has said how many requests it serves at the same time. */
	private static final int SLOTS_OF_AN_UNKNOWN_SERVER = 1;

	/** Part of the newest measurement in the mean. */
	private static final double WEIGHT = 0.2;

	/** While no request was measured yet. */
	private static final Duration USUAL_RETRY = Duration.ofSeconds(5);

	/** OpenAI's SDKs ignore a longer wait and retry within seconds. */
	private static final Duration LONGEST_RETRY = Duration.ofSeconds(60);

	/** Times as many patient requests as others have a place. */
	private static final int PATIENT_PLACES = 4;

	private final int size;

	private final Map<String, Line> lines = new LinkedHashMap<>();

	/** Lines with waiting requests; the first one that may gets the next turn. */
	private final Set<Line> ring = new LinkedHashSet<>();

	private int slots = SLOTS_OF_AN_UNKNOWN_SERVER;

	private int waiting;

	private int turns;

	/** In nanoseconds; NaN until a first request was served. */
	private double meanHold = Double.NaN;

	/**
	 * An empty queue before a server that nothing is known about.
	 * @param size number of waiting requests from which on further ones are refused
	 */
	FairQueue(int size) {
		this.size = size;
	}

	/** Sets how many turns there are at the same time; those that run go on. */
	void slots(int slots) {
		this.slots = slots;
	}

	/**
	 * Tells whether the queue has no place for another request of a caller. A caller with
	 * no waiting request always gets one place, so that a busy program cannot keep out
	 * the others.
	 * @param caller who sends the request
	 * @param patient whether its client rather waits than comes again
	 * @return the refusal; empty if the request may enter
	 */
	Optional<TooManyRequestsException> refusal(Caller caller, boolean patient) {
		Line line = this.lines.get(caller.id());
		if (line == null || line.isEmpty()) {
			return Optional.empty();
		}
		int places = patient ? this.size * PATIENT_PLACES : this.size;
		int before = this.waiting + line.early.size();
		if (before < places) {
			return Optional.empty();
		}
		return Optional.of(new TooManyRequestsException(
				"%d requests wait already (shimmy.gateway.queue.size)".formatted(before), retryAfter()));
	}

	/** SDKs retry twice, so the wait is long enough to find half of the queue served. */
	private Duration retryAfter() {
		Duration half = ofMeans((double) this.waiting / 2 / this.slots);
		if (half == null) {
			return USUAL_RETRY;
		}
		return (half.compareTo(LONGEST_RETRY) > 0) ? LONGEST_RETRY : half;
	}

	/** A new request joins the line of its caller, or waits until it is due. */
	void enter(T ticket) {
		Line line = this.lines.computeIfAbsent(ticket.caller.id(), (id) -> new Line(ticket.caller));
		if (ticket.due != null) {
			ticket.state = Ticket.State.EARLY;
			line.early.add(ticket);
		}
		else {
			join(line, ticket);
		}
	}

	private void join(Line line, T ticket) {
		ticket.state = Ticket.State.WAITING;
		line.waiting.add(ticket);
		this.ring.add(line);
		this.waiting++;
	}

	/** Early requests that are due now join the lines of their callers. */
	private void joinDue(long now) {
		for (Line line : this.lines.values()) {
			while (!line.early.isEmpty() && line.early.element().untilDue(now) <= 0) {
				join(line, line.early.remove());
			}
		}
	}

	/** Number of requests of a caller that are early. */
	int early(Caller caller) {
		Line line = this.lines.get(caller.id());
		return (line != null) ? line.early.size() : 0;
	}

	/**
	 * Sets when the early requests of a caller are due.
	 * @param caller the caller
	 * @param waits the wait of each, in the order of the requests
	 * @param now monotonic time in nanoseconds
	 */
	void due(Caller caller, List<Duration> waits, long now) {
		Iterator<Duration> wait = waits.iterator();
		Line line = this.lines.get(caller.id());
		if (line != null) {
			line.early.forEach((ticket) -> ticket.due = now + wait.next().toNanos());
		}
	}

	/** Moment at which the first early request is due; null if none is early. */
	@Nullable Long nextDue() {
		return this.lines.values()
			.stream()
			.flatMap((line) -> Stream.ofNullable(line.early.peek()))
			.map((ticket) -> ticket.due)
			.filter(Objects::nonNull)
			.min(Comparator.naturalOrder())
			.orElse(null);
	}

	private Line line(T ticket) {
		return Objects.requireNonNull(this.lines.get(ticket.caller.id()), "a caller with a request has a line");
	}

	/**
	 * Gives a turn to the next request that may have one.
	 * @param now monotonic time in nanoseconds
	 * @return the request; empty if all turns are taken, or nobody who waits may have one
	 */
	Optional<T> next(long now) {
		joinDue(now);
		if (this.turns >= this.slots) {
			return Optional.empty();
		}
		return this.ring.stream().filter(Line::mayHaveTurn).findFirst().map(this::turnOf);
	}

	private T turnOf(Line line) {
		T ticket = line.waiting.remove();
		this.waiting--;
		this.ring.remove(line);
		if (!line.waiting.isEmpty()) {
			this.ring.add(line);
		}
		ticket.state = Ticket.State.TURN;
		line.turns++;
		this.turns++;
		return ticket;
	}

	/** The server has granted a slot to a request that has a turn. */
	void granted(T ticket, long now) {
		if (ticket.state == Ticket.State.TURN) {
			ticket.granted = now;
		}
	}

	/**
	 * A request leaves the queue, or its turn is over. Idempotent.
	 * @return whether it leaves early
	 */
	boolean end(T ticket, long now) {
		if (ticket.state == Ticket.State.ENDED) {
			return false;
		}
		joinDue(now);
		Line line = line(ticket);
		boolean early = ticket.state == Ticket.State.EARLY;
		switch (ticket.state) {
			case EARLY -> line.early.remove(ticket);
			case WAITING -> leave(line, ticket);
			default -> endTurn(line, ticket, now);
		}
		ticket.state = Ticket.State.ENDED;
		if (line.turns == 0 && line.isEmpty()) {
			this.lines.remove(line.caller.id(), line);
		}
		return early;
	}

	private void leave(Line line, T ticket) {
		line.waiting.remove(ticket);
		this.waiting--;
		if (line.waiting.isEmpty()) {
			this.ring.remove(line);
		}
	}

	private void endTurn(Line line, T ticket, long now) {
		line.turns--;
		this.turns--;
		if (ticket.granted != null) {
			learn(now - ticket.granted);
		}
	}

	private void learn(long hold) {
		this.meanHold = Double.isNaN(this.meanHold) ? hold : this.meanHold + WEIGHT * (hold - this.meanHold);
	}

	/** Place of a request; empty if it does not wait for a turn. */
	Optional<Place> place(T ticket, long now) {
		if (ticket.state != Ticket.State.WAITING && ticket.state != Ticket.State.EARLY) {
			return Optional.empty();
		}
		Line line = line(ticket);
		int before = (int) Stream.concat(line.waiting.stream(), line.early.stream())
			.takeWhile((other) -> other != ticket)
			.count();
		int position = position(line, before);
		int limit = line.caller.limits().maxConcurrent();
		double byTurns = (double) position / this.slots;
		double byLimit = (limit > 0) ? (double) (before + 1) / limit : 0;
		return Optional.of(new Place(position, later(ofMeans(Math.max(byTurns, byLimit)), ticket.untilDue(now))));
	}

	private static @Nullable Duration later(@Nullable Duration byTurns, long untilDue) {
		boolean first = byTurns != null && byTurns.toNanos() >= untilDue;
		return (first || untilDue <= 0) ? byTurns : Duration.ofNanos(untilDue);
	}

	/** In each round, every line that still waits gets one turn, in the ring's order. */
	private int position(Line own, int before) {
		int position = before + 1;
		boolean passed = false;
		for (Line line : this.ring) {
			if (line == own) {
				passed = true;
			}
			else {
				position += Math.min(line.waiting.size(), passed ? before : before + 1);
			}
		}
		return position;
	}

	private @Nullable Duration ofMeans(double number) {
		return Double.isNaN(this.meanHold) ? null : Duration.ofNanos((long) (this.meanHold * number));
	}

	/** The queue as it is now. */
	QueueState state() {
		return new QueueState(this.waiting, this.size, this.turns, this.slots, ofMeans(1),
				this.lines.values()
					.stream()
					.map((line) -> new CallerState(line.caller, line.early.size(), line.waiting.size(), line.turns))
					.toList());
	}

	/** The requests of one caller, in the order of their arrival. */
	private final class Line {

		private final Caller caller;

		/** They came after those that wait for a turn. */
		private final Deque<T> early = new ArrayDeque<>();

		private final Deque<T> waiting = new ArrayDeque<>();

		private int turns;

		Line(Caller caller) {
			this.caller = caller;
		}

		boolean isEmpty() {
			return this.waiting.isEmpty() && this.early.isEmpty();
		}

		boolean mayHaveTurn() {
			int limit = this.caller.limits().maxConcurrent();
			return limit == 0 || this.turns < limit;
		}

	}

}
