package io.github.shimmy4j.fake;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** The waits that faults consist of. */
final class Pause {

	private Pause() {
	}

	static void of(Duration duration) {
		try {
			Thread.sleep(duration.toMillis());
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException("threads of the fake are never interrupted", ex);
		}
	}

	static void forEver() {
		try {
			new CountDownLatch(1).await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException("threads of the fake are never interrupted", ex);
		}
	}

}
