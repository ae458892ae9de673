package io.github.shimmy4j.autoconfigure.chat.transport;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How fast servers read prompts, learned from their answers. What is wanted is a speed
 * that the server surely reaches, so the slowest of the last measurements counts: a
 * prompt that the server had in its cache, without saying so, looks like a fast one.
 */
final class ReadingSpeeds {

	/**
	 * Tokens a second of a server that was not measured yet: a model of 8 billion weights
	 * on a small CPU.
	 */
	static final double ASSUMED = 20;

	/** Slower than this was the machine, which was asleep or swapped. */
	private static final double SLOWEST = 1;

	/**
	 * A shorter prompt measures how long a request takes, and not how fast it is read.
	 */
	private static final long FEWEST_TOKENS = 64;

	private static final int MEASUREMENTS = 32;

	private static final double NANOS_PER_SECOND = 1e9;

	private final Map<String, Deque<Double>> measured = new ConcurrentHashMap<>();

	/**
	 * A prompt was read.
	 * @param server whose reading it was
	 * @param tokens of the prompt, without those that the server says it had in its cache
	 * @param firstToken from the request to the first token
	 */
	void learn(String server, long tokens, Duration firstToken) {
		if (tokens < FEWEST_TOKENS || firstToken.isZero() || firstToken.isNegative()) {
			return;
		}
		double speed = Math.max(SLOWEST, tokens * NANOS_PER_SECOND / firstToken.toNanos());
		this.measured.compute(server, (name, before) -> {
			Deque<Double> last = (before != null) ? new ArrayDeque<>(before) : new ArrayDeque<>();
			if (last.size() == MEASUREMENTS) {
				last.removeFirst();
			}
			last.addLast(speed);
			return last;
		});
	}

	/**
	 * The time that a prompt takes at half the speed.
	 * @param server who reads it
	 * @param tokens of the prompt
	 */
	Duration atHalfSpeed(String server, long tokens) {
		Deque<Double> last = this.measured.get(server);
		double speed = (last != null) ? Collections.min(last) : ASSUMED;
		return Duration.ofNanos((long) (tokens * NANOS_PER_SECOND / (speed / 2)));
	}

}
