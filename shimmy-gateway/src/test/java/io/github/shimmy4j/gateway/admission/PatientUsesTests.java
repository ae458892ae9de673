package io.github.shimmy4j.gateway.admission;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.gateway.key.Caller;
import io.github.shimmy4j.sidecar.ServerUse;
import io.github.shimmy4j.sidecar.use.UseSource;
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

	/** Of two requests that the rate allows. */
	private static final long BETWEEN = Duration.ofSeconds(10).toNanos();

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

	/** Before: they took all places of the queue, so that other keys were refused. */
	@Test
	void earlyRequestsTakeNoPlaceFromOthers() {
		for (int count = 0; count < 70; count++) {
			assertThat(this.uses.ofPatient(this.limited, Duration.ofHours(1)).use()).isNotDone();
		}
		CompletableFuture<ServerUse> first = this.uses.of(Callers.ANNA).use();
		CompletableFuture<ServerUse> second = this.uses.of(Callers.ANNA).use();
		CompletableFuture<ServerUse> third = this.uses.of(Callers.ANNA).use();
		assertThat(first).isDone();
		assertThat(third).isNotDone();
		assertThat(this.uses.place(second)).map(Place::position).contains(1);
		assertThat(this.uses.state().waiting()).isEqualTo(2);
		assertThat(this.uses.of(Callers.ANNA).queue())
			.startsWith("1 requests have a turn and 2 wait for one, and 70 wait for the rates of their keys; ");
	}

	@Test
	void oneKeyHasABoundedNumberOfEarlyRequests() {
		for (int count = 0; count < 4 * 64; count++) {
			assertThat(this.uses.ofPatient(this.limited, Duration.ofHours(1)).use()).isNotDone();
		}
		assertThat(this.uses.ofPatient(this.limited, Duration.ofHours(1)).use()).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.withMessageContaining("256 requests wait already");
	}

	/** Before: the one behind waited as long as if the first one were still there. */
	@Test
	void requestsBehindOneThatLeavesAreDueSooner() {
		CompletableFuture<ServerUse> first = patient();
		CompletableFuture<ServerUse> second = patient();
		CompletableFuture<ServerUse> third = patient();
		first.cancel(false);
		assertThat(this.uses.place(second)).contains(new Place(1, Duration.ofSeconds(10)));
		pass(Duration.ofSeconds(10));
		second.join().close();
		pass(Duration.ofSeconds(10));
		third.join().close();
	}

	/** Before: it was counted twice, so that it was refused by its key's rate. */
	@Test
	void requestThatIsRepeatedIsCountedOnce() {
		pass(Duration.ofSeconds(10));
		UseSource source = this.uses.of(this.limited);
		source.use().join().close();
		assertThat(source.use()).isCompletedExceptionally();
		assertThat(this.uses.repeated(source).use()).isCompleted();
	}

	static List<Long> seeds() {
		return new Random(20261201).longs(50).boxed().toList();
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void noSequenceExceedsTheRateOrWaitsWithoutNeed(long seed) {
		Random random = new Random(seed);
		List<CompletableFuture<ServerUse>> waiting = new ArrayList<>();
		// The rate refills a request each 10 seconds, up to 6.
		long credit = 0;
		for (int step = 0; step < 400; step++) {
			switch (random.nextInt(6)) {
				case 0, 1 -> waiting.add(patient());
				case 2 -> waiting.add(this.uses.of(this.limited).use());
				case 3, 4 -> {
					Duration passed = Duration.ofMillis(random.nextInt(15_000));
					credit = Math.min(PATIENCE.toNanos(), credit + passed.toNanos());
					pass(passed);
				}
				default -> waiting.stream()
					.skip(random.nextInt(waiting.size() + 1))
					.findFirst()
					.ifPresent((some) -> some.cancel(false));
			}
			credit -= served(waiting) * BETWEEN;
			assertThat(credit).as("over the rate, seed %d, step %d", seed, step).isNotNegative();
			if (!waiting.isEmpty()) {
				assertThat(credit).as("waits without need, seed %d, step %d", seed, step).isLessThan(BETWEEN);
			}
		}
		pass(PATIENCE);
		served(waiting);
		assertThat(waiting).as("seed %d", seed).isEmpty();
		assertThat(this.uses.state().callers()).as("seed %d", seed).isEmpty();
		assertThat(this.timer.tasks).as("seed %d", seed).isEmpty();
	}

	/**
	 * Takes the requests that are over out of the list.
	 * @return the number of those that were served; each is over at once
	 */
	private static long served(List<CompletableFuture<ServerUse>> waiting) {
		long served = 0;
		boolean more = true;
		while (more) {
			List<CompletableFuture<ServerUse>> done = waiting.stream().filter(CompletableFuture::isDone).toList();
			waiting.removeAll(done);
			List<CompletableFuture<ServerUse>> granted = done.stream()
				.filter((answer) -> !answer.isCompletedExceptionally())
				.toList();
			granted.forEach((answer) -> answer.join().close());
			served += granted.size();
			more = !done.isEmpty();
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
			List<Task> due = this.tasks.stream().filter((task) -> task.due <= now).toList();
			this.tasks.removeAll(due);
			due.forEach((task) -> task.action.run());
		}

	}

	private static final class Task {

		private final long due;

		private final Runnable action;

		Task(long due, Runnable action) {
			this.due = due;
			this.action = action;
		}

	}

}
