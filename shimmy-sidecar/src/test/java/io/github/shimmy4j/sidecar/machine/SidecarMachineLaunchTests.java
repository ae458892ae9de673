package io.github.shimmy4j.sidecar.machine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.SidecarEvent;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.sidecar.machine.SidecarState.LaunchedProcess;
import org.junit.jupiter.api.Test;

import static io.github.shimmy4j.sidecar.ShimmyFailures.assertFailed;
import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link SidecarMachine}: reports of launches. */
class SidecarMachineLaunchTests {

	@Test
	void spawnedShowsTheProcessBeforeItIsReady() {
		MachineAtWork work = MachineAtWork.in(Phase.STARTING);
		assertThat(work.effects.published().pid()).isNull();
		work.machine.spawned(1, new LaunchedProcess(42, 11436));
		assertThat(work.effects.published()).satisfies((snapshot) -> {
			assertThat(snapshot.phase()).isEqualTo(Phase.STARTING);
			assertThat(snapshot.pid()).isEqualTo(42);
			assertThat(snapshot.port()).isEqualTo(11436);
			assertThat(snapshot.version()).isNull();
		});
	}

	@Test
	void launchedTellsListenersAndEveryoneWhoWaits() {
		MachineAtWork work = MachineAtWork.in(Phase.STARTING);
		List<CompletableFuture<SidecarSnapshot>> waiting = List.of(work.start(), work.whenReady(), work.start());
		work.time.advance(Duration.ofSeconds(2));
		work.pass();
		SidecarSnapshot ready = work.effects.published();
		assertThat(waiting).allSatisfy((waiter) -> assertThat(waiter).isCompletedWithValue(ready));
		assertThat(work.effects.events).containsExactly(new SidecarEvent.Ready(ready, MachineAtWork.SERVER.startup()));
		assertThat(ready.since()).isEqualTo(work.time.instant()).isEqualTo(ready.lastGoodGeneration());
		assertThat(ready.version()).hasToString("1.7.4");
		assertThat(ready.effectiveAccelerator()).isEqualTo("cpu");
	}

	@Test
	void lostForAPermanentReasonFailsAndTellsEveryoneWhoWaits() {
		MachineAtWork work = MachineAtWork.in(Phase.STARTING);
		CompletableFuture<SidecarSnapshot> ready = work.whenReady();
		work.machine.lost(1, MachineAtWork.PERMANENT);
		assertThat(work.phase()).isEqualTo(Phase.FAILED);
		assertFailed(ready, ShimmyErrorCode.NOT_A_MODEL);
		assertThat(work.effects.events).containsExactly(new SidecarEvent.Error(MachineAtWork.PERMANENT));
		assertThat(work.effects.published().lastFailure()).isSameAs(MachineAtWork.PERMANENT);
		assertThat(work.effects.delays).isEmpty();
	}

	@Test
	void lostOfAReadyServerRestartsAtOnceAndKeepsWaitersWaiting() {
		MachineAtWork work = MachineAtWork.in(Phase.READY);
		work.machine.lost(1, MachineAtWork.LOST);
		CompletableFuture<SidecarSnapshot> ready = work.whenReady();
		assertThat(work.phase()).isEqualTo(Phase.BACKING_OFF);
		assertThat(work.effects.delays).containsExactly(Duration.ZERO);
		assertThat(work.effects.events).containsExactly(new SidecarEvent.Restarting(MachineAtWork.LOST, Duration.ZERO));
		work.effects.elapse();
		assertThat(work.effects.launches).containsExactly(1, 2);
		work.pass();
		assertThat(ready).isCompletedWithValueMatching((snapshot) -> snapshot.restarts() == 1);
	}

	@Test
	void lostMoreOftenThanAllowedFailsWithACrashLoopThatAnExplicitStartRevives() {
		MachineAtWork work = MachineAtWork.in(Phase.READY);
		for (int restart = 0; restart < MachineAtWork.MAX_RESTARTS; restart++) {
			work.machine.lost(work.effects.launch(), MachineAtWork.LOST);
			work.effects.elapse();
		}
		assertThat(work.effects.delays).containsExactly(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(2));
		work.machine.lost(work.effects.launch(), MachineAtWork.LOST);
		assertThat(work.phase()).isEqualTo(Phase.FAILED);
		assertFailed(work.whenReady(), ShimmyErrorCode.CRASH_LOOP);
		CompletableFuture<SidecarSnapshot> revived = work.start();
		work.pass();
		assertThat(revived).isCompletedWithValueMatching((snapshot) -> snapshot.restarts() == 0);
	}

	@Test
	void lostAgainAfterTheWindowCountsFromTheBeginning() {
		MachineAtWork work = MachineAtWork.in(Phase.READY);
		for (int day = 0; day < 2 * MachineAtWork.MAX_RESTARTS; day++) {
			work.time.advance(Duration.ofDays(1));
			work.machine.lost(work.effects.launch(), MachineAtWork.LOST);
			work.effects.elapse();
			work.pass();
		}
		assertThat(work.phase()).isEqualTo(Phase.READY);
		assertThat(work.effects.delays).containsOnly(Duration.ZERO);
	}

	/**
	 * A model's file of 4 GB is rewritten in minutes: far longer than five quick tries.
	 */
	@Test
	void lostOfAServerThatWasReadyMeetsAnObstacleForAnHourAndStartsAgainWhenItIsGone() {
		MachineAtWork work = MachineAtWork.in(Phase.BACKING_OFF);
		CompletableFuture<SidecarState.Ready> call = work.use();
		Duration waited = Duration.ZERO;
		for (int tries = 0; waited.compareTo(Duration.ofHours(1)) < 0; tries++) {
			work.effects.elapse();
			work.machine.lost(work.effects.launch(), MachineAtWork.PERMANENT);
			Duration delay = work.effects.delays.get(work.effects.delays.size() - 1);
			assertThat(delay).isEqualTo(Duration.ofSeconds(Math.min(60, 1L << Math.min(tries, 6))));
			work.time.advance(delay);
			waited = waited.plus(delay);
			assertThat(work.phase()).isEqualTo(Phase.BACKING_OFF);
			assertThat(work.effects.published()).satisfies((snapshot) -> {
				assertThat(snapshot.lastFailure()).isSameAs(MachineAtWork.PERMANENT);
				assertThat(snapshot.activity()).isEqualTo("BACKING_OFF after: text");
				assertThat(snapshot.restarts()).isLessThanOrEqualTo(1);
			});
			assertThat(work.effects.events).contains(new SidecarEvent.Restarting(MachineAtWork.PERMANENT, delay));
		}
		assertThat(call).isNotDone();
		work.effects.elapse();
		work.pass();
		assertThat(call).isCompleted();
	}

	@Test
	void lostAfterAnObstacleIsCountedAnewOnceTheModelIsReady() {
		MachineAtWork work = MachineAtWork.in(Phase.BACKING_OFF);
		work.effects.elapse();
		work.machine.lost(work.effects.launch(), MachineAtWork.PERMANENT);
		work.effects.elapse();
		work.pass();
		work.machine.lost(work.effects.launch(), MachineAtWork.LOST);
		work.effects.elapse();
		work.machine.lost(work.effects.launch(), MachineAtWork.PERMANENT);
		assertThat(work.effects.delays).containsExactly(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(1),
				Duration.ofSeconds(1));
	}

	/**
	 * Who asks for a start waits for the answer, and can act on it. The server comes back
	 * all the same: the model has served, and its file is whole again in a moment.
	 */
	@Test
	void lostOfAStartThatSomebodyAskedForTellsTheObstacleAtOnceAndTheTriesGoOn() {
		MachineAtWork work = MachineAtWork.in(Phase.BACKING_OFF);
		work.effects.elapse();
		work.machine.lost(work.effects.launch(), MachineAtWork.PERMANENT);
		CompletableFuture<SidecarSnapshot> restarted = work.restart();
		work.machine.lost(work.effects.launch(), MachineAtWork.PERMANENT);
		assertFailed(restarted, ShimmyErrorCode.NOT_A_MODEL);
		assertThat(work.phase()).isEqualTo(Phase.BACKING_OFF);
		CompletableFuture<SidecarSnapshot> waiting = work.whenReady();
		CompletableFuture<SidecarSnapshot> started = work.start();
		work.effects.elapse();
		CompletableFuture<SidecarSnapshot> joined = work.start();
		work.machine.lost(work.effects.launch(), MachineAtWork.PERMANENT);
		assertFailed(started, ShimmyErrorCode.NOT_A_MODEL);
		assertFailed(joined, ShimmyErrorCode.NOT_A_MODEL);
		assertThat(waiting).isNotDone();
		work.effects.elapse();
		work.pass();
		assertThat(waiting).isCompleted();
	}

	/** Devtools, or a click, while the model's file is being rewritten. */
	@Test
	void lostOfAStartAfterAStopGoesOnWhereThatModelServedLast() {
		MachineAtWork work = MachineAtWork.in(Phase.READY);
		work.stop();
		work.end();
		CompletableFuture<SidecarSnapshot> started = work.start();
		work.machine.lost(work.effects.launch(), MachineAtWork.PERMANENT);
		assertFailed(started, ShimmyErrorCode.NOT_A_MODEL);
		assertThat(work.phase()).isEqualTo(Phase.BACKING_OFF);
		work.effects.elapse();
		work.pass();
		assertThat(work.phase()).isEqualTo(Phase.READY);
	}

	@Test
	void lostOfAStartOfAnotherModelThanServedLastFails() {
		MachineAtWork work = MachineAtWork.in(Phase.READY);
		work.stop();
		work.end();
		work.switchToFetched("n");
		CompletableFuture<SidecarSnapshot> started = work.start();
		work.machine.lost(work.effects.launch(), MachineAtWork.PERMANENT);
		assertFailed(started, ShimmyErrorCode.NOT_A_MODEL);
		assertThat(work.phase()).isEqualTo(Phase.FAILED);
	}

	@Test
	void lostOfAServerThatCrashesKeepsStartersWaiting() {
		MachineAtWork work = MachineAtWork.in(Phase.BACKING_OFF);
		CompletableFuture<SidecarSnapshot> started = work.start();
		work.effects.elapse();
		work.machine.lost(work.effects.launch(), MachineAtWork.LOST);
		assertThat(started).isNotDone();
		work.effects.elapse();
		work.pass();
		assertThat(started).isCompleted();
	}

	@Test
	void lostByATimeoutIsRetriedOnlyWhereTheModelServedBefore() {
		ShimmyException timeout = new ShimmyException(ShimmyErrorCode.START_TIMEOUT, "slow");
		MachineAtWork never = MachineAtWork.in(Phase.STARTING);
		never.machine.lost(1, timeout);
		assertThat(never.phase()).isEqualTo(Phase.FAILED);
		MachineAtWork restarted = MachineAtWork.in(Phase.BACKING_OFF);
		restarted.effects.elapse();
		restarted.machine.lost(2, timeout);
		assertThat(restarted.phase()).isEqualTo(Phase.BACKING_OFF);
		restarted.stop();
		CompletableFuture<SidecarSnapshot> started = restarted.start();
		restarted.machine.lost(3, timeout);
		assertFailed(started, ShimmyErrorCode.START_TIMEOUT);
		assertThat(restarted.phase()).isEqualTo(Phase.BACKING_OFF);
	}

	@Test
	void newsOfAnEarlierLaunchChangeNothing() {
		MachineAtWork work = MachineAtWork.in(Phase.STOPPING);
		work.start();
		work.machine.ended(1);
		int snapshots = work.effects.snapshots.size();
		work.machine.spawned(1, new LaunchedProcess(1, 1));
		work.machine.launched(1, MachineAtWork.SERVER);
		work.machine.lost(1, MachineAtWork.LOST);
		work.effects.elapse();
		work.machine.ended(1);
		work.machine.endFailed(1, MachineAtWork.LOST);
		assertThat(work.phase()).isEqualTo(Phase.STARTING);
		assertThat(work.effects.launches).containsExactly(1, 2);
		assertThat(work.effects.snapshots).hasSize(snapshots);
	}

	@Test
	void newsOfALaunchThatIsBeingEndedChangeNothing() {
		MachineAtWork work = MachineAtWork.in(Phase.STARTING);
		work.stop();
		work.pass();
		work.machine.lost(1, MachineAtWork.LOST);
		assertThat(work.phase()).isEqualTo(Phase.STOPPING);
		assertThat(work.effects.published().lastFailure()).isNull();
	}

	@Test
	void endFailedFailsWithTheReasonAndAnswersAllWhoWait() {
		MachineAtWork work = MachineAtWork.in(Phase.READY);
		CompletableFuture<SidecarSnapshot> stopped = work.stop();
		CompletableFuture<SidecarSnapshot> ready = work.start();
		work.machine.endFailed(1, new ShimmyException(ShimmyErrorCode.INTERNAL, "will not die"));
		assertThat(work.phase()).isEqualTo(Phase.FAILED);
		Stream.of(stopped, ready).forEach((waiter) -> assertFailed(waiter, ShimmyErrorCode.INTERNAL));
	}

	@Test
	void waiterWhoGaveUpIsForgotten() {
		Waiters waiters = new Waiters();
		CompletableFuture<SidecarSnapshot> patient = new CompletableFuture<>();
		waiters.add(patient);
		for (int i = 0; i < 100; i++) {
			CompletableFuture<SidecarSnapshot> hasty = new CompletableFuture<>();
			waiters.add(hasty);
			hasty.cancel(false);
		}
		assertThat(waiters.size()).isEqualTo(1);
		waiters.fail(MachineAtWork.LOST);
		assertThat(waiters.size()).isZero();
		assertFailed(patient, ShimmyErrorCode.SIDECAR_LOST);
	}

}
