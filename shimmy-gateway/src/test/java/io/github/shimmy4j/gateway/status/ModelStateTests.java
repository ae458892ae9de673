package io.github.shimmy4j.gateway.status;

import java.time.Instant;

import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.status.ModelState.Word;
import io.github.shimmy4j.gateway.status.ServerOutcomes.Last;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class ModelStateTests {

	private static final ShimmyException LOST = new ShimmyException(ShimmyErrorCode.SIDECAR_LOST, "It is gone");

	private static SidecarSnapshot snapshot(Phase phase, @Nullable ShimmyException lastFailure,
			@Nullable ShimmyException lastGenerationFailure) {
		return new SidecarSnapshot(phase, Instant.EPOCH, null, null, null, null, "tiny", null, null, GpuMode.AUTO, null,
				null, null, 0, 0, 0, lastFailure, null, lastGenerationFailure);
	}

	@ParameterizedTest
	@CsvSource({ "READY, OK", "STARTING, STARTING", "BACKING_OFF, STARTING", "STOPPING, STOPPED", "STOPPED, STOPPED",
			"CLOSED, STOPPED", "FAILED, DOWN" })
	void eachPhaseHasOneWord(Phase phase, Word word) {
		assertThat(ModelState.of(snapshot(phase, null, null), null))
			.isEqualTo(new ModelState(word, phase.name(), null));
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.INCLUDE, names = { "STARTING", "BACKING_OFF", "FAILED" })
	void failureOfTheLaunchIsTheReason(Phase phase) {
		assertThat(ModelState.of(snapshot(phase, LOST, null), null).reason()).isEqualTo("SIDECAR_LOST: It is gone");
	}

	@Test
	void readyServerThatFailedItsLastGenerationIsDown() {
		assertThat(ModelState.of(snapshot(Phase.READY, null, LOST), null))
			.isEqualTo(new ModelState(Word.DOWN, "READY", "SIDECAR_LOST: It is gone"));
	}

	@Test
	void earlierFailureOfAReadyServerIsNoReason() {
		assertThat(ModelState.of(snapshot(Phase.READY, LOST, null), null).reason()).isNull();
	}

	@Test
	void externalServerIsWhatItsLastAnswerWas() {
		assertThat(ModelState.external(new Last(null, null)).word()).isEqualTo(Word.UNKNOWN);
		assertThat(ModelState.external(new Last(Instant.EPOCH, null)).word()).isEqualTo(Word.OK);
		assertThat(ModelState.external(new Last(Instant.EPOCH, LOST)))
			.isEqualTo(new ModelState(Word.DOWN, "EXTERNAL", "SIDECAR_LOST: It is gone"));
	}

}
