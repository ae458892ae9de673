package io.github.shimmy4j.sidecar;

import java.time.Duration;

import io.github.shimmy4j.failure.Setting;

/**
 * How callers share a server.
 *
 * @param maxConcurrent generations that may run at once; 0 = as many as the server can
 * @param startOnFirstUse whether a use starts a server that was not started yet
 * @param idleStopAfter time without a use after which the server is stopped until the
 * next use; zero = never
 * @param idleTimeout longest silence between two tokens, and longest wait for running
 * answers before the model is switched
 * @param firstTokenTimeout longest wait for the first token of a short prompt; a probe
 * without an answer by then shows that the server is stuck
 */
public record UseOptions(int maxConcurrent, boolean startOnFirstUse, Duration idleStopAfter, Duration idleTimeout,
		Duration firstTokenTimeout) {

	public UseOptions {
		Setting.MAX_CONCURRENT.require(maxConcurrent >= 0, maxConcurrent, "0 or more");
		Setting.IDLE_STOP.require(!idleStopAfter.isNegative(), idleStopAfter, "zero or more");
		Setting.IDLE_TIMEOUT.require(!idleTimeout.isNegative() && !idleTimeout.isZero(), idleTimeout,
				"a duration above zero");
		Setting.FIRST_TOKEN_TIMEOUT.require(!firstTokenTimeout.isNegative() && !firstTokenTimeout.isZero(),
				firstTokenTimeout, "a duration above zero");
	}

}
