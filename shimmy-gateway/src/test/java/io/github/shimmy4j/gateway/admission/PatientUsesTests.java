package io.github.shimmy4j.gateway.admission;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.gateway.key.Caller;
import io.github.shimmy4j.sidecar.ServerUse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client that is refused comes again for minutes, or gives up for good. So one that
 * sees that it waits is not refused because of its key's rate.
 */
class PatientUsesTests {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private final Caller limited = Callers.caller("editor", 0, 6);

	private final CallerRatesTests.TestTime time = new CallerRatesTests.TestTime();

	private final TestTimer timer = new TestTimer();

	private final ScriptedServer server = new ScriptedServer();

	private final FairUses uses = new FairUses(this.server, 64, 1, new CallerRates(this.time),
			this.time::currentTimeNanos, this.timer);

	@BeforeEach
	void sendTheRequestsOfAMinute() {
		this.server.grantAtOnce();
		for (int count = 0; count < 6; count++) {
			this.uses.of(this.limited).use().join().close();
		}
	}

	private CompletableFuture<ServerUse> patient() {
		return this.uses.ofPatient(this.limited, PATIENCE).use();
	}

	private void pass(Duration duration) {
		this.time.pass(duration);
		this.timer.run(this.time.currentTimeNanos());
	}

	@Test
	void requestOverTheRateWaitsUntilItIsDue() {
		CompletableFuture<ServerUse> first = patient();
		CompletableFuture<ServerUse> second = patient();
		assertThat(this.uses.place(second)).contains(new Place(2, Duration.ofSeconds(20)));
		pass(Duration.ofMillis(9999));
		assertThat(first).isNotDone();
		pass(Duration.ofMillis(1));
		first.join().close();
		assertThat(second).isNotDone();
		pass(Duration.ofSeconds(10));
		second.join().close();
		assertThat(this.timer.tasks).isEmpty();
	}

	@Test
	void requestThatIsDueStillWaitsForItsTurn() {
		CompletableFuture<ServerUse> waiting = patient();
		ServerUse busy = this.uses.of(Callers.ANNA).use().join();
		pass(Duration.ofSeconds(10));
		assertThat(waiting).isNotDone();
		busy.close();
		assertThat(waiting).isDone();
	}

	@Test
	void othersAreServedMeanwhile() {
		CompletableFuture<ServerUse> waiting = patient();
		assertThat(this.uses.of(Callers.ANNA).use()).isDone();
		assertThat(waiting).isNotDone();
	}

	@Test
	void impatientRequestIsRefusedMeanwhile() {
		patient();
		pass(Duration.ofSeconds(9));
		assertThat(this.uses.of(this.limited).use()).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.withMessageContaining("The key 'editor' may send 6 requests per minute");
	}

	@Test
	void clientThatLeavesBeforeItIsDueDoesNotCount() {
		patient().cancel(false);
		assertThat(this.timer.tasks).isEmpty();
		CompletableFuture<ServerUse> next = patient();
		pass(Duration.ofSeconds(10));
		assertThat(next).isDone();
		next.join().close();
		assertThat(this.uses.state().callers()).isEmpty();
	}

	@Test
	void requestThatWouldWaitForTooLongIsRefusedAtOnce() {
		for (int count = 0; count < 6; count++) {
			assertThat(patient()).isNotDone();
		}
		assertThat(patient()).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(TooManyRequestsException.class,
					(refusal) -> assertThat(refusal.retryAfterSeconds()).isEqualTo(70));
	}

	static List<Long> seeds() {
		return new Random(20261201).longs(50).boxed().toList();
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void noSequenceExceedsTheRateOrForgetsARequest(long seed) {
		Random random = new Random(seed);
		List<CompletableFuture<ServerUse>> asked = new ArrayList<>();
		for (int step = 0; step < 300; step++) {
			switch (random.nextInt(4)) {
				case 0, 1 -> asked.add(patient());
				case 2 -> pass(Duration.ofMillis(random.nextInt(8000)));
				default -> asked.stream()
					.skip(random.nextInt(asked.size() + 1))
					.findFirst()
					.ifPresent((some) -> some.cancel(false));
			}
			assertThat(served(asked)).as("seed %d, step %d", seed, step)
				.isLessThanOrEqualTo(this.time.currentTimeNanos() / Duration.ofSeconds(10).toNanos());
		}
		pass(PATIENCE);
		served(asked);
		assertThat(asked).as("seed %d", seed).allMatch(CompletableFuture::isDone);
		assertThat(this.uses.state().callers()).as("seed %d", seed).isEmpty();
		assertThat(this.timer.tasks).as("seed %d", seed).isEmpty();
	}

	/** Number of requests that were served; each is over at once. */
	private static long served(List<CompletableFuture<ServerUse>> asked) {
		long served = 0;
		for (int each = 0; each < asked.size(); each++) {
			CompletableFuture<ServerUse> answer = asked.get(each);
			if (answer.isDone() && !answer.isCompletedExceptionally()) {
				answer.join().close();
				served++;
			}
		}
		return served;
	}

	/** Runs tasks when the test says that their time has come. */
	private final class TestTimer implements Timer {

		private final List<Task> tasks = new ArrayList<>();

		@Override
		public Runnable after(Duration delay, Runnable task) {
			Task waiting = new Task(PatientUsesTests.this.time.currentTimeNanos() + delay.toNanos(), task);
			this.tasks.add(waiting);
			return () -> this.tasks.remove(waiting);
		}

		void run(long now) {
			List<Task> due = this.tasks.stream().filter((task) -> task.due() <= now).toList();
			this.tasks.removeAll(due);
			due.forEach((task) -> task.action().run());
		}

	}

	private record Task(long due, Runnable action) {
	}

}
