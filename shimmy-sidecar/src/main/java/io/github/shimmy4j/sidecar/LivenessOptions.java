package io.github.shimmy4j.sidecar;

import java.time.Duration;

/**
 * How a ready server is watched.
 *
 * @param interval time between two looks at {@code /health}; zero = never
 * @param timeout longest wait for its answer
 * @param failures so many looks in a row that got no answer make a server count as hung
 * @param idleGeneration a server that generated nothing for so long is asked for one
 * token; zero = never
 */
public record LivenessOptions(Duration interval, Duration timeout, int failures, Duration idleGeneration) {

	public LivenessOptions {
		Required.that(!interval.isNegative(), "shimmy.liveness.interval", interval, "zero or more");
		Required.that(!timeout.isNegative() && !timeout.isZero(), "shimmy.liveness.timeout", timeout,
				"a duration above zero");
		Required.that(failures > 0, "shimmy.liveness.failures", failures, "1 or more");
		Required.that(!idleGeneration.isNegative(), "shimmy.liveness.idle-generation", idleGeneration, "zero or more");
	}

}
