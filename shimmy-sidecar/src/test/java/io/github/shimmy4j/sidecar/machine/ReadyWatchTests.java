package io.github.shimmy4j.sidecar.machine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.probe.TokenAnswer;
import io.github.shimmy4j.sidecar.LivenessOptions;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.SampleOptions;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.sidecar.machine.SidecarState.Ready;
import io.github.shimmy4j.sidecar.use.SlotQueue;
import org.junit.jupiter.api.Test;

import static io.github.shimmy4j.sidecar.ShimmyFailures.assertFailed;
import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link ReadyWatch}, through the state machine and without processes. */
class ReadyWatchTests {

	private static final Duration INTERVAL = Duration.ofSeconds(5);

	private static final Duration IDLE_GENERATION = Duration.ofMinutes(10);

	private static final ShimmyException FAILED = new ShimmyException(ShimmyErrorCode.GENERATION_FAILED, "502");

	private static final ShimmyException STUCK = new ShimmyException(ShimmyErrorCode.GENERATION_TIMEOUT,
			"silent for 120 s");

	private final MachineAtWork work = MachineAtWork.in(Phase.READY,
			MachineAtWork.options().liveness(new LivenessOptions(INTERVAL, INTERVAL, 3, IDLE_GENERATION)));

	private final ReadyWatch watch = this.work.machine.watch();

	// Health

	@Test
	void lookIsTakenEachIntervalAndOneAtATime() {
		assertThat(this.work.effects.delays).containsExactly(INTERVAL);
		this.work.effects.elapse();
		assertThat(this.work.effects.looks).containsExactly(1);
		this.work.effects.elapse();
		assertThat(this.work.effects.looks).hasSize(1);
		this.work.time.advance(Duration.ofSeconds(2));
		this.watch.looked(1, true);
		assertThat(this.work.effects.delays).endsWith(Duration.ofSeconds(3));
		this.work.effects.elapse();
		assertThat(this.work.effects.looks).hasSize(2);
	}

	@Test
	void looksWithoutAnAnswerInARowKillTheServerWhichThenStartsAgain() {
		silences(2);
		this.watch.looked(1, true);
		silences(2);
		assertThat(this.work.effects.kills).isEmpty();
		silences(1);
		assertThat(this.work.effects.kills).singleElement()
			.satisfies((reason) -> assertThat(reason.getMessage()).contains("hung", "3 times"));
		assertThat(this.work.effects.published().lastGenerationFailure()).isSameAs(this.work.effects.kills.get(0));
		CompletableFuture<SidecarSnapshot> ready = this.work.whenReady();
		CompletableFuture<Ready> use = this.work.use();
		assertThat(Stream.of(ready, use)).noneMatch(CompletableFuture::isDone);
		this.work.machine.lost(1, this.work.effects.kills.get(0));
		this.work.effects.elapse();
		this.work.pass();
		assertThat(Stream.of(ready, use)).allMatch(CompletableFuture::isDone);
	}

	/** Shimmy 1.x is silent during some of its generations, for as long as they take. */
	@Test
	void serverThatCannotAnswerWhileItGeneratesIsNotTakenForHung() {
		this.work.use();
		silences(10);
		assertThat(this.work.effects.kills).isEmpty();
		this.work.effects.elapse();
		this.watch.useEnded(1);
		silences(1);
		assertThat(this.work.effects.kills).as("the look began while it was busy").isEmpty();
		this.work.effects.elapse();
		silences(3);
		assertThat(this.work.effects.kills).hasSize(1);
	}

	@Test
	void serverThatIsAskedForATokenIsBusyToo() {
		this.work.used(FAILED);
		assertThat(this.work.effects.probes).hasSize(1);
		silences(3);
		assertThat(this.work.effects.kills).isEmpty();
		this.watch.probed(1, TokenAnswer.GENERATED);
		this.work.effects.elapse();
		silences(3);
		assertThat(this.work.effects.kills).hasSize(1);
	}

	@Test
	void newsOfAServerThatIsBeingKilledChangeNothing() {
		silences(3);
		int delays = this.work.effects.delays.size();
		this.watch.looked(1, false);
		this.watch.generationFailed(1, FAILED, this);
		this.watch.probed(1, TokenAnswer.FAILED);
		assertThat(this.work.effects.kills).hasSize(1);
		assertThat(this.work.effects.delays).hasSize(delays);
	}

	@Test
	void stopOfAServerThatIsBeingKilledIsAStop() {
		silences(3);
		CompletableFuture<SidecarSnapshot> stopped = this.work.stop();
		this.work.machine.lost(1, this.work.effects.kills.get(0));
		this.work.machine.ended(1);
		assertThat(stopped).isCompletedWithValueMatching((snapshot) -> snapshot.phase() == Phase.STOPPED);
		assertThat(this.work.effects.launches).hasSize(1);
	}

	@Test
	void anHourInWhichTheMachineWasAsleepIsNoFailureOfTheServer() {
		this.work.effects.elapse();
		this.work.time.advance(Duration.ofHours(1));
		this.watch.looked(1, false);
		this.watch.looked(1, true);
		assertThat(this.work.effects.kills).isEmpty();
		assertThat(this.work.phase()).isEqualTo(Phase.READY);
		assertThat(this.work.effects.delays).endsWith(Duration.ZERO, Duration.ZERO);
	}

	private void silences(int count) {
		IntStream.range(0, count).forEach((ignored) -> this.watch.looked(1, false));
	}

	// Generations

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
			.satisfies((reason) -> assertThat(reason.getMessage()).contains("generated nothing any more"));
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
		this.watch.looked(1, true);
		assertThat(this.work.effects.probes).isEmpty();
		this.work.time.advance(Duration.ofNanos(1));
		this.watch.looked(1, true);
		this.watch.looked(1, true);
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

	/**
	 * Issue 13: one slow call turned health DOWN while another stream delivered tokens.
	 */
	@Test
	void silenceForOneCallerIsNotHeldAgainstAServerThatGeneratesForAnother() {
		Object streaming = new Object();
		this.work.use();
		this.work.use();
		this.watch.progress().mark(1, streaming);
		this.work.time.advance(Duration.ofSeconds(3));
		this.watch.generationFailed(1, STUCK, this);
		this.watch.useEnded(1);
		assertThat(this.work.effects.published().lastGenerationFailure()).isNull();
		assertThat(this.work.effects.kills).isEmpty();
		assertThat(this.work.use()).as("nobody waits for a look at it").isCompleted();
		this.watch.useEnded(1);
		assertThat(this.work.effects.probes).isEmpty();
		this.watch.progress().end(streaming);
		this.watch.useEnded(1);
		assertThat(this.work.effects.probes).as("a slot may be lost").hasSize(1);
	}

	@Test
	void tokensThatCameLongAgoOrWereItsOwnExcuseNoSilence() {
		this.watch.progress().mark(1, new Object());
		this.watch.progress().mark(1, this);
		this.work.time.advance(Duration.ofMinutes(2).plusNanos(1));
		this.watch.progress().mark(1, this);
		this.work.use();
		this.watch.generationFailed(1, STUCK, this);
		assertThat(this.work.effects.published().lastGenerationFailure()).isNotNull();
		assertThat(this.work.effects.kills).hasSize(1);
	}

	@Test
	void tokensOfAUseThatHasEndedExcuseNoSilence() {
		Object ended = new Object();
		this.watch.progress().mark(1, ended);
		this.watch.progress().end(ended);
		this.work.used(STUCK);
		assertThat(this.work.effects.kills).hasSize(1);
	}

	@Test
	void tokensAfterAFailureShowThatTheServerIsWell() {
		this.work.use();
		this.work.use();
		this.watch.generationFailed(1, FAILED, this);
		this.watch.useEnded(1);
		this.watch.generationFailed(1, FAILED, this);
		assertThat(this.work.effects.published().lastGenerationFailure()).isSameAs(FAILED);
		CompletableFuture<Ready> next = this.work.use();
		assertThat(next).isNotDone();
		assertThat(this.watch.progress().mark(1, new Object())).as("this is news").isTrue();
		assertThat(this.watch.progress().mark(1, new Object())).as("this is none").isFalse();
		this.watch.generationProgressed(1);
		assertThat(this.work.effects.published().lastGenerationFailure()).isNull();
		assertThat(next).isCompleted();
	}

	@Test
	void tokensSinceALookAreAnAnswerToIt() {
		MachineAtWork streaming = MachineAtWork.in(Phase.READY,
				MachineAtWork.options().liveness(new LivenessOptions(INTERVAL, INTERVAL, 3, IDLE_GENERATION)),
				ServerCapabilities.EMBEDDED);
		streaming.use();
		for (int look = 0; look < 6; look++) {
			streaming.effects.elapse();
			streaming.time.advance(INTERVAL);
			streaming.machine.watch().progress().mark(1, this);
			streaming.machine.watch().looked(1, false);
		}
		assertThat(streaming.effects.kills).isEmpty();
		IntStream.range(0, 3).forEach((look) -> {
			streaming.effects.elapse();
			streaming.time.advance(INTERVAL);
			streaming.machine.watch().looked(1, false);
		});
		assertThat(streaming.effects.kills).hasSize(1);
	}

	/** A prompt of 24,000 tokens takes minutes, and all of a small machine. */
	@Test
	void serverThatReadsAPromptIsNotTakenForHung() {
		MachineAtWork reading = MachineAtWork.in(Phase.READY,
				MachineAtWork.options().liveness(new LivenessOptions(INTERVAL, INTERVAL, 3, IDLE_GENERATION)),
				ServerCapabilities.EMBEDDED);
		ReadyWatch readingWatch = reading.machine.watch();
		reading.use();
		readingWatch.granted(1, this);
		IntStream.range(0, 30).forEach((look) -> readingWatch.looked(1, false));
		assertThat(reading.effects.kills).isEmpty();
		readingWatch.progress().mark(1, this);
		reading.time.advance(INTERVAL);
		reading.effects.elapse();
		IntStream.range(0, 3).forEach((look) -> readingWatch.looked(1, false));
		assertThat(reading.effects.kills).as("it has read it").hasSize(1);
	}

	/** It never tells its progress, and must not switch the watch off. */
	@Test
	void useThatTellsNothingCountsAsReadingForNoLongerThanAFirstTokenMayTake() {
		MachineAtWork held = MachineAtWork.in(Phase.READY,
				MachineAtWork.options().liveness(new LivenessOptions(INTERVAL, INTERVAL, 3, IDLE_GENERATION)),
				ServerCapabilities.EMBEDDED);
		ReadyWatch heldWatch = held.machine.watch();
		held.use();
		heldWatch.granted(1, this);
		held.time.advance(Duration.ofMinutes(2).minusNanos(1));
		held.effects.elapse();
		IntStream.range(0, 10).forEach((look) -> heldWatch.looked(1, false));
		assertThat(held.effects.kills).isEmpty();
		held.time.advance(Duration.ofNanos(1));
		held.effects.elapse();
		IntStream.range(0, 3).forEach((look) -> heldWatch.looked(1, false));
		assertThat(held.effects.kills).hasSize(1);
	}

	@Test
	void useThatTellsHowLongItsPromptTakesCountsAsReadingForSoLong() {
		MachineAtWork reading = MachineAtWork.in(Phase.READY,
				MachineAtWork.options().liveness(new LivenessOptions(INTERVAL, INTERVAL, 3, IDLE_GENERATION)),
				ServerCapabilities.EMBEDDED);
		ReadyWatch readingWatch = reading.machine.watch();
		reading.use();
		readingWatch.granted(1, this);
		readingWatch.progress().reading(1, this, Duration.ofMinutes(20));
		reading.time.advance(Duration.ofMinutes(19));
		reading.effects.elapse();
		IntStream.range(0, 10).forEach((look) -> readingWatch.looked(1, false));
		assertThat(reading.effects.kills).isEmpty();
	}

	/** Health went DOWN, and shimmy 1.x was killed under the other caller. */
	@Test
	void silenceForOneCallerIsNotHeldAgainstAServerThatReadsForAnother() {
		Object reading = new Object();
		this.work.use();
		this.work.use();
		this.watch.granted(1, reading);
		this.watch.granted(1, this);
		this.watch.progress().reading(1, reading, Duration.ofMinutes(10));
		this.work.time.advance(Duration.ofMinutes(2));
		this.watch.generationFailed(1, STUCK, this);
		this.watch.progress().end(this);
		this.watch.useEnded(1);
		assertThat(this.work.effects.published().lastGenerationFailure()).isNull();
		assertThat(this.work.effects.kills).isEmpty();
		this.work.time.advance(Duration.ofMinutes(8));
		this.watch.generationFailed(1, STUCK, reading);
		assertThat(this.work.effects.kills).as("the last one is alone").hasSize(1);
	}

	/** Else callers who come one after another would excuse each other for ever. */
	@Test
	void nobodyElseIsLetInAfterTwoSilencesBesideAPromptThatIsRead() {
		Object reading = new Object();
		this.work.use();
		this.watch.granted(1, reading);
		for (int silence = 0; silence < 2; silence++) {
			assertThat(this.work.use()).isCompleted();
			this.watch.generationFailed(1, STUCK, new Object());
			this.watch.useEnded(1);
		}
		CompletableFuture<Ready> next = this.work.use();
		assertThat(next).isNotDone();
		assertThat(this.watch.progress().mark(1, reading)).isTrue();
		this.watch.generationProgressed(1);
		assertThat(next).isCompleted();
		assertThat(this.work.effects.kills).isEmpty();
	}

	@Test
	void tokensOfAnEarlierServerAreNoneOfThisOne() {
		this.work.machine.lost(1, MachineAtWork.LOST);
		this.work.effects.elapse();
		this.work.pass();
		Object late = new Object();
		this.work.use();
		this.watch.granted(1, late);
		this.watch.generationFailed(2, FAILED, this);
		assertThat(this.watch.progress().mark(1, late)).isFalse();
		assertThat(this.watch.progress().isReading()).isFalse();
		assertThat(this.watch.progress().besides(this, Duration.ofMinutes(2))).isFalse();
		assertThat(this.watch.progress().mark(2, this)).as("this one is still in doubt").isTrue();
	}

	/** The other call may be what makes it slow, and tells when it is stuck. */
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
		this.watch.looked(1, true);
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
			.satisfies((reason) -> assertThat(reason.getMessage()).contains("generated nothing any more"));
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

	// Use

	@Test
	void asManyAsTheServerCanDoUseItAndTheOthersInTheOrderInWhichTheyCame() {
		List<CompletableFuture<Ready>> uses = IntStream.range(0, 5).mapToObj((ignored) -> this.work.use()).toList();
		assertThat(uses).extracting(CompletableFuture::isDone).containsExactly(true, true, false, false, false);
		assertThat(this.work.effects.published()).extracting(SidecarSnapshot::inFlight, SidecarSnapshot::waiting)
			.containsExactly(2, 3);
		uses.get(2).cancel(false);
		this.watch.useEnded(1);
		assertThat(uses.get(3)).isCompleted();
		assertThat(uses.get(4)).isNotDone();
		assertThat(this.work.effects.published()).extracting(SidecarSnapshot::inFlight, SidecarSnapshot::waiting)
			.containsExactly(2, 1);
	}

	@Test
	void userDecidesHowManyMayUseTheServer() {
		MachineAtWork one = MachineAtWork.in(Phase.READY,
				MachineAtWork.options().use(SampleOptions.uses(1, false, Duration.ZERO)));
		assertThat(one.use()).isCompleted();
		assertThat(one.use()).isNotDone();
	}

	@Test
	void useBeyondTheLengthOfTheQueueIsRefused() {
		IntStream.range(0, 2 + SlotQueue.MAX_WAITING).forEach((ignored) -> this.work.use());
		assertFailed(this.work.use(), ShimmyErrorCode.OVERLOADED);
	}

	@Test
	void useWaitsThroughARestartAndNobodyElsesUseCountsOnTheNewServer() {
		this.work.use();
		this.work.use();
		CompletableFuture<Ready> waiting = this.work.use();
		this.work.machine.lost(1, MachineAtWork.LOST);
		assertThat(waiting).isNotDone();
		this.work.effects.elapse();
		this.work.pass();
		assertThat(waiting).isCompletedWithValueMatching((ready) -> ready.launch() == 2);
		this.watch.useEnded(1);
		assertThat(this.work.effects.published().inFlight()).isEqualTo(1);
	}

	@Test
	void useOfAServerThatIsGivenUpFailsWithTheReason() {
		this.work.use();
		this.work.use();
		CompletableFuture<Ready> waiting = this.work.use();
		this.work.machine.lost(1, new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION, "hopeless"));
		assertFailed(waiting, ShimmyErrorCode.INVALID_CONFIGURATION);
		assertFailed(this.work.use(), ShimmyErrorCode.INVALID_CONFIGURATION);
	}

}
