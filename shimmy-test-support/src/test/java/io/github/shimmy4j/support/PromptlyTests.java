package io.github.shimmy4j.support;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PromptlyTests {

	private static final Duration LIMIT = Duration.ofMillis(250);

	@Test
	void brokenPromiseTellsTheLastState() {
		long began = System.nanoTime();
		assertThatThrownBy(() -> Promptly.holds(LIMIT, () -> false, () -> "still there"))
			.isInstanceOf(AssertionError.class)
			.hasMessageContaining("PT0.25S")
			.hasMessageContaining("still there");
		assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(LIMIT);
	}

	/** Before, one stall of the machine was longer than the limit. */
	@Test
	void machineThatStandsStillBreaksNoPromise() {
		AtomicInteger looks = new AtomicInteger();
		Promptly.holds(LIMIT, () -> {
			stand(Duration.ofMillis(400));
			return looks.incrementAndGet() == 2;
		}, looks::toString);
		assertThat(looks).hasValue(2);
	}

	private static void stand(Duration duration) {
		long until = System.nanoTime() + duration.toNanos();
		while (System.nanoTime() < until) {
			LockSupport.parkNanos(until - System.nanoTime());
		}
	}

}
