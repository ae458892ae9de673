package io.github.shimmy4j.gateway.admission;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.github.bucket4j.TimeMeter;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.key.Caller;
import io.github.shimmy4j.sidecar.ServerUse;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Plays random sequences on {@link FairUses} and checks what must always be true. */
class FairUsesPropertyTests {

	private static final List<Caller> CALLERS = List.of(Caller.ANONYMOUS, Callers.caller("one", 1, 0),
			Callers.caller("two", 2, 0), Callers.caller("free", 0, 0));

	private static final int SIZE = 8;

	private static final int STEPS = 400;

	static List<Long> seeds() {
		return new Random(20260301).longs(100).boxed().toList();
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void nobodyIsForgottenAndNoTurnLeaks(long seed) {
		new Play(seed).run();
	}

	@RepeatedTest(5)
	void noTurnLeaksAmongThreads() throws InterruptedException {
		ScriptedServer server = new ScriptedServer();
		server.grantAtOnce();
		FairUses uses = new FairUses(server, 10_000, 3, new CallerRates(TimeMeter.SYSTEM_NANOTIME), System::nanoTime);
		AtomicInteger inUse = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		CountDownLatch answered = new CountDownLatch(4 * 2000);
		ExecutorService threads = Executors.newFixedThreadPool(4);
		for (Caller caller : CALLERS) {
			threads.execute(() -> {
				for (int number = 0; number < 2000; number++) {
					CompletableFuture<ServerUse> answer = uses.of(caller).use();
					answer.whenCompleteAsync((use, failure) -> {
						if (use != null) {
							most.accumulateAndGet(inUse.incrementAndGet(), Math::max);
							inUse.decrementAndGet();
							use.close();
						}
						answered.countDown();
					}, threads);
					if (number % 7 == 0) {
						answer.cancel(false);
					}
				}
			});
		}
		assertThat(answered.await(30, TimeUnit.SECONDS)).as("all answered; left: %s", uses.state()).isTrue();
		threads.shutdown();
		assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
		assertThat(uses.state().turns()).isZero();
		assertThat(uses.state().waiting()).isZero();
		assertThat(uses.state().callers()).isEmpty();
		assertThat(server.inUse()).isZero();
		assertThat(most).hasValueLessThanOrEqualTo(3);
	}

	/** One random sequence. */
	private static final class Play {

		private final Random random;

		private final ScriptedServer server = new ScriptedServer();

		private final FairUses uses;

		private final List<Asked> open = new ArrayList<>();

		private final Map<Caller, List<Asked>> inOrder = new HashMap<>();

		private final long seed;

		private long now;

		Play(long seed) {
			this.seed = seed;
			this.random = new Random(seed);
			this.uses = new FairUses(this.server, SIZE, (int) (seed & 3), new CallerRates(TimeMeter.SYSTEM_NANOTIME),
					() -> this.now);
		}

		void run() {
			for (int step = 0; step < STEPS; step++) {
				this.now += this.random.nextInt(1000);
				act();
				check();
			}
			finish();
		}

		private void act() {
			switch (this.random.nextInt(12)) {
				case 0, 1, 2, 3 -> enter();
				case 4, 5, 6 -> this.server.grant();
				case 7 -> this.server.fail(new ShimmyException(ShimmyErrorCode.START_FAILED, "failed"));
				case 8, 9 -> any().ifPresent(Asked::close);
				case 10 -> any().ifPresent((asked) -> asked.answer.cancel(false));
				default -> rare();
			}
		}

		private Optional<Asked> any() {
			return this.open.isEmpty() ? Optional.empty()
					: Optional.of(this.open.get(this.random.nextInt(this.open.size())));
		}

		private void rare() {
			switch (this.random.nextInt(4)) {
				case 0 -> this.server.lose();
				case 1 -> this.server.becomes(ServerCapabilities.OPENAI);
				case 2 -> this.server.becomes(ServerCapabilities.SHIMMY_1);
				default -> {
					this.server.failAtOnce(new ShimmyException(ShimmyErrorCode.NOT_RUNNING, "off"));
					this.server.fail(new ShimmyException(ShimmyErrorCode.NOT_RUNNING, "off"));
					enter();
					this.server.failAtOnce(null);
				}
			}
		}

		private void enter() {
			Caller caller = CALLERS.get(this.random.nextInt(CALLERS.size()));
			Asked asked = new Asked(caller, this.uses.of(caller).use());
			this.open.add(asked);
			this.inOrder.computeIfAbsent(caller, (key) -> new ArrayList<>()).add(asked);
		}

		private void check() {
			this.open.removeIf(Asked::isOver);
			QueueState state = this.uses.state();
			assertThat(state.waiting()).as(at()).isLessThan(SIZE + CALLERS.size()).isNotNegative();
			assertThat(state.turns()).as(at()).isNotNegative();
			assertThat(state.callers()).as(at()).allSatisfy((caller) -> {
				int limit = caller.caller().limits().maxConcurrent();
				assertThat(caller.turns()).isLessThanOrEqualTo((limit > 0) ? limit : Integer.MAX_VALUE);
			});
			if (state.turns() < state.slots()) {
				assertThat(state.callers()).as("may have a free turn, " + at())
					.noneMatch((caller) -> caller.waiting() > 0 && (caller.caller().limits().maxConcurrent() == 0
							|| caller.turns() < caller.caller().limits().maxConcurrent()));
			}
			checkOrder();
			checkPlaces(state.waiting());
		}

		/**
		 * No request of a caller gets its turn before an earlier one that still waits.
		 */
		private void checkOrder() {
			this.inOrder.values().forEach((line) -> {
				line.removeIf(Asked::isOver);
				boolean waits = false;
				for (Asked asked : line) {
					boolean isWaiting = this.uses.place(asked.answer).isPresent();
					assertThat(waits && !isWaiting).as("overtaken, " + at()).isFalse();
					waits = waits || isWaiting;
				}
			});
		}

		private void checkPlaces(int waiting) {
			List<Integer> positions = this.open.stream()
				.flatMap((asked) -> this.uses.place(asked.answer).stream())
				.map(Place::position)
				.sorted()
				.toList();
			List<Integer> expected = IntStream.rangeClosed(1, waiting).boxed().toList();
			assertThat(positions).as(at()).isEqualTo(expected);
		}

		private void finish() {
			List<Asked> last = new ArrayList<>(this.open);
			this.server.grantAtOnce();
			while (!this.open.isEmpty()) {
				int before = this.open.size();
				while (this.server.grant()) {
					this.now++;
				}
				new ArrayList<>(this.open).forEach(Asked::close);
				this.open.removeIf(Asked::isOver);
				assertThat(this.open.size()).as("nothing moves, " + at()).isLessThan(before);
			}
			assertThat(last).as(at()).allMatch((asked) -> asked.answer.isDone());
			assertThat(this.uses.state().turns()).as(at()).isZero();
			assertThat(this.uses.state().waiting()).as(at()).isZero();
			assertThat(this.uses.state().callers()).as(at()).isEmpty();
			assertThat(this.server.inUse()).as(at()).isZero();
			assertThat(this.server.awaited()).as(at()).isZero();
		}

		private String at() {
			return "seed %d: %s".formatted(this.seed, this.uses.state());
		}

	}

	/** One request of the sequence. */
	private static final class Asked {

		final Caller caller;

		final CompletableFuture<ServerUse> answer;

		private boolean closed;

		Asked(Caller caller, CompletableFuture<ServerUse> answer) {
			this.caller = caller;
			this.answer = answer;
		}

		void close() {
			if (this.answer.isDone() && !this.answer.isCompletedExceptionally()) {
				this.answer.join().close();
				this.closed = true;
			}
		}

		boolean isOver() {
			return this.closed || this.answer.isCompletedExceptionally();
		}

	}

}
