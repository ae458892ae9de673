package io.github.shimmy4j.sidecar.machine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.machine.SidecarState.Ready;
import org.junit.jupiter.api.Test;

import static io.github.shimmy4j.sidecar.machine.MachineAtWork.watched;
import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link ReadyWatch}: silence for one caller beside answers for others. */
class SilentGenerationTests {

	private static final ShimmyException FAILED = new ShimmyException(ShimmyErrorCode.GENERATION_FAILED, "502");

	private static final ShimmyException STUCK = new ShimmyException(ShimmyErrorCode.GENERATION_TIMEOUT,
			"silent for 120 s");

	private final MachineAtWork work = MachineAtWork.in(Phase.READY, watched());

	private final ReadyWatch watch = this.work.machine.watch();

	/**
	 * Issue 13: one slow call turned health DOWN while another stream delivered tokens.
	 */
	@Test
	void silenceForOneCallerIsNotHeldAgainstAServerThatGeneratesForAnother() {
		Object streaming = new Object();
		this.work.use();
		this.work.use();
		this.watch.progress().grew(1, streaming);
		this.work.time.advance(Duration.ofSeconds(3));
		this.watch.generationFailed(1, STUCK, this);
		this.watch.useEnded(1);
		assertThat(this.work.effects.published().lastGenerationFailure()).isNull();
		assertThat(this.work.effects.kills).isEmpty();
		assertThat(this.work.use()).as("no caller waits for a probe").isCompleted();
		this.watch.useEnded(1);
		assertThat(this.work.effects.probes).isEmpty();
		this.watch.progress().end(streaming);
		this.watch.useEnded(1);
		assertThat(this.work.effects.probes).as("a slot may be lost").hasSize(1);
	}

	@Test
	void tokensThatCameLongAgoOrWereItsOwnExcuseNoSilence() {
		this.watch.progress().grew(1, new Object());
		this.watch.progress().grew(1, this);
		this.work.time.advance(Duration.ofMinutes(2).plusNanos(1));
		this.watch.progress().grew(1, this);
		this.work.use();
		this.watch.generationFailed(1, STUCK, this);
		assertThat(this.work.effects.published().lastGenerationFailure()).isNotNull();
		assertThat(this.work.effects.kills).hasSize(1);
	}

	@Test
	void tokensOfAUseThatHasEndedExcuseNoSilence() {
		Object ended = new Object();
		this.watch.progress().grew(1, ended);
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
		assertThat(this.watch.progress().grew(1, new Object())).as("this is news").isTrue();
		assertThat(this.watch.progress().grew(1, new Object())).as("this is none").isFalse();
		this.watch.generationProgressed(1);
		assertThat(this.work.effects.published().lastGenerationFailure()).isNull();
		assertThat(next).isCompleted();
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
		assertThat(this.watch.progress().grew(1, reading)).isTrue();
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
		assertThat(this.watch.progress().grew(1, late)).isFalse();
		assertThat(this.watch.progress().isReading()).isFalse();
		assertThat(this.watch.progress().grewBesides(this, Duration.ofMinutes(2))).isFalse();
		assertThat(this.watch.progress().grew(2, this)).as("this one is still in doubt").isTrue();
	}

}
