package io.github.shimmy4j.autoconfigure.chat;

import java.time.Duration;
import java.util.concurrent.Callable;

import static org.awaitility.Awaitility.await;

/** Waits for conditions that become true soon, once a message has reached the sidecar. */
final class Eventually {

	private Eventually() {
	}

	static void holds(Callable<Boolean> condition) {
		await().atMost(Duration.ofSeconds(30)).until(condition);
	}

}
