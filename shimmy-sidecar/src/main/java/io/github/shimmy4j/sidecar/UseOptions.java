package io.github.shimmy4j.sidecar;

import java.time.Duration;

/**
 * How a server is shared by those who use it, and how long it waits for them.
 *
 * @param maxConcurrent generations that may run at once; 0 = as many as the server can
 * @param startOnFirstUse whether a use starts a server that was not started yet
 * @param idleStopAfter a server that nobody used for so long is stopped, and started
 * again by the next use; zero = never
 * @param drain longest time that uses under way are waited for before the model is
 * switched
 */
public record UseOptions(int maxConcurrent, boolean startOnFirstUse, Duration idleStopAfter, Duration drain) {

	public UseOptions {
		Required.that(maxConcurrent >= 0, "shimmy.chat.max-concurrent", maxConcurrent, "0 or more");
		Required.that(!idleStopAfter.isNegative(), "shimmy.idle-stop-after", idleStopAfter, "zero or more");
		Required.that(!drain.isNegative(), "shimmy.chat.idle-timeout", drain, "zero or more");
	}

}
