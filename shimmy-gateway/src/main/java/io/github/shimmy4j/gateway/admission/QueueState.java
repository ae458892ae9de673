package io.github.shimmy4j.gateway.admission;

import java.time.Duration;
import java.util.List;

import io.github.shimmy4j.gateway.key.Caller;
import org.jspecify.annotations.Nullable;

/**
 * The queue at one moment.
 *
 * @param waiting requests that wait for a turn, without those that are early
 * @param size number of waiting requests from which on further ones are refused
 * @param turns requests that have a turn
 * @param slots most turns at the same time
 * @param meanHold about how long a request keeps its slot; null until a first request was
 * served
 * @param callers callers with a request in the queue or at the server
 */
public record QueueState(int waiting, int size, int turns, int slots, @Nullable Duration meanHold,
		List<CallerState> callers) {

	public QueueState {
		callers = List.copyOf(callers);
	}

	/** Requests that wait until their callers' rates allow them. */
	int early() {
		return this.callers.stream().mapToInt(CallerState::early).sum();
	}

	/**
	 * The requests of one caller.
	 *
	 * @param caller who sent them
	 * @param early those that wait until the caller's rate allows them
	 * @param waiting those that wait for a turn
	 * @param turns those that have a turn
	 */
	public record CallerState(Caller caller, int early, int waiting, int turns) {
	}

}
