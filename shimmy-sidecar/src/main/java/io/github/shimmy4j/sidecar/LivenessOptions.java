package io.github.shimmy4j.sidecar;

import java.time.Duration;

import io.github.shimmy4j.failure.Setting;

/**
 * How a ready server is watched.
 *
 * @param interval time between two checks of {@code /health}; zero = never
 * @param timeout longest wait for the answer of {@code /health}
 * @param failures number of checks in a row without an answer after which the server
 * counts as hung
 * @param idleGeneration time without a generation after which the server is asked for one
 * token; zero = never
 */
public record LivenessOptions(Duration interval, Duration timeout, int failures, Duration idleGeneration) {

	public LivenessOptions {
		Setting.LIVENESS_INTERVAL.require(!interval.isNegative(), interval, "zero or more");
		Setting.LIVENESS_TIMEOUT.require(!timeout.isNegative() && !timeout.isZero(), timeout, "a duration above zero");
		Setting.LIVENESS_FAILURES.require(failures > 0, failures, "1 or more");
		Setting.IDLE_GENERATION.require(!idleGeneration.isNegative(), idleGeneration, "zero or more");
	}

}
