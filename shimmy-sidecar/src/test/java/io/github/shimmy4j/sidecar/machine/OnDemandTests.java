package io.github.shimmy4j.sidecar.machine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.SampleOptions;
import io.github.shimmy4j.sidecar.SidecarEvent;
import io.github.shimmy4j.sidecar.StartCause;
import io.github.shimmy4j.sidecar.machine.SidecarState.Ready;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.github.shimmy4j.sidecar.ShimmyFailures.assertFailed;
import static org.assertj.core.api.Assertions.assertThat;

/** A server that starts when it is needed and stops when it is not: decisions alone. */
class OnDemandTests {

	private static final Duration IDLE = Duration.ofMinutes(5);

	private static MachineAtWork in(Phase phase, boolean startOnFirstUse) {
		return MachineAtWork.in(phase, MachineAtWork.options().use(SampleOptions.uses(0, startOnFirstUse, IDLE)));
	}

	@Test
	void firstUseStartsTheServerAndWaitsForIt() {
		MachineAtWork work = in(Phase.STOPPED, true);
		CompletableFuture<Ready> use = work.use();
		assertThat(work.effects.events).containsExactly(new SidecarEvent.Starting("m", StartCause.USE));
		work.pass();
		assertThat(use).isCompleted();
	}

	@Test
	void firstUseStartsNothingWhereThatWasNotAskedFor() {
		MachineAtWork work = in(Phase.STOPPED, false);
		assertFailed(work.use(), ShimmyErrorCode.NOT_RUNNING);
		assertThat(work.effects.launches).isEmpty();
	}

	@Test
	void useStartsNothingThatSomebodyHasStopped() {
		MachineAtWork work = in(Phase.READY, true);
		work.stop();
		assertFailed(work.use(), ShimmyErrorCode.NOT_RUNNING);
		work.machine.ended(1);
		assertFailed(work.use(), ShimmyErrorCode.NOT_RUNNING);
		assertThat(work.effects.launches).hasSize(1);
	}

	@Test
	void stopBeforeTheFirstUseKeepsItFromStarting() {
		MachineAtWork work = in(Phase.STOPPED, true);
		work.stop();
		assertFailed(work.use(), ShimmyErrorCode.NOT_RUNNING);
	}

	@Test
	void stopThatIsForgottenKeepsTheFirstUseFromNothing() {
		MachineAtWork work = in(Phase.STOPPED, true);
		work.stop();
		work.machine.watch().forgetStop();
		CompletableFuture<Ready> use = work.use();
		work.pass();
		assertThat(use).isCompleted();
		assertThat(work.effects.launches).hasSize(1);
	}

	@Test
	void stopThatIsForgottenStartsNothingWhereNoUseEverDid() {
		MachineAtWork work = in(Phase.STOPPED, false);
		work.stop();
		work.machine.watch().forgetStop();
		assertFailed(work.use(), ShimmyErrorCode.NOT_RUNNING);
	}

	@Test
	void stopIsForgottenOnlyWhereItIsOver() {
		MachineAtWork work = in(Phase.READY, true);
		work.machine.watch().forgetStop();
		assertThat(work.phase()).isEqualTo(Phase.READY);
	}

	@Test
	void serverThatNobodyUsesIsStoppedAndTheNextUseBringsItBack() {
		MachineAtWork work = in(Phase.READY, false);
		work.time.advance(IDLE);
		work.effects.elapse();
		assertThat(work.phase()).isEqualTo(Phase.STOPPING);
		assertThat(work.effects.changes).last()
			.satisfies((change) -> assertThat(change.reason()).contains("no call used it for PT5M"));
		work.machine.ended(1);
		assertThat(work.phase()).isEqualTo(Phase.STOPPED);
		CompletableFuture<Ready> use = work.use();
		work.pass();
		assertThat(use).isCompletedWithValueMatching((ready) -> ready.launch() == 2);
	}

	@Test
	void useDuringTheStopOfAnIdleServerStartsItAgainAfterwards() {
		MachineAtWork work = in(Phase.READY, false);
		work.time.advance(IDLE);
		work.effects.elapse();
		CompletableFuture<Ready> use = work.use();
		CompletableFuture<Ready> second = work.use();
		work.machine.ended(1);
		assertThat(work.effects.events).last().isEqualTo(new SidecarEvent.Starting("m", StartCause.USE));
		work.pass();
		assertThat(use).isCompleted();
		assertThat(second).isCompleted();
	}

	@Test
	void startThatIsAskedForDuringTheStopOfAnIdleServerIsTheReasonWhoeverElseNeedsIt() {
		MachineAtWork work = in(Phase.READY, false);
		work.time.advance(IDLE);
		work.effects.elapse();
		work.use();
		work.start();
		work.use();
		work.machine.ended(1);
		assertThat(work.effects.events).last().isEqualTo(new SidecarEvent.Starting("m", StartCause.REQUEST));
	}

	/** A model that has served before is started again, as after any other loss. */
	@ParameterizedTest
	@EnumSource(names = { "START_TIMEOUT", "HEALTHCHECK_FAILED" })
	void serverThatSleptAndIsSlowToWakeIsTriedAgain(ShimmyErrorCode code) {
		MachineAtWork work = asleep();
		CompletableFuture<Ready> use = work.use();
		work.machine.lost(2, new ShimmyException(code, "too slow"));
		assertThat(work.phase()).isEqualTo(Phase.BACKING_OFF);
		assertThat(use).isNotDone();
		work.effects.elapse();
		work.pass();
		assertThat(use).isCompletedWithValueMatching((ready) -> ready.launch() == 3);
	}

	@Test
	void firstUseOfAServerThatNeverWorkedIsNotTriedForMinutesOnEnd() {
		MachineAtWork work = in(Phase.STOPPED, true);
		CompletableFuture<Ready> use = work.use();
		work.machine.lost(1, new ShimmyException(ShimmyErrorCode.START_TIMEOUT, "too slow"));
		assertFailed(use, ShimmyErrorCode.START_TIMEOUT);
	}

	@Test
	void modelThatWasSwitchedToWhileTheServerSleptHasNotWorkedYet() {
		MachineAtWork work = asleep();
		work.switchToFetched("other");
		CompletableFuture<Ready> use = work.use();
		work.machine.lost(2, new ShimmyException(ShimmyErrorCode.START_TIMEOUT, "too slow"));
		assertFailed(use, ShimmyErrorCode.START_TIMEOUT);
	}

	private static MachineAtWork asleep() {
		MachineAtWork work = in(Phase.READY, false);
		work.time.advance(IDLE);
		work.effects.elapse();
		work.machine.ended(1);
		return work;
	}

	@Test
	void serverInUseIsNotIdleHoweverLongItTakes() {
		MachineAtWork work = in(Phase.READY, false);
		work.use();
		work.time.advance(Duration.ofHours(1));
		work.effects.elapse();
		assertThat(work.phase()).isEqualTo(Phase.READY);
		work.machine.watch().useEnded(1);
		work.time.advance(Duration.ofMinutes(4));
		work.effects.elapse();
		assertThat(work.effects.delays).endsWith(Duration.ofMinutes(1));
		work.time.advance(Duration.ofMinutes(1));
		work.effects.elapse();
		assertThat(work.phase()).isEqualTo(Phase.STOPPING);
	}

	@Test
	void explicitStopWhileAnIdleServerIsBeingStoppedHolds() {
		MachineAtWork work = in(Phase.READY, true);
		work.time.advance(IDLE);
		work.effects.elapse();
		work.stop();
		work.machine.ended(1);
		assertFailed(work.use(), ShimmyErrorCode.NOT_RUNNING);
	}

}
