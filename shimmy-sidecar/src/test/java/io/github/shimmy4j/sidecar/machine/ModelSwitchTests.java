package io.github.shimmy4j.sidecar.machine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.SampleOptions;
import io.github.shimmy4j.sidecar.SidecarEvent;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.sidecar.StartCause;
import io.github.shimmy4j.sidecar.machine.SidecarState.Ready;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.github.shimmy4j.sidecar.ShimmyFailures.assertFailed;
import static org.assertj.core.api.Assertions.assertThat;

/** The switch of the model: decisions alone, in every phase and at every step. */
class ModelSwitchTests {

	/** While it is waited for, a third model must be possible. */
	@Test
	void switchBackThatMeetsAnObstacleEndsTheSwitchAndNotTheTries() {
		MachineAtWork work = MachineAtWork.in(Phase.READY);
		CompletableFuture<SidecarSnapshot> switched = work.switchToFetched("n");
		work.end();
		work.machine.lost(2, MachineAtWork.LOST);
		work.machine.lost(3, MachineAtWork.PERMANENT);
		assertThat(work.phase()).isEqualTo(Phase.BACKING_OFF);
		assertFailed(switched, ShimmyErrorCode.SIDECAR_LOST)
			.hasMessage("'n' could not be started, and 'm' cannot start again yet: lost")
			.hasSuppressedException(MachineAtWork.PERMANENT);
		CompletableFuture<SidecarSnapshot> third = work.switchTo("o");
		work.machine.models().fetched(2);
		work.pass();
		assertThat(third).isCompletedWithValueMatching((snapshot) -> snapshot.model().equals("o"));
	}

	private static final ShimmyException BROKEN = new ShimmyException(ShimmyErrorCode.START_FAILED, "broken", null, 7,
			List.of("its last words"));

	private final MachineAtWork work = MachineAtWork.in(Phase.READY);

	private SidecarSnapshot now() {
		return this.work.effects.published();
	}

	@Test
	void callsUnderWayEndAndNewOnesWaitForTheNewModel() {
		int launch = this.work.use().join().launch();
		CompletableFuture<SidecarSnapshot> switched = this.work.switchToFetched("n");
		CompletableFuture<Ready> waiting = this.work.use();
		this.work.assertStillServes("m", "n");
		assertThat(waiting).isNotDone();
		this.work.machine.watch().useEnded(launch);
		assertThat(this.work.phase()).isEqualTo(Phase.STOPPING);
		assertThat(now().model()).as("model that is being stopped").isEqualTo("m");
		this.work.end();
		assertThat(now().model()).isEqualTo("n");
		assertThat(switched).isNotDone();
		this.work.pass();
		assertThat(switched).isCompletedWithValueMatching((snapshot) -> snapshot.model().equals("n"));
		assertThat(waiting).isCompletedWithValueMatching((ready) -> ready.launch() == 2);
		this.work.assertServes("n");
		assertThat(this.work.effects.models).containsExactly("m", "n");
		assertThat(this.work.effects.events).hasSize(4)
			.contains(new SidecarEvent.Stopped(), new SidecarEvent.Starting("n", StartCause.SWITCH))
			.last()
			.isEqualTo(new SidecarEvent.Switched("m", "n"));
		assertThat(this.work.effects.warnings).isEmpty();
		assertThat(this.work.effects.changes)
			.anySatisfy((change) -> assertThat(change.reason()).isEqualTo("switching from 'm' to 'n'"));
	}

	@Test
	void callsThatDoNotEndAreWaitedForNoLongerThanTheLimit() {
		this.work.use();
		this.work.switchToFetched("n");
		assertThat(this.work.effects.delays).containsExactly(Duration.ofMinutes(2));
		this.work.effects.elapse();
		assertThat(this.work.phase()).isEqualTo(Phase.STOPPING);
		assertThat(this.work.effects.warnings).singleElement().asString().contains("1 calls", "PT2M", "'n'");
		this.work.end();
		this.work.pass();
		this.work.assertServes("n");
		assertThat(now().inFlight()).isZero();
	}

	@Test
	void modelThatDoesNotStartGivesWayToTheOldOneAndWaitersStay() {
		this.work.use();
		CompletableFuture<SidecarSnapshot> switched = this.work.switchToFetched("n");
		CompletableFuture<Ready> waiting = this.work.use();
		this.work.effects.elapse();
		this.work.end();
		this.work.effects.events.clear();
		this.work.machine.lost(2, BROKEN);
		assertThat(this.work.phase()).isEqualTo(Phase.STARTING);
		assertThat(now().model()).isEqualTo("m");
		assertThat(now().nextModel()).isNull();
		assertThat(now().lastFailure()).isSameAs(BROKEN);
		assertThat(this.work.effects.events).containsExactly(new SidecarEvent.SwitchFailed("m", "n", BROKEN),
				new SidecarEvent.Starting("m", StartCause.SWITCH_BACK));
		assertThat(switched).isNotDone();
		assertThat(waiting).isNotDone();
		this.work.pass();
		assertThat(waiting).isCompletedWithValueMatching((ready) -> ready.launch() == 3);
		this.work.assertServes("m");
		assertFailed(switched, ShimmyErrorCode.START_FAILED)
			.hasMessage("'n' could not be started, and 'm' serves again: broken")
			.hasCause(BROKEN)
			.satisfies((failure) -> assertThat(failure.exitStatus()).isEqualTo(7));
		assertThat(this.work.effects.models).containsExactly("m", "n", "m");
	}

	@Test
	void oldModelThatDoesNotComeBackAtOnceIsRestartedAsEverAndTheSwitchFailsWithBothReasons() {
		CompletableFuture<SidecarSnapshot> switched = this.work.switchToFetched("n");
		this.work.end();
		this.work.machine.lost(2, BROKEN);
		ShimmyException slow = new ShimmyException(ShimmyErrorCode.START_TIMEOUT, "slow");
		this.work.machine.lost(3, slow);
		assertThat(this.work.phase()).as("it has served before").isEqualTo(Phase.BACKING_OFF);
		this.work.effects.elapse();
		assertThat(switched).isNotDone();
		ShimmyException hopeless = new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION, "hopeless");
		this.work.machine.lost(4, hopeless);
		assertThat(this.work.phase()).isEqualTo(Phase.FAILED);
		assertFailed(switched, ShimmyErrorCode.START_FAILED).hasMessageContaining("'m' did not start again either")
			.hasSuppressedException(hopeless);
		assertThat(this.work.effects.models).containsExactly("m", "n", "m", "m");
	}

	@Test
	void newModelThatEndsOnceItWasReadyIsRestartedLikeAnyOther() {
		CompletableFuture<SidecarSnapshot> switched = this.work.switchToFetched("n");
		this.work.end();
		this.work.pass();
		assertThat(switched).isCompleted();
		this.work.machine.lost(2, MachineAtWork.LOST);
		this.work.effects.elapse();
		this.work.pass();
		this.work.assertServes("n");
	}

	@Test
	void serverThatEndsDuringTheDrainIsReplacedByTheNewModelAtOnce() {
		this.work.use();
		CompletableFuture<SidecarSnapshot> switched = this.work.switchToFetched("n");
		this.work.machine.lost(1, MachineAtWork.LOST);
		assertThat(this.work.phase()).isEqualTo(Phase.STARTING);
		this.work.pass();
		this.work.assertServes("n");
		assertThat(switched).isCompleted();
		this.work.effects.elapse();
		assertThat(this.work.phase()).as("after the limit of a drain that is over").isEqualTo(Phase.READY);
	}

	@ParameterizedTest
	@EnumSource(names = { "STARTING", "BACKING_OFF" })
	void startThatIsUnderWayIsReplacedAndItsWaitersStay(Phase phase) {
		MachineAtWork starting = MachineAtWork.in(phase);
		CompletableFuture<SidecarSnapshot> ready = starting.whenReady();
		CompletableFuture<Ready> use = starting.use();
		CompletableFuture<SidecarSnapshot> switched = starting.switchToFetched("n");
		starting.end();
		assertThat(starting.effects.models).containsExactly("m", "n");
		assertThat(List.of(ready, switched)).noneMatch(CompletableFuture::isDone);
		starting.pass();
		assertThat(ready).isCompletedWithValueMatching((snapshot) -> snapshot.model().equals("n"));
		assertThat(switched).isCompleted();
		assertThat(use).isCompleted();
	}

	@ParameterizedTest
	@EnumSource(names = { "STOPPED", "FAILED" })
	void modelIsTheNextStartsWhereNothingRuns(Phase phase) {
		MachineAtWork resting = MachineAtWork.in(phase);
		int launches = resting.effects.launches.size();
		CompletableFuture<SidecarSnapshot> switched = resting.switchTo("n");
		assertThat(resting.effects.published().model()).isEqualTo("m");
		resting.machine.models().fetched(1);
		assertThat(switched)
			.isCompletedWithValueMatching((snapshot) -> snapshot.model().equals("n") && snapshot.phase() == phase);
		assertThat(resting.effects.launches).hasSize(launches);
		assertThat(resting.effects.events).containsExactly(new SidecarEvent.Switched("m", "n"));
		resting.start();
		assertThat(resting.effects.models).last().isEqualTo("n");
		resting.machine.lost(resting.effects.launch(), MachineAtWork.PERMANENT);
		assertThat(resting.phase()).as("nothing to go back to").isEqualTo(Phase.FAILED);
	}

	@Test
	void serverThatSleepsWakesWithTheNewModel() {
		MachineAtWork onDemand = MachineAtWork.in(Phase.STOPPED,
				MachineAtWork.options().use(SampleOptions.uses(0, true, Duration.ZERO)));
		assertThat(onDemand.switchToFetched("n")).isCompleted();
		CompletableFuture<Ready> use = onDemand.use();
		onDemand.pass();
		assertThat(use).isCompleted();
		assertThat(onDemand.effects.models).containsExactly("n");
	}

	@Test
	void stopDuringTheDrainOrTheStartLeavesTheNewModelToTheNextStart() {
		this.work.use();
		CompletableFuture<SidecarSnapshot> draining = this.work.switchToFetched("n");
		CompletableFuture<Ready> waiting = this.work.use();
		CompletableFuture<SidecarSnapshot> stopped = this.work.stop();
		assertFailed(waiting, ShimmyErrorCode.NOT_RUNNING);
		this.work.end();
		assertThat(stopped).isCompletedWithValueMatching((snapshot) -> snapshot.model().equals("n"));
		assertThat(draining).isCompleted();
		this.work.start();
		CompletableFuture<SidecarSnapshot> starting = this.work.switchToFetched("o");
		this.work.end();
		this.work.stop();
		this.work.end();
		assertThat(starting).isCompletedWithValueMatching(
				(snapshot) -> snapshot.model().equals("o") && snapshot.phase() == Phase.STOPPED);
	}

	@Test
	void stopWhileTheOldModelComesBackFailsTheSwitch() {
		CompletableFuture<SidecarSnapshot> switched = this.work.switchToFetched("n");
		this.work.end();
		this.work.machine.lost(2, BROKEN);
		this.work.stop();
		this.work.end();
		assertFailed(switched, ShimmyErrorCode.START_FAILED);
		assertThat(now().model()).isEqualTo("m");
	}

	@Test
	void restartDuringTheDrainCutsItShort() {
		this.work.use();
		CompletableFuture<SidecarSnapshot> switched = this.work.switchToFetched("n");
		CompletableFuture<SidecarSnapshot> restarted = this.work.restart();
		this.work.end();
		this.work.pass();
		assertThat(switched).isCompleted();
		assertThat(restarted).isCompleted();
		this.work.assertServes("n");
	}

	@Test
	void processThatWouldNotDieFailsTheSwitch() {
		CompletableFuture<SidecarSnapshot> switched = this.work.switchToFetched("n");
		ShimmyException undead = new ShimmyException(ShimmyErrorCode.INTERNAL, "it lives");
		this.work.machine.endFailed(1, undead);
		assertFailed(switched, ShimmyErrorCode.INTERNAL).isSameAs(undead);
		assertThat(now().phase()).isEqualTo(Phase.FAILED);
		assertThat(now().model()).isEqualTo("m");
	}

	@Test
	void secondSwitchIsRefusedWhileOneIsUnderWayAndNotAfterIt() {
		CompletableFuture<SidecarSnapshot> first = this.work.switchTo("n");
		assertFailed(this.work.switchTo("o"), ShimmyErrorCode.NOT_READY)
			.hasMessage("The model cannot be switched to 'o' now: a switch from 'm' to 'n' is under way");
		this.work.machine.models().fetched(1);
		this.work.end();
		this.work.pass();
		assertThat(first).isCompleted();
		CompletableFuture<SidecarSnapshot> third = this.work.switchTo("m");
		this.work.machine.models().fetched(1);
		this.work.assertStillServes("n", "m");
		this.work.machine.models().fetched(2);
		this.work.end();
		this.work.pass();
		assertThat(third).isCompleted();
		this.work.assertServes("m");
	}

	@Test
	void switchToThePresentModelDoesNothing() {
		assertThat(this.work.switchTo("m")).isCompleted();
		assertThat(this.work.effects.fetches).isEmpty();
		this.work.assertServes("m");
	}

	@Test
	void switchOnceClosedOrWhileClosingIsRefused() {
		assertFailed(MachineAtWork.in(Phase.CLOSED).switchTo("n"), ShimmyErrorCode.NOT_RUNNING);
		this.work.close();
		assertFailed(this.work.switchTo("n"), ShimmyErrorCode.NOT_RUNNING);
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CLOSED")
	void closeAtAnyStepEndsTheSwitch(Phase phase) {
		MachineAtWork closing = MachineAtWork.in(phase);
		CompletableFuture<SidecarSnapshot> switched = closing.switchTo("n");
		closing.close();
		assertFailed(switched, ShimmyErrorCode.NOT_RUNNING);
		closing.machine.models().fetched(1);
		closing.effects.ends.forEach(closing.machine::ended);
		assertThat(closing.phase()).isEqualTo(Phase.CLOSED);
		assertThat(closing.effects.models).doesNotContain("n");
		CompletableFuture<SidecarSnapshot> draining = this.work.switchToFetched("n");
		this.work.close();
		assertFailed(draining, ShimmyErrorCode.NOT_RUNNING);
	}

	@Test
	void whoGivesUpWaitingDoesNotGiveUpTheSwitch() {
		this.work.switchTo("n").cancel(false);
		this.work.machine.models().fetched(1);
		this.work.end();
		this.work.pass();
		this.work.assertServes("n");
	}

}
