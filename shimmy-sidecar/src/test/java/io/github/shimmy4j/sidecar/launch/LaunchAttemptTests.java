package io.github.shimmy4j.sidecar.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.shimmy4j.accelerator.AcceleratorChoice;
import io.github.shimmy4j.accelerator.Accelerators;
import io.github.shimmy4j.binary.BinaryLocator;
import io.github.shimmy4j.binary.LocatedBinary;
import io.github.shimmy4j.binary.ShimmyBinary;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.capability.ServerVersion;
import io.github.shimmy4j.concurrent.Threads;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.model.ModelCatalog;
import io.github.shimmy4j.model.ModelDirectory;
import io.github.shimmy4j.model.ModelFile;
import io.github.shimmy4j.probe.GateResult;
import io.github.shimmy4j.probe.ReadinessGate;
import io.github.shimmy4j.probe.ServerClient;
import io.github.shimmy4j.process.ChildEnvironment;
import io.github.shimmy4j.process.ControlGroups;
import io.github.shimmy4j.process.OutputLine;
import io.github.shimmy4j.process.PortRange;
import io.github.shimmy4j.process.ProcessIdentity;
import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.sidecar.ExpectedServer;
import io.github.shimmy4j.sidecar.SampleOptions;
import io.github.shimmy4j.sidecar.SidecarOptions;
import io.github.shimmy4j.sidecar.TokenCounter;
import io.github.shimmy4j.sidecar.machine.RunningServer;
import io.github.shimmy4j.sidecar.ownership.Ownership;
import io.github.shimmy4j.sidecar.ownership.RecordFile;
import io.github.shimmy4j.sidecar.supervision.SidecarBench;
import io.github.shimmy4j.storage.ShimmyHome;
import io.github.shimmy4j.support.ProcessTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** One process from its spawn to its end; each is a real one. */
class LaunchAttemptTests {

	private static final Duration LIMIT = SidecarBench.LIMIT;

	@TempDir
	private Path directory;

	private ShimmyHome home;

	private Ownership ownership;

	private Path model;

	private final Report report = new Report();

	@BeforeEach
	void setUp() {
		this.home = ShimmyHome.of(Map.of(ShimmyHome.VARIABLE, this.directory.resolve("home").toString()));
		this.ownership = new Ownership(this.home);
		this.model = TestModel.write(this.directory.resolve("tiny.gguf"));
	}

	@AfterEach
	void nothingIsLeft() throws IOException {
		this.ownership.record().close();
		assertThat(ProcessTable.isGone(this.report.pid)).isTrue();
		assertThat(this.home.run()).isDirectoryNotContaining((file) -> !file.endsWith("home"));
		try (Stream<Path> files = Files.walk(this.home.sidecars())) {
			assertThat(files.filter(Files::isRegularFile)).as("records and reserved ports").isEmpty();
		}
	}

	@ParameterizedTest
	@MethodSource("failures")
	void spawnThatFailsWhenTheProcessExistsEndsIt(Throwable failure) throws IOException {
		this.report.failure = failure;
		Path binary = script("trap '' TERM\nexec sleep 600\n");
		assertThat(catchThrowable(() -> spawn(binary))).isSameAs(failure);
		assertThat(this.report.pid).isPositive();
	}

	static Stream<Throwable> failures() {
		return Stream.of(new IllegalStateException("told nobody"), new OutOfMemoryError("told nobody"));
	}

	/** As on macOS, where the environment of a process cannot be read. */
	@Test
	void serverThatPassedIsWrittenDownAsTheProgramThatItHasBecome() throws Exception {
		Path fake = FakeShimmyBinary.version("1.7.4").install(this.directory);
		// A shell until it has been written down, and then a program without environment.
		Path binary = script(
				"until grep -q \"\\\"pid\\\":$$,\" '%s'/*.json; do :; done\n".formatted(this.home.sidecars())
						+ Files.readString(fake).replace("\nexec ", "\nexec env -i "));
		LaunchAttempt attempt = spawn(binary);
		assertThat(attempt.await(System.nanoTime() + LIMIT.toNanos())).isInstanceOf(GateResult.Passed.class);
		assertThat(recorded().find()).map(ProcessHandle::pid).contains(this.report.pid);
		attempt.remove(Duration.ZERO).join();
	}

	@ParameterizedTest
	@CsvSource({ "KILL, 2, 137, was killed by the kernel for lack of memory", "KILL, 1, 137, was killed (signal 9)",
			"SEGV, 1, 139, was ended by signal 11", "ABRT, 1, 134, aborted (signal 6)" })
	void signalThatEndsTheProcessIsToldApart(String signal, int kills, int status, String words) throws Exception {
		countMemoryKills(1);
		LaunchAttempt attempt = spawn(script("exec sleep 600\n"));
		SidecarBench.eventually().until(() -> commandOf(this.report.pid).endsWith("sleep"));
		countMemoryKills(kills);
		new ProcessBuilder("/bin/kill", "-" + signal, Long.toString(this.report.pid)).start().waitFor();
		assertThat(attempt.await(System.nanoTime() + LIMIT.toNanos())).isEqualTo(new GateResult.Exited(status));
		ShimmyException failure = attempt.diagnose(status).afterReady();
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.SIDECAR_LOST);
		assertThat(failure).hasMessageContaining(words);
		assertThat(failure.exitStatus()).isEqualTo(status);
		attempt.remove(Duration.ZERO).join();
	}

	private LaunchAttempt spawn(Path binary) throws IOException {
		SidecarOptions options = new SampleOptions().build();
		LaunchPlan plan = LaunchPlan
			.of(new LocatedBinary(new ShimmyBinary(binary, new ServerVersion(1, 7, 4), ServerCapabilities.SHIMMY_1),
					List.of()), new ModelFile("tiny", this.model, Files.size(this.model)), null, List.of());
		LaunchTools tools = new LaunchTools(planner(options), () -> Accelerators.CPU_ONLY, ProcessLauncher.system(),
				new ReadinessGate(ServerClient.create(), System::nanoTime), (file) -> TokenCounter.UNAVAILABLE,
				this.ownership, this.home, ChildEnvironment.allowedOf(System.getenv()),
				new ControlGroups(this.directory.resolve("cgroup"), this.directory.resolve("own")), new SecureRandom(),
				Threads::daemon, System::nanoTime);
		return LaunchAttempt.spawn(tools, options, plan, this.ownership.nextPort(new PortRange(0, 0), 0).orElseThrow(),
				this.report);
	}

	private LaunchPlan.Planner planner(SidecarOptions options) {
		return new LaunchPlan.Planner(options.binary(),
				new BinaryLocator(Map.of(), this.home.binaries(), ProcessLauncher.system(), null),
				new ModelDirectory(this.home.models(), new ModelCatalog(List.of())), (model, file, progress) -> {
				}, () -> Accelerators.CPU_ONLY, Contexts.USUAL);
	}

	private ProcessIdentity recorded() throws IOException {
		try (Stream<Path> files = Files.list(this.home.sidecars())) {
			Path file = files.filter((path) -> path.toString().endsWith(RecordFile.EXTENSION)).findAny().orElseThrow();
			return new RecordFile(file).read().orElseThrow().launches().get(0).process();
		}
	}

	/** The kernel's file on a control group, in a directory of the test's own. */
	private void countMemoryKills(int count) throws IOException {
		Files.writeString(this.directory.resolve("own"), "0::/\n");
		Files.writeString(Files.createDirectories(this.directory.resolve("cgroup")).resolve("memory.events"),
				"low 0\nhigh 0\nmax 12\noom 3\noom_kill %d\noom_group_kill 0\n".formatted(count));
	}

	private static String commandOf(long pid) {
		return ProcessHandle.of(pid).flatMap((process) -> process.info().command()).orElse("");
	}

	private Path script(String text) throws IOException {
		Path file = Files.writeString(this.directory.resolve("wrapper"), "#!/bin/sh\n" + text);
		return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
	}

	/** Remembers the process, and fails if the test sets a failure. */
	private static final class Report implements LaunchReport {

		private long pid;

		private Throwable failure;

		@Override
		public void spawned(long pid, int port) {
			this.pid = pid;
			if (this.failure instanceof RuntimeException exception) {
				throw exception;
			}
			if (this.failure instanceof Error error) {
				throw error;
			}
		}

		@Override
		public void acceleratorChosen(AcceleratorChoice choice) {
		}

		@Override
		public void expects(ExpectedServer server) {
		}

		@Override
		public void launched(RunningServer server) {
		}

		@Override
		public void deviceHeard() {
		}

		@Override
		public void lost(ShimmyException reason) {
		}

		@Override
		public void wrote(OutputLine line) {
		}

	}

}
