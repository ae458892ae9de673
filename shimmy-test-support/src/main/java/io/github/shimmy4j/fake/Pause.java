package io.github.shimmy4j.fake;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Waiting, which is what many faults are made of. */
final class Pause {

	private Pause() {
	}

	static void of(Duration duration) {
		try {
			Thread.sleep(duration.toMillis());
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException("nobody interrupts the fake", ex);
		}
	}

	static void forEver() {
		try {
			new CountDownLatch(1).await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException("nobody interrupts the fake", ex);
		}
	}

}
