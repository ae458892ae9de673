package io.github.shimmy4j.sidecar.machine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.probe.TokenAnswer;
import io.github.shimmy4j.sidecar.LivenessOptions;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.SampleOptions;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.sidecar.machine.SidecarState.LaunchedProcess;
import io.github.shimmy4j.sidecar.machine.SidecarState.Ready;
import io.github.shimmy4j.sidecar.machine.SidecarState.Stopping;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Random calls and news, thousands of them: an illegal move would throw. */
class SidecarMachineWalkTests {

	private static final int STEPS = 5_000;

	/** Steps between two closes, more or less. */
	private static final int CLOSE_EVERY = 150;

	/** Steps that a closed sidecar is still called, more or less. */
	private static final int CLOSED_FOR = 20;

	private static final List<ShimmyErrorCode> REASONS = List.of(ShimmyErrorCode.SIDECAR_LOST,
			ShimmyErrorCode.START_FAILED, ShimmyErrorCode.START_TIMEOUT, ShimmyErrorCode.NOT_A_MODEL);

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
	void anyOrderOfCallsAndNewsKeepsOneLaunchAtMostAndLeavesNobodyWaiting(long seed) {
		Walk walk = new Walk(new Random(seed));
		for (int step = 0; step < STEPS; step++) {
			walk.step();
			walk.check("seed %d, step %d".formatted(seed, step));
		}
		walk.close();
		assertThat(walk.readiness).as("seed %d: those who wait for readiness", seed)
			.allMatch(CompletableFuture::isDone);
		assertThat(walk.uses).as("seed %d: those who wait for a use", seed).allMatch(CompletableFuture::isDone);
		assertThat(walk.switches).as("seed %d: those who wait for a switch", seed).allMatch(CompletableFuture::isDone);
		assertThat(walk.world.switched).as("seed %d: the model was switched", seed).isGreaterThan(STEPS / 500);
		assertThat(walk.world.switchedBack).as("seed %d: the model was switched back", seed).isPositive();
		assertThat(walk.stops).as("seed %d: those who wait for a stop", seed).allMatch(CompletableFuture::isDone);
		assertThat(walk.world.launches).as("seed %d: the walk got about", seed).isGreaterThan(STEPS / 50);
		assertThat(walk.lives).as("seed %d: sidecars that were closed", seed).isGreaterThan(STEPS / 500);
		assertThat(walk.world.undead).as("seed %d: servers that would not die", seed).isGreaterThan(STEPS / 500);
	}

	/** Plays callers, launches and time, for one sidecar after the other. */
	private static final class Walk {

		private final Random random;

		private final ManualTime time = new ManualTime();

		private final WalkedWorld world = new WalkedWorld();

		private SidecarMachine machine;

		private int lives;

		private final List<CompletableFuture<SidecarState.Ready>> uses = new ArrayList<>();

		private final List<CompletableFuture<SidecarSnapshot>> readiness = new ArrayList<>();

		private final List<CompletableFuture<SidecarSnapshot>> stops = new ArrayList<>();

		private final List<CompletableFuture<SidecarSnapshot>> switches = new ArrayList<>();

		Walk(Random random) {
			this.random = random;
			this.machine = born();
		}

		private SidecarMachine born() {
			SidecarMachine born = MachineAtWork.machine(this.time, this.world, MachineAtWork.options()
				.liveness(new LivenessOptions(Duration.ofSeconds(10), Duration.ofSeconds(10), 2, Duration.ofMinutes(2)))
				.use(SampleOptions.uses(0, this.random.nextBoolean(), Duration.ofMinutes(3))));
			this.world.begin(born.snapshot());
			this.lives++;
			return born;
		}

		void step() {
			this.time.advance(Duration.ofSeconds(this.random.nextInt(60)));
			if (this.random.nextInt(CLOSE_EVERY) == 0) {
				this.world.closing = true;
				this.machine.closeRequested(waiter(this.stops));
				return;
			}
			if (this.machine.state().phase() == Phase.CLOSED && this.random.nextInt(CLOSED_FOR) == 0) {
				this.machine = born();
			}
			switch (this.random.nextInt(24)) {
				case 0, 1 -> this.machine.startRequested(waiter(this.readiness));
				case 2 -> this.machine.readinessAwaited(waiter(this.readiness));
				case 3 -> this.machine.stopRequested(waiter(this.stops));
				case 4 -> this.machine.spawned(someLaunch(), new LaunchedProcess(1, 1));
				case 5 -> this.machine.launched(someLaunch(), MachineAtWork.SERVER);
				case 6 -> lose();
				case 7, 8 -> finishEnding(this.random.nextInt(8) > 0);
				case 9, 10 -> elapse();
				case 11, 12 -> use();
				case 13 -> this.machine.watch().useEnded(someUse());
				case 14 -> this.machine.watch().generationSucceeded(someUse());
				case 15 -> this.machine.watch().generationFailed(someUse(), someFailure(), this);
				case 16 -> this.machine.watch().healthChecked(someLaunch(), this.random.nextBoolean());
				case 17 -> this.machine.watch().probed(someLaunch(), someAnswer());
				case 18 -> this.machine.restartRequested(waiter(this.readiness));
				case 19 -> this.machine.models()
					.requested(new ModelReference.Name("m" + this.random.nextInt(3)), waiter(this.switches));
				case 20, 21 -> this.machine.models().fetched(someFetch());
				case 22 -> this.machine.models().notFetched(someFetch(), someFailure());
				default -> giveUpWaiting();
			}
		}

		private void elapse() {
			if (!this.world.timers.isEmpty()) {
				this.world.timers.remove(this.random.nextInt(this.world.timers.size())).run();
			}
		}

		private void use() {
			CompletableFuture<SidecarState.Ready> use = new CompletableFuture<>();
			this.uses.add(use);
			this.machine.useRequested(use);
		}

		/** A launch with or without a use. */
		private int someUse() {
			return this.world.published.inFlight() > 0 ? this.world.launched : Math.max(0, this.world.launched - 1);
		}

		private TokenAnswer someAnswer() {
			return TokenAnswer.values()[this.random.nextInt(TokenAnswer.values().length)];
		}

		private ShimmyException someFailure() {
			return new ShimmyException(
					this.random.nextBoolean() ? ShimmyErrorCode.GENERATION_FAILED : ShimmyErrorCode.GENERATION_TIMEOUT,
					"step of a walk");
		}

		private int someFetch() {
			return Math.max(0, this.world.fetches - this.random.nextInt(2));
		}

		private int someLaunch() {
			return Math.max(0, this.world.launched - this.random.nextInt(3));
		}

		private void lose() {
			int launch = someLaunch();
			if (this.world.running == launch && !this.world.ending) {
				this.world.running = WalkedWorld.NONE;
			}
			this.machine.lost(launch,
					new ShimmyException(REASONS.get(this.random.nextInt(REASONS.size())), "step of a walk"));
		}

		private void finishEnding(boolean dies) {
			if (!this.world.ending) {
				return;
			}
			int launch = this.world.running;
			this.world.running = WalkedWorld.NONE;
			this.world.ending = false;
			if (dies) {
				this.machine.ended(launch);
			}
			else {
				this.world.undead++;
				this.machine.endFailed(launch, new ShimmyException(ShimmyErrorCode.INTERNAL, "will not die"));
			}
		}

		private void giveUpWaiting() {
			if (!this.readiness.isEmpty()) {
				this.readiness.get(this.random.nextInt(this.readiness.size())).cancel(false);
			}
		}

		private static CompletableFuture<SidecarSnapshot> waiter(List<CompletableFuture<SidecarSnapshot>> waiters) {
			CompletableFuture<SidecarSnapshot> waiter = new CompletableFuture<>();
			waiters.add(waiter);
			return waiter;
		}

		void check(String where) {
			SidecarState state = this.machine.state();
			boolean startFollows = state instanceof Stopping stopping && stopping.next().isStart();
			if (state.phase().isSettled() && !startFollows) {
				boolean beingKilled = state instanceof Ready ready && ready.killReason() != null;
				if (!beingKilled) {
					assertThat(this.readiness).as(where).allMatch(CompletableFuture::isDone);
					this.readiness.clear();
				}
				if (state.phase() != Phase.READY) {
					assertThat(this.uses).as(where).allMatch(CompletableFuture::isDone);
					this.uses.clear();
				}
			}
			assertThat(this.world.published.inFlight()).as(where)
				.isBetween(0, MachineAtWork.SERVER.endpoint().capabilities().maxConcurrent());
			if (state.phase() != Phase.STOPPING) {
				assertThat(this.stops).as(where).allMatch(CompletableFuture::isDone);
				this.stops.clear();
			}
			assertThat(this.world.published.phase()).as(where).isEqualTo(state.phase());
			this.switches.removeIf(CompletableFuture::isDone);
			assertThat(this.switches).as(where).hasSizeLessThanOrEqualTo(1);
			boolean live = state instanceof SidecarState.Live;
			if (live || startFollows) {
				assertThat(this.world.model).as(where).isEqualTo(this.world.published.model());
			}
			if (this.world.published.nextModel() != null) {
				assertThat(this.switches).as(where).hasSize(1);
			}
			if (state.phase() == Phase.CLOSED) {
				assertThat(this.switches).as(where).isEmpty();
				assertThat(this.world.running).as(where).isEqualTo(WalkedWorld.NONE);
			}
		}

		void close() {
			CompletableFuture<SidecarSnapshot> closed = waiter(this.stops);
			this.machine.closeRequested(closed);
			finishEnding(true);
			assertThat(closed).isCompletedWithValueMatching((snapshot) -> snapshot.phase() == Phase.CLOSED);
			assertThat(this.world.running).isEqualTo(WalkedWorld.NONE);
		}

	}

}
