package io.github.shimmy4j.sidecar.machine;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarEvent;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.sidecar.StartCause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.github.shimmy4j.sidecar.ShimmyFailures.assertFailed;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table in the Javadoc of {@link ShimmySidecar}: what each call does in each phase.
 */
class SidecarMachineCallsTests {

	@ParameterizedTest
	@EnumSource(names = { "STOPPED", "FAILED" })
	void startWhereNothingRunsStarts(Phase phase) {
		MachineAtWork work = MachineAtWork.in(phase);
		int before = work.effects.launches.size();
		CompletableFuture<SidecarSnapshot> ready = work.start();
		assertThat(work.phase()).isEqualTo(Phase.STARTING);
		assertThat(work.effects.launches).hasSize(before + 1);
		assertThat(work.effects.events).containsExactly(new SidecarEvent.Starting("m", StartCause.REQUEST));
		assertThat(ready).isNotDone();
		work.pass();
		assertThat(ready).isCompletedWithValueMatching((snapshot) -> snapshot.phase() == Phase.READY);
	}

	@ParameterizedTest
	@EnumSource(names = { "STARTING", "BACKING_OFF" })
	void startWhereAStartIsUnderWayWaitsForIt(Phase phase) {
		MachineAtWork work = MachineAtWork.in(phase);
		int before = work.effects.launches.size();
		assertThat(work.start()).isNotDone();
		assertThat(work.phase()).isEqualTo(phase);
		assertThat(work.effects.launches).hasSize(before);
	}

	@Test
	void startWhenReadyIsDone() {
		MachineAtWork work = MachineAtWork.in(Phase.READY);
		assertThat(work.start()).isCompletedWithValueMatching((snapshot) -> snapshot.pid() == 4711);
		assertThat(work.effects.launches).hasSize(1);
	}

	@Test
	void startWhileStoppingStartsAfterTheStop() {
		MachineAtWork work = MachineAtWork.in(Phase.STOPPING);
		CompletableFuture<SidecarSnapshot> ready = work.start();
		assertThat(work.phase()).isEqualTo(Phase.STOPPING);
		assertThat(ready).isNotDone();
		work.machine.ended(1);
		assertThat(work.phase()).isEqualTo(Phase.STARTING);
		assertThat(work.effects.launches).containsExactly(1, 2);
		work.pass();
		assertThat(ready).isCompleted();
	}

	@Test
	void closeWhoseEndDoesNotComeAnswersEverybodyAndIsAClose() {
		MachineAtWork work = MachineAtWork.in(Phase.STOPPING);
		CompletableFuture<SidecarSnapshot> stopped = work.stop();
		CompletableFuture<SidecarSnapshot> closed = work.close();
		work.machine.closeOverdue(MachineAtWork.LOST);
		assertThat(List.of(stopped, closed)).allMatch(CompletableFuture::isCompletedExceptionally);
		assertFailed(work.start(), ShimmyErrorCode.NOT_RUNNING);
		assertThat(work.stop()).isCompletedWithValueMatching((snapshot) -> snapshot.phase() == Phase.CLOSED);
		work.machine.closeOverdue(MachineAtWork.LOST);
		work.machine.ended(1);
		assertThat(work.phase()).isEqualTo(Phase.CLOSED);
	}

	@Test
	void startWhileClosingFails() {
		MachineAtWork work = MachineAtWork.in(Phase.READY);
		CompletableFuture<SidecarSnapshot> closed = work.close();
		assertFailed(work.start(), ShimmyErrorCode.NOT_RUNNING);
		work.machine.ended(1);
		assertThat(closed).isCompletedWithValueMatching((snapshot) -> snapshot.phase() == Phase.CLOSED);
		assertThat(work.effects.launches).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource(names = { "STARTING", "BACKING_OFF" })
	void whenReadyWhereAStartIsUnderWayWaitsForIt(Phase phase) {
		MachineAtWork work = MachineAtWork.in(phase);
		CompletableFuture<SidecarSnapshot> ready = work.whenReady();
		assertThat(ready).isNotDone();
		work.effects.elapse();
		work.pass();
		assertThat(ready).isCompleted();
	}

	@Test
	void whenReadyWhenReadyIsDone() {
		assertThat(MachineAtWork.in(Phase.READY).whenReady()).isCompleted();
	}

	@ParameterizedTest
	@EnumSource(names = { "STOPPED", "STOPPING", "CLOSED" })
	void whenReadyWhereNothingIsToRunFailsAndStartsNothing(Phase phase) {
		MachineAtWork work = MachineAtWork.in(phase);
		int before = work.effects.launches.size();
		assertFailed(work.whenReady(), ShimmyErrorCode.NOT_RUNNING);
		assertThat(work.phase()).isEqualTo(phase);
		assertThat(work.effects.launches).hasSize(before);
	}

	@Test
	void whenReadyAfterAFailureFailsWithItsReason() {
		MachineAtWork work = MachineAtWork.in(Phase.FAILED);
		assertFailed(work.whenReady(), ShimmyErrorCode.NOT_A_MODEL).isSameAs(MachineAtWork.PERMANENT);
	}

	@Test
	void startOnceClosedFails() {
		assertFailed(MachineAtWork.in(Phase.CLOSED).start(), ShimmyErrorCode.NOT_RUNNING);
	}

	@ParameterizedTest
	@EnumSource(names = { "STARTING", "READY" })
	void stopWhereALaunchLivesEndsIt(Phase phase) {
		MachineAtWork work = MachineAtWork.in(phase);
		CompletableFuture<SidecarSnapshot> stopped = work.stop();
		assertThat(work.phase()).isEqualTo(Phase.STOPPING);
		assertThat(work.effects.ends).containsExactly(1);
		assertThat(stopped).isNotDone();
		work.machine.ended(1);
		assertThat(stopped).isCompletedWithValueMatching((snapshot) -> snapshot.phase() == Phase.STOPPED);
		assertThat(work.effects.events).containsExactly(new SidecarEvent.Stopped());
	}

	@Test
	void stopWhileBackingOffEndsTheWait() {
		MachineAtWork work = MachineAtWork.in(Phase.BACKING_OFF);
		CompletableFuture<SidecarSnapshot> ready = work.whenReady();
		assertThat(work.stop()).isCompletedWithValueMatching((snapshot) -> snapshot.phase() == Phase.STOPPED);
		assertFailed(ready, ShimmyErrorCode.NOT_RUNNING);
		work.effects.elapse();
		assertThat(work.phase()).isEqualTo(Phase.STOPPED);
		assertThat(work.effects.events).containsExactly(new SidecarEvent.Stopped());
	}

	@Test
	void stopWhileStoppingWaitsAndTakesBackAStartThatWasToFollow() {
		MachineAtWork work = MachineAtWork.in(Phase.STOPPING);
		CompletableFuture<SidecarSnapshot> ready = work.start();
		CompletableFuture<SidecarSnapshot> stopped = work.stop();
		assertFailed(ready, ShimmyErrorCode.NOT_RUNNING);
		assertThat(stopped).isNotDone();
		work.machine.ended(1);
		assertThat(stopped).isCompleted();
		assertThat(work.phase()).isEqualTo(Phase.STOPPED);
		assertThat(work.effects.ends).containsExactly(1);
	}

	@ParameterizedTest
	@EnumSource(names = { "STOPPED", "CLOSED" })
	void stopWhereNothingRunsIsDone(Phase phase) {
		MachineAtWork work = MachineAtWork.in(phase);
		assertThat(work.stop()).isCompletedWithValueMatching((snapshot) -> snapshot.phase() == phase);
		assertThat(work.effects.events).isEmpty();
	}

	@Test
	void stopAfterAFailureIsDoneAndKeepsTheReason() {
		MachineAtWork work = MachineAtWork.in(Phase.FAILED);
		assertThat(work.stop()).isCompletedWithValueMatching(
				(snapshot) -> snapshot.phase() == Phase.STOPPED && snapshot.lastFailure() == MachineAtWork.PERMANENT);
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CLOSED")
	void closeInAnyPhaseEndsWhatRunsAndAnswersAllWhoWait(Phase phase) {
		MachineAtWork work = MachineAtWork.in(phase);
		CompletableFuture<SidecarSnapshot> ready = work.start();
		CompletableFuture<SidecarSnapshot> stopped = (phase == Phase.STOPPING) ? work.stop()
				: new CompletableFuture<>();
		CompletableFuture<SidecarSnapshot> closed = work.close();
		work.effects.ends.forEach(work.machine::ended);
		assertThat(closed).isCompletedWithValueMatching((snapshot) -> snapshot.phase() == Phase.CLOSED);
		assertThat(ready).isDone();
		assertThat(stopped.isDone()).isEqualTo(phase == Phase.STOPPING);
		assertThat(work.effects.published().phase()).isEqualTo(Phase.CLOSED);
	}

	@Test
	void closeTwiceIsDoneTwice() {
		MachineAtWork work = MachineAtWork.in(Phase.CLOSED);
		assertThat(work.close()).isCompletedWithValueMatching((snapshot) -> snapshot.phase() == Phase.CLOSED);
	}

	@Test
	void closeWhileAStopIsToBeFollowedByAStartWins() {
		MachineAtWork work = MachineAtWork.in(Phase.STOPPING);
		CompletableFuture<SidecarSnapshot> ready = work.start();
		CompletableFuture<SidecarSnapshot> closed = work.close();
		CompletableFuture<SidecarSnapshot> stopped = work.stop();
		assertFailed(ready, ShimmyErrorCode.NOT_RUNNING);
		work.machine.ended(1);
		assertThat(closed).isCompleted();
		assertThat(stopped).isCompleted();
		assertThat(work.phase()).isEqualTo(Phase.CLOSED);
	}

}
