package io.github.shimmy4j.autoconfigure.sidecar;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.function.Consumer;

import io.github.shimmy4j.autoconfigure.FailureReport;
import io.github.shimmy4j.autoconfigure.FakeShimmyContext;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.Fault;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

/** Starts that fail: the reason arrives unwrapped, and nothing is left behind. */
class FailedStartTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	/**
	 * Under load a launch takes longer than ten seconds. A bean that gives up before the
	 * launch has failed fails the context itself, with an exception that no analyzer
	 * knows.
	 */
	private static final Duration LAUNCH_LIMIT = Duration.ofSeconds(50);

	@TempDir
	Path directory;

	FakeShimmyContext fake;

	@AfterEach
	void nothingIsLeft() {
		assertThat(this.fake.alivePids()).as("servers").isEmpty();
		assertThat(this.fake.launchDirectories()).as("launch directories").isEmpty();
		await("end of all threads").atMost(LIMIT)
			.untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.noneMatch((name) -> name.startsWith("shimmy-")));
	}

	private ApplicationContextRunner runner() {
		return runner(FakeShimmyContext.WELL);
	}

	private ApplicationContextRunner runner(FakeShimmyBinary binary) {
		this.fake = FakeShimmyContext.in(this.directory, binary);
		return this.fake.runner();
	}

	private static void fails(ApplicationContextRunner runner, ShimmyErrorCode code, String... words) {
		fails(runner, code, (failure) -> assertThat(failure).hasMessageContainingAll(words));
	}

	/** Spring Boot's report. */
	private static String report(ShimmyException failure) {
		FailureAnalysis analysis = FailureReport.of(failure);
		return analysis.getDescription() + "\n" + analysis.getAction();
	}

	private static void fails(ApplicationContextRunner runner, ShimmyErrorCode code, Consumer<ShimmyException> more) {
		runner.run((context) -> {
			assertThat(context).hasFailed();
			assertThat(FailureReport.of(context.getStartupFailure()).getCause())
				.asInstanceOf(type(ShimmyException.class))
				.satisfies((failure) -> assertThat(failure.code()).isEqualTo(code))
				.satisfies(more);
		});
	}

	@Test
	void binaryThatIsMissingFailsWithItsPath() {
		Path missing = this.directory.resolve("no-shimmy-here");
		fails(runner().withPropertyValues("shimmy.shimmy-path=" + missing), ShimmyErrorCode.BINARY_NOT_FOUND,
				missing.toString());
		assertThat(this.fake.startedPids()).isEmpty();
	}

	@Test
	void binaryThatMayNotBeExecutedFails() throws IOException {
		Path file = Files.writeString(this.directory.resolve("shimmy-0644"), "#!/bin/sh\necho shimmy 1.7.4\n");
		fails(runner().withPropertyValues("shimmy.shimmy-path=" + file), ShimmyErrorCode.BINARY_NOT_EXECUTABLE,
				file.toString(), "may not be executed");
	}

	@Test
	void directoryAsBinaryFails() {
		fails(runner().withPropertyValues("shimmy.shimmy-path=" + this.directory),
				ShimmyErrorCode.BINARY_NOT_EXECUTABLE, this.directory.toString(), "directory");
	}

	@Test
	void textFileAsBinaryFails() throws IOException {
		Path file = Files.writeString(this.directory.resolve("notes.txt"), "rm -rf ./nothing\n");
		fails(runner().withPropertyValues("shimmy.shimmy-path=" + file), ShimmyErrorCode.BINARY_NOT_EXECUTABLE,
				file.toString());
	}

	@Test
	void executableTextFileAsBinaryIsNotFedToShell() throws IOException {
		Path trace = this.directory.resolve("trace");
		Path file = Files.writeString(this.directory.resolve("notes.txt"), "touch '" + trace + "'\n");
		Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
		fails(runner().withPropertyValues("shimmy.shimmy-path=" + file), ShimmyErrorCode.BINARY_NOT_EXECUTABLE,
				file.toString(), "not a program");
		assertThat(trace).doesNotExist();
	}

	@Test
	void anotherProgramAsBinaryFails() {
		fails(runner().withPropertyValues("shimmy.shimmy-path=/bin/echo"), ShimmyErrorCode.BINARY_INCOMPATIBLE,
				"/bin/echo");
	}

	@Test
	void modelFileThatIsMissingFailsWithItsPath() {
		Path missing = this.directory.resolve("missing.gguf");
		fails(runner().withPropertyValues("shimmy.model=" + missing), ShimmyErrorCode.MODEL_NOT_FOUND,
				missing.toString());
		assertThat(this.fake.startedPids()).isEmpty();
	}

	@Test
	void modelNameThatNobodyKnowsFailsWithTheCatalog() {
		fails(runner().withPropertyValues("shimmy.model=no-such-model"), ShimmyErrorCode.MODEL_NOT_FOUND,
				"no-such-model", "smollm2-135m-instruct");
	}

	@Test
	void textFileAsModelFails() throws IOException {
		Path file = Files.writeString(this.directory.resolve("poem.gguf"), "Shall I compare thee\n");
		fails(runner().withPropertyValues("shimmy.model=" + file), ShimmyErrorCode.NOT_A_MODEL, file.toString());
		assertThat(this.fake.startedPids()).isEmpty();
	}

	@Test
	void quantisationThatTheServerCannotRunFailsBeforeItIsLaunched() {
		Path file = TestModel.write(this.directory.resolve("q.gguf"), "llama", "Q4_1");
		fails(runner(FakeShimmyBinary.version("2.6.5")).withPropertyValues("shimmy.model=" + file),
				ShimmyErrorCode.UNSUPPORTED_MODEL, file.toString(), "Q4_1", "shimmy 1.x");
		assertThat(this.fake.startedPids()).isEmpty();
	}

	@Test
	void portRangeThatIsTakenFailsWithItsPorts() throws IOException {
		try (ServerSocket foreign = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			String port = String.valueOf(foreign.getLocalPort());
			fails(runner().withPropertyValues("shimmy.preferred-port=" + port, "shimmy.port-range=0"),
					ShimmyErrorCode.PORT_IN_USE, port);
		}
		assertThat(this.fake.startedPids()).isEmpty();
	}

	@Test
	void serverThatNeverBindsFailsWithTimeAndOutput() {
		fails(runner(FakeShimmyContext.WELL.with(Fault.NEVER_BIND)).withPropertyValues("shimmy.health-timeout=1500ms"),
				ShimmyErrorCode.START_TIMEOUT, (failure) -> {
					assertThat(report(failure)).contains("Raise shimmy.health-timeout");
					assertThat(failure.outputTail()).isNotEmpty();
				});
		assertThat(this.fake.startedPids()).hasSize(1);
	}

	@Test
	void serverThatExitsFailsWithStatusAndOutput() {
		fails(runner(
				FakeShimmyContext.WELL.with(Fault.EXIT_AT_START, 2).with(Fault.EXIT_MESSAGE, "error: no such flag")),
				ShimmyErrorCode.START_FAILED, (failure) -> {
					assertThat(failure.exitStatus()).isEqualTo(2);
					assertThat(failure.outputTail()).contains("error: no such flag");
				});
	}

	@Test
	void serverThatCannotGenerateFails() {
		fails(runner(FakeShimmyContext.WELL.with(Fault.GENERATION_502)), ShimmyErrorCode.HEALTHCHECK_FAILED, "502");
	}

	@Test
	void argumentOfTheLaunchItselfIsRefused() {
		fails(runner().withPropertyValues("shimmy.args[0]=--bind=0.0.0.0:1"), ShimmyErrorCode.INVALID_CONFIGURATION,
				(failure) -> assertThat(report(failure)).contains("'shimmy.args' is '--bind=0.0.0.0:1'; allowed is",
						"Correct shimmy.args. docs/configuration.md"));
		assertThat(this.fake.startedPids()).isEmpty();
	}

	@Test
	void beanThatFailsAfterTheLaunchTakesTheServerWithIt() {
		runner().withBean(FailsOnceLaunched.class, () -> new FailsOnceLaunched(this.fake)).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).rootCause().hasMessage("a bean of the application");
			assertThat(this.fake.startedPids()).hasSize(1);
		});
	}

	/** The lifecycle used to ask again for what had failed meanwhile. */
	@Test
	void launchThatFailedWhileSingletonsWereMadeIsNotTriedAgain() {
		ApplicationContextRunner runner = runner(FakeShimmyContext.WELL.with(Fault.EXIT_AT_START, 2))
			.withBean(WaitsForFailure.class);
		fails(runner, ShimmyErrorCode.START_FAILED, "2");
		assertThat(this.fake.startedPids()).hasSize(1);
	}

	/** An ordinary singleton that takes longer than the launch. */
	static class WaitsForFailure {

		WaitsForFailure(ShimmySidecar sidecar) {
			await().atMost(LAUNCH_LIMIT).until(() -> sidecar.snapshot().phase() == Phase.FAILED);
		}

	}

	/** An ordinary singleton that fails while the server is loading. */
	static class FailsOnceLaunched {

		FailsOnceLaunched(FakeShimmyContext fake) {
			await().atMost(LAUNCH_LIMIT).until(() -> !fake.startedPids().isEmpty());
			throw new IllegalStateException("a bean of the application");
		}

	}

}
