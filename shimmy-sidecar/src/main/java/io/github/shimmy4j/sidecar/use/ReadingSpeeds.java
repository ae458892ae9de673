package io.github.shimmy4j.sidecar.use;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import io.github.shimmy4j.protocol.openai.Usage;

/**
 * How fast servers read prompts, learned from their answers. Wanted is a speed that the
 * server surely reaches, so the slowest measurement counts. A server that does not tell
 * how much of a prompt it had in its cache may seem faster than it is, so that what is
 * measured on it only lowers its speed, for good.
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

	private final Map<String, Speeds> measured = new ConcurrentHashMap<>();

	/**
	 * A prompt was read.
	 * @param server whose reading it was
	 * @param usage what it counted
	 * @param firstToken from the request to the first token
	 */
	void learn(String server, Usage usage, Duration firstToken) {
		if (usage.readTokens() < FEWEST_TOKENS || firstToken.isZero() || firstToken.isNegative()) {
			return;
		}
		double speed = Math.max(SLOWEST, usage.readTokens() * NANOS_PER_SECOND / firstToken.toNanos());
		this.measured.compute(server,
				(name, before) -> ((before != null) ? before : Speeds.NONE).with(speed, usage.cachedTokens() != null));
	}

	/**
	 * The time that a prompt takes at half the speed.
	 * @param server who reads it
	 * @param tokens of the prompt
	 */
	Duration atHalfSpeed(String server, long tokens) {
		double speed = this.measured.getOrDefault(server, Speeds.NONE).slowest();
		return Duration.ofNanos((long) (tokens * NANOS_PER_SECOND / (speed / 2)));
	}

	/**
	 * What was measured on a server.
	 *
	 * @param sure the last ones of prompts whose cached tokens the server told
	 * @param limit the slowest of the others, infinite without any
	 */
	private record Speeds(List<Double> sure, double limit) {

		private static final Speeds NONE = new Speeds(List.of(), Double.POSITIVE_INFINITY);

		Speeds with(double speed, boolean isSure) {
			if (!isSure) {
				return new Speeds(this.sure, Math.min(this.limit, speed));
			}
			Stream<Double> last = this.sure.stream().skip(Math.max(0, this.sure.size() + 1 - MEASUREMENTS));
			return new Speeds(Stream.concat(last, Stream.of(speed)).toList(), this.limit);
		}

		double slowest() {
			return Math.min(this.limit, this.sure.isEmpty() ? ASSUMED : Collections.min(this.sure));
		}

	}

}
