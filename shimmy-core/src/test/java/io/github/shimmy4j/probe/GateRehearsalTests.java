package io.github.shimmy4j.probe;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.shimmy4j.process.PortOwner;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link GateRehearsal}. */
class GateRehearsalTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private final ReadinessGate gate = new ReadinessGate(ServerClient.create(), System::nanoTime);

	@Test
	void rehearsalTakesTheWholeWayThroughTheGateAndLeavesNothing() throws Exception {
		assertThat(GateRehearsal.perform(this.gate, (port) -> PortOwner.CHILD))
			.isEqualTo(new GateResult.Passed("rehearsal"));
		assertNoThreadIsLeft();
	}

	@Test
	void gateIsRehearsedOnce() {
		AtomicInteger lookups = new AtomicInteger();
		for (int launch = 0; launch < 3; launch++) {
			this.gate.rehearse((port) -> {
				lookups.incrementAndGet();
				return PortOwner.CHILD;
			});
		}
		assertNoThreadIsLeft();
		assertThat(lookups).hasValue(1);
	}

	@Test
	void failureOfARehearsalIsNoFailureOfTheLaunch() {
		this.gate.rehearse((port) -> {
			throw new IllegalStateException("no tables");
		});
		assertNoThreadIsLeft();
	}

	private static void assertNoThreadIsLeft() {
		Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(10))
			.atMost(LIMIT)
			.untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.noneMatch((name) -> name.startsWith("shimmy-rehearsal")));
	}

}
