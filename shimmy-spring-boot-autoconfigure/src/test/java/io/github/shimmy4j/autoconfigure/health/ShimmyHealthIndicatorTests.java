package io.github.shimmy4j.autoconfigure.health;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.autoconfigure.FixedSidecar;
import io.github.shimmy4j.autoconfigure.report.SidecarDetails;
import io.github.shimmy4j.capability.ServerVersion;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class ShimmyHealthIndicatorTests {

	private static final Instant SINCE = Instant.parse("2026-11-21T10:15:30Z");

	private static final Instant GENERATED = Instant.parse("2026-11-21T10:16:00Z");

	private static final ShimmyException FAILURE = new ShimmyException(ShimmyErrorCode.SIDECAR_LOST, "The server ended",
			null, 137, IntStream.rangeClosed(1, 100).mapToObj((number) -> "line " + number).toList());

	private static Health health(SidecarSnapshot snapshot) {
		return new ShimmyHealthIndicator(new FixedSidecar(snapshot), null).health();
	}

	private static SidecarSnapshot bare(Phase phase) {
		return new SidecarSnapshot(phase, SINCE, null, null, null, null, "tiny", null, null, GpuMode.AUTO, null, null,
				null, 0, 0, 0, null, null, null);
	}

	private static SidecarSnapshot whole(ShimmyException lastGenerationFailure) {
		return new SidecarSnapshot(Phase.READY, SINCE, 4711L, 11436, "shimmy 1.x (llama.cpp)",
				new ServerVersion(1, 7, 4), "tiny", null, 8192, GpuMode.VULKAN, GpuMode.CUDA, "Found one.", "cpu", 1, 3,
				2, FAILURE, GENERATED, lastGenerationFailure);
	}

	@TestFactory
	Stream<DynamicTest> everyPhaseHasItsStatus() {
		return Stream.of(Phase.values())
			.map((phase) -> DynamicTest.dynamicTest(phase.name(),
					() -> assertThat(health(bare(phase)).getStatus()).isEqualTo(expected(phase))));
	}

	private static Status expected(Phase phase) {
		return switch (phase) {
			case READY -> Status.UP;
			case STARTING, BACKING_OFF, STOPPING -> Status.OUT_OF_SERVICE;
			case FAILED -> Status.DOWN;
			case STOPPED, CLOSED -> Status.UNKNOWN;
		};
	}

	/** Issue 13: a device, a server or a file can have any name. */
	@Test
	void detailsArePrintable() {
		SidecarSnapshot foreign = new SidecarSnapshot(Phase.READY, SINCE, 4711L, 11436, "shimmy\u001b[2J",
				new ServerVersion(1, 7, 4), "ti\nny", "ne\u202ext", null, GpuMode.VULKAN, GpuMode.CUDA,
				"Found\u009b one.", "c\rpu", 1, 3, 2, FAILURE, GENERATED, null);
		assertThat(health(foreign).getDetails()).containsEntry("server", "shimmy\\u001b[2J")
			.containsEntry("model", "ti\\nny")
			.containsEntry("nextModel", "ne\\u202ext")
			.containsEntry("acceleratorReason", "Found\\u009b one.")
			.containsEntry("effectiveAccelerator", "c\\rpu");
	}

	@Test
	void detailsOfReadySidecarAreAllThere() {
		assertThat(health(whole(null)).getDetails())
			.containsOnlyKeys("phase", "since", "pid", "port", "server", "version", "model", "contextTokens",
					"requestedAccelerator", "recommendedAccelerator", "acceleratorReason", "effectiveAccelerator",
					"inFlight", "waiting", "restarts", "lastGoodGeneration", "lastFailure")
			.containsEntry("phase", Phase.READY)
			.containsEntry("since", SINCE)
			.containsEntry("pid", 4711L)
			.containsEntry("port", 11436)
			.containsEntry("server", "shimmy 1.x (llama.cpp)")
			.containsEntry("version", "1.7.4")
			.containsEntry("contextTokens", 8192)
			.containsEntry("model", "tiny")
			.containsEntry("requestedAccelerator", "vulkan")
			.containsEntry("recommendedAccelerator", "cuda")
			.containsEntry("acceleratorReason", "Found one.")
			.containsEntry("effectiveAccelerator", "cpu")
			.containsEntry("inFlight", 1)
			.containsEntry("waiting", 3)
			.containsEntry("restarts", 2)
			.containsEntry("lastGoodGeneration", GENERATED.toString());
	}

	@Test
	void detailsThatAreNotKnownYetAreAbsent() {
		assertThat(health(bare(Phase.STARTING)).getDetails()).containsOnlyKeys("phase", "since", "model",
				"requestedAccelerator", "inFlight", "waiting", "restarts");
	}

	@Test
	void failureIsShownWithCodeMessageStatusAndTheEndOfItsOutput() {
		assertThat(health(whole(null)).getDetails().get("lastFailure"))
			.isInstanceOfSatisfying(SidecarDetails.Failure.class, (failure) -> {
				assertThat(failure.code()).isEqualTo(ShimmyErrorCode.SIDECAR_LOST);
				assertThat(failure.message()).isEqualTo("The server ended");
				assertThat(failure.exitStatus()).isEqualTo(137);
				assertThat(failure.outputTail()).hasSize(20).startsWith("line 81").endsWith("line 100");
			});
	}

	@Test
	void failureWithLittleOutputShowsAllOfIt() {
		ShimmyException failure = new ShimmyException(ShimmyErrorCode.START_FAILED, "It ended", null, 1,
				List.of("only line"));
		assertThat(SidecarDetails.Failure.of(failure).outputTail()).containsExactly("only line");
	}

	@Test
	void failedGenerationIsDownUntilOneSucceeds() {
		FixedSidecar sidecar = new FixedSidecar(whole(null));
		ShimmyHealthIndicator indicator = new ShimmyHealthIndicator(sidecar, null);
		sidecar.become(whole(new ShimmyException(ShimmyErrorCode.GENERATION_FAILED, "status 502")));
		assertThat(indicator.health().getStatus()).isEqualTo(Status.DOWN);
		assertThat(indicator.health().getDetails()).containsKey("lastGenerationFailure");
		sidecar.become(whole(null));
		assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
		assertThat(indicator.health().getDetails()).doesNotContainKey("lastGenerationFailure");
	}

	/** The endpoint writes details as JSON, which must know how. */
	@Test
	void detailsCanBeWrittenAsJson() {
		String json = JsonMapper.shared().writeValueAsString(health(whole(FAILURE)).getDetails());
		assertThat(json).contains("\"phase\":\"READY\"", "\"code\":\"SIDECAR_LOST\"", "\"exitStatus\":137",
				"\"since\":\"2026-11-21T10:15:30Z\"");
	}

}
