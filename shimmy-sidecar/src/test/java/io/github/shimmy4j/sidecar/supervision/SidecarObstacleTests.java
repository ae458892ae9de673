package io.github.shimmy4j.sidecar.supervision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.SampleOptions;
import io.github.shimmy4j.sidecar.ServerUse;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static io.github.shimmy4j.sidecar.supervision.SidecarBench.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A server that served ends in a moment in which it cannot be started again, because of
 * something outside it (issue 13): before, that was for ever.
 */
@Execution(ExecutionMode.CONCURRENT)
class SidecarObstacleTests {

	private static final Duration LIMIT = SidecarBench.LIMIT;

	@TempDir
	private Path directory;

	private SidecarBench bench;

	@BeforeEach
	void setUp() throws IOException {
		this.bench = new SidecarBench(this.directory);
	}

	@AfterEach
	void nothingIsLeft() {
		this.bench.close();
	}

	@Test
	void serverThatEndsWhileItsModelIsRewrittenServesAgainOnceTheFileIsWhole() throws IOException {
		Path model = TestModel.write(this.directory.resolve("rewritten.gguf"));
		Path whole = Files.copy(model, this.directory.resolve("whole"));
		ShimmySidecar sidecar = this.bench
			.create(this.bench.install(FakeShimmyBinary.version("1.7.4")).model(model.toString()));
		long first = sidecar.ensureReady(LIMIT).pid();
		Files.writeString(model, "half a model");
		ProcessHandle.of(first).orElseThrow().destroyForcibly();
		eventually().untilAsserted(() -> assertThat(sidecar.snapshot()).satisfies((snapshot) -> {
			assertThat(snapshot.phase()).isEqualTo(Phase.BACKING_OFF);
			assertThat(snapshot.lastFailure()).extracting(ShimmyException::code).isEqualTo(ShimmyErrorCode.NOT_A_MODEL);
		}));
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> sidecar.ensureReady(Duration.ofMillis(10)))
			.withMessageContainingAll("BACKING_OFF after", model.toString())
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.NOT_READY));
		CompletableFuture<ServerUse> call = sidecar.use();
		Files.move(whole, model, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		assertThat(call).succeedsWithin(LIMIT).satisfies(ServerUse::close);
		assertThat(sidecar.snapshot()).satisfies((again) -> {
			assertThat(again.phase()).isEqualTo(Phase.READY);
			assertThat(again.restarts()).as("the kill alone counts").isEqualTo(1);
		});
		assertThat(this.bench.events).filteredOn(SidecarEvent.Restarting.class::isInstance)
			.extracting((event) -> ((SidecarEvent.Restarting) event).reason().code())
			.startsWith(ShimmyErrorCode.SIDECAR_LOST, ShimmyErrorCode.NOT_A_MODEL)
			.doesNotContain(ShimmyErrorCode.CRASH_LOOP);
	}

	/** The start of a context does this to a sidecar that was kept. */
	@Test
	void startNowDoesNotWaitForTheEndOfABackOffAndTellsTheObstacle() throws IOException {
		Path model = TestModel.write(this.directory.resolve("rewritten.gguf"));
		Path whole = Files.copy(model, this.directory.resolve("whole"));
		ShimmySidecar sidecar = this.bench
			.create(this.bench.install(FakeShimmyBinary.version("1.7.4")).model(model.toString()));
		sidecar.ensureReady(LIMIT);
		assertThat(sidecar.stop()).succeedsWithin(LIMIT);
		Files.writeString(model, "half a model");
		for (int tries = 0; tries < 2; tries++) {
			assertThatExceptionOfType(ExecutionException.class)
				.isThrownBy(() -> sidecar.startNow().get(LIMIT.toSeconds(), TimeUnit.SECONDS))
				.withMessageContaining(model.toString());
			assertThat(sidecar.snapshot().phase()).isIn(Phase.BACKING_OFF, Phase.STARTING);
		}
		Files.move(whole, model, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		assertThat(sidecar.whenReady()).succeedsWithin(LIMIT);
	}

	/** No user can create a directory below a file, not even root. */
	@Test
	void homeThatCannotBeUsedIsToldWithItsPath() throws IOException {
		Path file = Files.createFile(this.directory.resolve("a-file"));
		assertHomeIsRefused(file.resolve("home"));
		assertHomeIsRefused(Path.of("/proc/self/shimmy4j"));
	}

	private void assertHomeIsRefused(Path home) throws IOException {
		SampleOptions options = this.bench.install(FakeShimmyBinary.version("1.7.4"))
			.model(TestModel.write(this.directory.resolve("model.gguf")).toString());
		try (ShimmySidecar sidecar = this.bench.createAt(home, options)) {
			assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> sidecar.ensureReady(LIMIT))
				.withMessageContaining("'%s".formatted(home))
				.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.DIRECTORY_NOT_WRITABLE));
		}
	}

}
