package io.github.shimmy4j.gateway.admission;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import io.github.shimmy4j.gateway.admission.QueueState.CallerState;
import io.github.shimmy4j.gateway.key.Caller;
import org.jspecify.annotations.Nullable;

/**
 * Decides who gets the next turn at a server. Requests of one caller keep their order;
 * callers take turns. Only decides: it starts nothing, reads no time and knows no thread.
 * For one thread.
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

	private final Map<String, Line> lines = new HashMap<>();

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
		int places = patient ? this.size * PATIENT_PLACES : this.size;
		if (this.waiting < places || line == null || line.waiting.isEmpty()) {
			return Optional.empty();
		}
		return Optional.of(new TooManyRequestsException(
				"%d requests wait already (shimmy.gateway.queue.size)".formatted(this.waiting), retryAfter()));
	}

	/** SDKs retry twice, so the wait is long enough to find half of the queue served. */
	private Duration retryAfter() {
		Duration half = ofMeans((double) this.waiting / 2 / this.slots);
		if (half == null) {
			return USUAL_RETRY;
		}
		return (half.compareTo(LONGEST_RETRY) > 0) ? LONGEST_RETRY : half;
	}

	/** A new request joins the line of its caller. */
	void enter(T ticket) {
		Line line = this.lines.computeIfAbsent(ticket.caller.id(), (id) -> new Line(ticket.caller));
		line.waiting.add(ticket);
		this.ring.add(line);
		this.waiting++;
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
		if (this.turns >= this.slots) {
			return Optional.empty();
		}
		return this.ring.stream().filter((line) -> line.mayHaveTurn(now)).findFirst().map(this::turnOf);
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

	/** A request leaves the queue, or its turn is over. Idempotent. */
	void end(T ticket, long now) {
		if (ticket.state == Ticket.State.ENDED) {
			return;
		}
		Line line = line(ticket);
		if (ticket.state == Ticket.State.WAITING) {
			leave(line, ticket);
		}
		else {
			endTurn(line, ticket, now);
		}
		ticket.state = Ticket.State.ENDED;
		if (line.turns == 0 && line.waiting.isEmpty()) {
			this.lines.remove(line.caller.id(), line);
		}
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
		if (ticket.state != Ticket.State.WAITING) {
			return Optional.empty();
		}
		Line line = line(ticket);
		int before = 0;
		for (T other : line.waiting) {
			if (other == ticket) {
				break;
			}
			before++;
		}
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
					.map((line) -> new CallerState(line.caller, line.waiting.size(), line.turns))
					.toList());
	}

	/** The requests of one caller, in the order of their arrival. */
	private final class Line {

		private final Caller caller;

		private final Deque<T> waiting = new ArrayDeque<>();

		private int turns;

		Line(Caller caller) {
			this.caller = caller;
		}

		boolean mayHaveTurn(long now) {
			int limit = this.caller.limits().maxConcurrent();
			return (limit == 0 || this.turns < limit) && this.waiting.element().untilDue(now) <= 0;
		}

	}

}
