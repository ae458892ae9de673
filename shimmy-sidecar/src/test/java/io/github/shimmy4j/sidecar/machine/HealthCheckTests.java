package io.github.shimmy4j.sidecar.machine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.probe.TokenAnswer;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.sidecar.machine.SidecarState.Ready;
import org.junit.jupiter.api.Test;

import static io.github.shimmy4j.sidecar.machine.MachineAtWork.watched;
import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link ReadyWatch}: health checks, and when a server counts as hung. */
class HealthCheckTests {

	private static final Duration INTERVAL = Duration.ofSeconds(5);

	private static final ShimmyException FAILED = new ShimmyException(ShimmyErrorCode.GENERATION_FAILED, "502");

	private final MachineAtWork work = MachineAtWork.in(Phase.READY, watched());

	private final ReadyWatch watch = this.work.machine.watch();

	@Test
	void lookIsTakenEachIntervalAndOneAtATime() {
		assertThat(this.work.effects.delays).containsExactly(INTERVAL);
		this.work.effects.elapse();
		assertThat(this.work.effects.healthChecks).containsExactly(1);
		this.work.effects.elapse();
		assertThat(this.work.effects.healthChecks).hasSize(1);
		this.work.time.advance(Duration.ofSeconds(2));
		this.watch.healthChecked(1, true);
		assertThat(this.work.effects.delays).endsWith(Duration.ofSeconds(3));
		this.work.effects.elapse();
		assertThat(this.work.effects.healthChecks).hasSize(2);
	}

	@Test
	void looksWithoutAnAnswerInARowKillTheServerWhichThenStartsAgain() {
		silences(2);
		this.watch.healthChecked(1, true);
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
		assertThat(this.work.effects.kills).as("the check began while it was busy").isEmpty();
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
		this.watch.healthChecked(1, false);
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
		this.watch.healthChecked(1, false);
		this.watch.healthChecked(1, true);
		assertThat(this.work.effects.kills).isEmpty();
		assertThat(this.work.phase()).isEqualTo(Phase.READY);
		assertThat(this.work.effects.delays).endsWith(Duration.ZERO, Duration.ZERO);
	}

	private void silences(int count) {
		IntStream.range(0, count).forEach((ignored) -> this.watch.healthChecked(1, false));
	}

	@Test
	void tokensSinceALookAreAnAnswerToIt() {
		MachineAtWork streaming = MachineAtWork.in(Phase.READY, watched(), ServerCapabilities.EMBEDDED);
		streaming.use();
		for (int look = 0; look < 6; look++) {
			streaming.effects.elapse();
			streaming.time.advance(INTERVAL);
			streaming.machine.watch().progress().grew(1, this);
			streaming.machine.watch().healthChecked(1, false);
		}
		assertThat(streaming.effects.kills).isEmpty();
		IntStream.range(0, 3).forEach((look) -> {
			streaming.effects.elapse();
			streaming.time.advance(INTERVAL);
			streaming.machine.watch().healthChecked(1, false);
		});
		assertThat(streaming.effects.kills).hasSize(1);
	}

	/** A prompt of 24,000 tokens takes minutes, and all of a small machine. */
	@Test
	void serverThatReadsAPromptIsNotTakenForHung() {
		MachineAtWork reading = MachineAtWork.in(Phase.READY, watched(), ServerCapabilities.EMBEDDED);
		ReadyWatch readingWatch = reading.machine.watch();
		reading.use();
		readingWatch.granted(1, this);
		IntStream.range(0, 30).forEach((look) -> readingWatch.healthChecked(1, false));
		assertThat(reading.effects.kills).isEmpty();
		readingWatch.progress().grew(1, this);
		reading.time.advance(INTERVAL);
		reading.effects.elapse();
		IntStream.range(0, 3).forEach((look) -> readingWatch.healthChecked(1, false));
		assertThat(reading.effects.kills).as("it has read it").hasSize(1);
	}

	/** A use that never reports progress must not switch the watch off. */
	@Test
	void useThatTellsNothingCountsAsReadingForNoLongerThanAFirstTokenMayTake() {
		MachineAtWork held = MachineAtWork.in(Phase.READY, watched(), ServerCapabilities.EMBEDDED);
		ReadyWatch heldWatch = held.machine.watch();
		held.use();
		heldWatch.granted(1, this);
		held.time.advance(Duration.ofMinutes(2).minusNanos(1));
		held.effects.elapse();
		IntStream.range(0, 10).forEach((look) -> heldWatch.healthChecked(1, false));
		assertThat(held.effects.kills).isEmpty();
		held.time.advance(Duration.ofNanos(1));
		held.effects.elapse();
		IntStream.range(0, 3).forEach((look) -> heldWatch.healthChecked(1, false));
		assertThat(held.effects.kills).hasSize(1);
	}

	@Test
	void useThatTellsHowLongItsPromptTakesCountsAsReadingForSoLong() {
		MachineAtWork reading = MachineAtWork.in(Phase.READY, watched(), ServerCapabilities.EMBEDDED);
		ReadyWatch readingWatch = reading.machine.watch();
		reading.use();
		readingWatch.granted(1, this);
		readingWatch.progress().reading(1, this, Duration.ofMinutes(20));
		reading.time.advance(Duration.ofMinutes(19));
		reading.effects.elapse();
		IntStream.range(0, 10).forEach((look) -> readingWatch.healthChecked(1, false));
		assertThat(reading.effects.kills).isEmpty();
	}

}
