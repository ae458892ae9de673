package io.github.shimmy4j.gateway.admission;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.github.shimmy4j.gateway.key.Caller;

/**
 * How often each caller may send a request. A caller that was quiet for a minute may send
 * the requests of a minute at once. For several threads and several servers.
 */
public final class CallerRates {

	private static final Duration PERIOD = Duration.ofMinutes(1);

	private final TimeMeter time;

	private final Map<Caller, Bucket> buckets = new HashMap<>();

	/** Measures rates with the given time. */
	public CallerRates(TimeMeter time) {
		this.time = time;
	}

	/**
	 * Counts a request.
	 * @param caller who sends it
	 * @param longest how long the request can wait; zero if it cannot
	 * @return how long it has to wait; zero if it may be sent now
	 * @throws TooManyRequestsException if it would have to wait longer; it is not counted
	 */
	synchronized Duration count(Caller caller, Duration longest) {
		int limit = caller.limits().requestsPerMinute();
		if (limit == 0) {
			return Duration.ZERO;
		}
		Bucket bucket = bucket(caller, limit);
		Duration wait = Duration.ofNanos(bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill());
		if (wait.compareTo(longest) > 0) {
			throw new TooManyRequestsException(
					"%s may send %d requests per minute%s".formatted(caller, limit,
							longest.isZero() ? ""
									: "; the next one would wait longer than %d s".formatted(longest.toSeconds())),
					wait);
		}
		bucket.consumeIgnoringRateLimits(1);
		return wait;
	}

	/**
	 * A request that was counted will never be sent.
	 * @param caller who has sent it
	 * @param waiting number of the caller's requests that still wait for the rate
	 * @return how long each of these has to wait now, in their order
	 */
	synchronized List<Duration> giveBack(Caller caller, int waiting) {
		int limit = caller.limits().requestsPerMinute();
		Bucket bucket = bucket(caller, limit);
		bucket.addTokens(1);
		long another = bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill();
		long between = PERIOD.toNanos() / limit;
		return IntStream.range(0, waiting)
			.mapToObj((place) -> Duration.ofNanos(Math.max(0, another - (waiting - place) * between)))
			.toList();
	}

	/** A full bucket knows nothing, so those of quiet and revoked keys are dropped. */
	private Bucket bucket(Caller caller, int limit) {
		Bucket known = this.buckets.get(caller);
		if (known != null) {
			return known;
		}
		this.buckets.entrySet()
			.removeIf((entry) -> entry.getValue().getAvailableTokens() >= entry.getKey().limits().requestsPerMinute());
		Bucket made = Bucket.builder()
			.addLimit((bandwidth) -> bandwidth.capacity(limit).refillGreedy(limit, PERIOD))
			.withCustomTimePrecision(this.time)
			.build();
		this.buckets.put(caller, made);
		return made;
	}

	/** Number of callers that are remembered. */
	synchronized int size() {
		return this.buckets.size();
	}

}
