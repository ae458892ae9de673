package io.github.shimmy4j.sidecar;

import java.time.Duration;

import io.github.shimmy4j.failure.Setting;

/**
 * How a server is shared by those who use it, and how long it waits for them.
 *
 * @param maxConcurrent generations that may run at once; 0 = as many as the server can
 * @param startOnFirstUse whether a use starts a server that was not started yet
 * @param idleStopAfter a server that nobody used for so long is stopped, and started
 * again by the next use; zero = never
 * @param idleTimeout longest silence between two tokens; uses under way are waited for so
 * long before the model is switched
 * @param firstTokenTimeout longest wait for the first token of a short prompt: a
 * generation of our own that has no answer by then is stuck
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
