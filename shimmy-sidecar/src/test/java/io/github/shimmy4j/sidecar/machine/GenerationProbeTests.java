package io.github.shimmy4j.sidecar.machine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.probe.TokenAnswer;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.SampleOptions;
import io.github.shimmy4j.sidecar.machine.SidecarState.Ready;
import org.junit.jupiter.api.Test;

import static io.github.shimmy4j.sidecar.machine.MachineAtWork.watched;
import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link ReadyWatch}: failed generations, and the probes that follow them. */
class GenerationProbeTests {

	private static final Duration IDLE_GENERATION = Duration.ofMinutes(10);

	private static final ShimmyException FAILED = new ShimmyException(ShimmyErrorCode.GENERATION_FAILED, "502");

	private static final ShimmyException STUCK = new ShimmyException(ShimmyErrorCode.GENERATION_TIMEOUT,
			"silent for 120 s");

	private final MachineAtWork work = MachineAtWork.in(Phase.READY, watched());

	private final ReadyWatch watch = this.work.machine.watch();

	@Test
	void outcomesOfGenerationsShowInTheSnapshot() {
		this.work.used(FAILED);
		assertThat(this.work.effects.published().lastGenerationFailure()).isSameAs(FAILED);
		this.work.time.advance(Duration.ofSeconds(3));
		this.work.used(null);
		assertThat(this.work.effects.published().lastGenerationFailure()).isNull();
		assertThat(this.work.effects.published().lastGoodGeneration()).isEqualTo(this.work.time.instant());
	}

	@Test
	void failedGenerationIsFollowedByOneQuestionAtATime() {
		this.work.used(FAILED);
		this.work.used(null);
		this.work.used(FAILED);
		assertThat(this.work.effects.probes).containsExactly(1);
	}

	@Test
	void failureThatIsToldAfterTheUseHasEndedIsFollowedByTheQuestionAsWell() {
		int launch = this.work.use().join().launch();
		this.watch.useEnded(launch);
		this.watch.generationFailed(launch, FAILED, this);
		assertThat(this.work.effects.probes).containsExactly(1);
	}

	@Test
	void questionThatIsAnsweredClearsTheFailure() {
		this.work.used(FAILED);
		this.watch.probed(1, TokenAnswer.GENERATED);
		assertThat(this.work.effects.published().lastGenerationFailure()).isNull();
		assertThat(this.work.effects.probes).hasSize(1);
	}

	@Test
	void poisonedServerIsKilledAtItsSecondFailure() {
		this.work.used(FAILED);
		this.watch.probed(1, TokenAnswer.FAILED);
		assertThat(this.work.effects.kills).singleElement()
			.satisfies((reason) -> assertThat(reason.getMessage()).contains("no longer generated"));
	}

	@Test
	void busyServerIsNotAskedForATokenBeforeItIsFree() {
		this.work.use();
		this.work.used(FAILED);
		assertThat(this.work.effects.probes).isEmpty();
		this.watch.useEnded(1);
		assertThat(this.work.effects.probes).containsExactly(1);
	}

	@Test
	void othersWaitUntilAServerThatFailedTwiceHasAnsweredOurQuestion() {
		this.work.use();
		this.work.use();
		this.watch.generationFailed(1, FAILED, this);
		this.watch.useEnded(1);
		this.watch.generationFailed(1, FAILED, this);
		CompletableFuture<Ready> next = this.work.use();
		assertThat(next).isNotDone();
		this.watch.useEnded(1);
		assertThat(next).isNotDone();
		this.watch.probed(1, TokenAnswer.GENERATED);
		assertThat(next).isCompleted();
		assertThat(this.work.effects.kills).isEmpty();
	}

	@Test
	void questionAfterLongIdlenessIsAskedAgainBeforeItsFailureKills() {
		this.work.time.advance(IDLE_GENERATION.minusNanos(1));
		this.watch.healthChecked(1, true);
		assertThat(this.work.effects.probes).isEmpty();
		this.work.time.advance(Duration.ofNanos(1));
		this.watch.healthChecked(1, true);
		this.watch.healthChecked(1, true);
		assertThat(this.work.effects.probes).hasSize(1);
		this.watch.probed(1, TokenAnswer.FAILED);
		assertThat(this.work.effects.probes).hasSize(2);
		assertThat(this.work.effects.kills).isEmpty();
		this.watch.probed(1, TokenAnswer.FAILED);
		assertThat(this.work.effects.kills).hasSize(1);
	}

	@Test
	void generationThatIsStuckKillsAServerThatCannotCancelIt() {
		this.work.used(STUCK);
		assertThat(this.work.effects.kills).singleElement()
			.satisfies((reason) -> assertThat(reason.getMessage()).contains("silent for 120 s"));
	}

	/** The other call may slow the server down, and has a limit of its own. */
	@Test
	void questionThatHasNoAnswerBesideACallWithinItsLimitsKillsNothing() {
		this.work.used(FAILED);
		assertThat(this.work.use()).isCompleted();
		this.watch.probed(1, TokenAnswer.NONE);
		assertThat(this.work.effects.kills).isEmpty();
		this.watch.generationSucceeded(1);
		this.watch.useEnded(1);
		assertThat(this.work.effects.kills).isEmpty();
		assertThat(this.work.effects.published().lastGenerationFailure()).isNull();
	}

	/** The server would still generate the first when it is asked for the second. */
	@Test
	void questionThatHasNoAnswerIsNotRepeatedAndKillsAServerThatCannotCancelIt() {
		this.work.time.advance(IDLE_GENERATION);
		this.watch.healthChecked(1, true);
		this.watch.probed(1, TokenAnswer.NONE);
		assertThat(this.work.effects.probes).hasSize(1);
		assertThat(this.work.effects.kills).singleElement()
			.satisfies((reason) -> assertThat(reason.getMessage()).contains("had no answer within PT2M"));
	}

	@Test
	void questionThatIsCancelledForItsSilenceIsOneThatFailed() {
		MachineAtWork cancelling = MachineAtWork.in(Phase.READY, MachineAtWork.options(), ServerCapabilities.EMBEDDED);
		cancelling.used(FAILED);
		cancelling.machine.watch().probed(1, TokenAnswer.NONE);
		assertThat(cancelling.effects.kills).singleElement()
			.satisfies((reason) -> assertThat(reason.getMessage()).contains("no longer generated"));
	}

	@Test
	void questionOfOurOwnTakesASlot() {
		this.work.used(FAILED);
		assertThat(this.work.effects.probes).hasSize(1);
		assertThat(this.work.use()).isCompleted();
		CompletableFuture<Ready> second = this.work.use();
		assertThat(second).isNotDone();
		this.watch.probed(1, TokenAnswer.GENERATED);
		assertThat(second).isCompleted();
	}

	@Test
	void callWaitsWhileTheOnlySlotIsTakenByAQuestionOfOurOwn() {
		MachineAtWork one = MachineAtWork.in(Phase.READY,
				MachineAtWork.options().use(SampleOptions.uses(1, false, Duration.ZERO)));
		CompletableFuture<Ready> first = one.use();
		CompletableFuture<Ready> waiting = one.use();
		assertThat(first).isCompleted();
		one.machine.watch().generationFailed(1, FAILED, this);
		one.machine.watch().useEnded(1);
		assertThat(waiting).isNotDone();
		one.machine.watch().probed(1, TokenAnswer.FAILED);
		assertThat(one.effects.kills).hasSize(1);
		one.machine.lost(1, one.effects.kills.get(0));
		one.effects.elapse();
		one.pass();
		assertThat(waiting).isCompletedWithValueMatching((ready) -> ready.launch() == 2);
	}

	@Test
	void failureOnAnEarlierServerIsNotHeldAgainstThisOne() {
		this.work.machine.lost(1, MachineAtWork.LOST);
		this.work.effects.elapse();
		this.work.pass();
		this.watch.generationFailed(1, FAILED, this);
		this.watch.probed(1, TokenAnswer.FAILED);
		assertThat(this.work.effects.published().lastGenerationFailure()).isNull();
	}

}
