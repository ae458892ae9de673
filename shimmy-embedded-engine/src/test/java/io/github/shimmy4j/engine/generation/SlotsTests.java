package io.github.shimmy4j.engine.generation;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;

import io.github.shimmy4j.contract.Eventually;
import io.github.shimmy4j.engine.generation.Slots.Occupancy;
import io.github.shimmy4j.engine.generation.Slots.QueueFullException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SlotsTests {

	private final Slots slots = new Slots(1, 2);

	private final CountDownLatch gate = new CountDownLatch(1);

	private final List<String> ran = new CopyOnWriteArrayList<>();

	@Test
	void jobsRunInTheOrderTheyCame() {
		submit("first");
		submit("second");
		submit("third");
		awaitOccupancy(1, 2);
		this.gate.countDown();
		awaitOccupancy(0, 0);
		assertThat(this.ran).containsExactly("first", "second", "third");
	}

	@Test
	void submitWhenTheQueueIsFullIsRefused() {
		submit("first");
		awaitOccupancy(1, 0);
		submit("second");
		submit("third");
		assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> submit("fourth"))
			.withMessage("2 requests are waiting already.");
		this.gate.countDown();
	}

	@Test
	void jobThatIsTakenBackGivesUpItsPlace() {
		submit("first");
		awaitOccupancy(1, 0);
		Runnable withdrawal = submit("second");
		submit("third");
		withdrawal.run();
		assertThat(this.slots.occupancy()).isEqualTo(new Occupancy(1, 1, 1));
		this.gate.countDown();
		awaitOccupancy(0, 0);
		assertThat(this.ran).containsExactly("first", "third");
	}

	@Test
	void jobThatIsTakenBackWhileItRunsHoldsItsSlotUntilItEnds() {
		Runnable withdrawal = submit("first");
		awaitOccupancy(1, 0);
		withdrawal.run();
		assertThat(this.slots.occupancy().busy()).isEqualTo(1);
		this.gate.countDown();
		awaitOccupancy(0, 0);
	}

	private Runnable submit(String name) {
		return this.slots.submit(new Slots.Job() {

			@Override
			protected void work() {
				try {
					SlotsTests.this.gate.await();
					SlotsTests.this.ran.add(name);
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			}

			@Override
			protected void failed(RuntimeException failure) {
				throw failure;
			}

		});
	}

	private void awaitOccupancy(int busy, int waiting) {
		Eventually.holds(Duration.ofSeconds(10), () -> this.slots.occupancy().equals(new Occupancy(1, busy, waiting)),
				() -> this.slots.occupancy().toString());
	}

}
