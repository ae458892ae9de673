package io.github.shimmy4j.sidecar.supervision;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpServer;
import io.github.shimmy4j.capability.TemplateTexts;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.Fault;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.SampleOptions;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarEvent;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.support.FreePorts;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.ResourceLockTarget;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static io.github.shimmy4j.sidecar.ShimmyFailures.assertFails;
import static io.github.shimmy4j.sidecar.supervision.SidecarBench.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** Launches that fail, each with a real process: faults L1 to L6 and R2. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(value = SidecarFailureTests.THREADS, mode = ResourceAccessMode.READ, target = ResourceLockTarget.CHILDREN)
class SidecarFailureTests {

	/** Whose names one of the tests looks at, alone. */
	static final String THREADS = "threads of this JVM";

	private static final Duration LIMIT = SidecarBench.LIMIT;

	private static final FakeShimmyBinary FAKE = FakeShimmyBinary.version("1.7.4");

	@TempDir
	private Path directory;

	private SidecarBench bench;

	private final List<String> foreignRequests = new CopyOnWriteArrayList<>();

	@BeforeEach
	void setUp() throws IOException {
		this.bench = new SidecarBench(this.directory);
	}

	@AfterEach
	void nothingIsLeft() {
		this.bench.close();
	}

	@Test
	void startWhenTheBinaryIsMissingFailsAtOnceAndForGood() {
		Path missing = this.directory.resolve("none");
		ShimmySidecar sidecar = this.bench.create(this.bench.install(FAKE).binary(missing));
		assertStartFails(sidecar, ShimmyErrorCode.BINARY_NOT_FOUND).hasMessageContaining(missing.toString());
		assertGivenUpWithoutARestart(sidecar);
	}

	@Test
	void startWhenTheModelIsMissingFailsBeforeAnythingRuns() {
		ShimmySidecar sidecar = this.bench.create(this.bench.install(FAKE).model(this.directory + "/none.gguf"));
		assertStartFails(sidecar, ShimmyErrorCode.MODEL_NOT_FOUND).hasMessageContaining("none.gguf");
		assertThat(this.bench.pids()).isEmpty();
	}

	@Test
	void startWhenTheServerCannotRunTheQuantisationFailsBeforeAnythingRuns() {
		Path model = TestModel.write(this.directory.resolve("q.gguf"), "llama", "F32", "Q4_1");
		ShimmySidecar sidecar = this.bench
			.create(this.bench.install(FakeShimmyBinary.version("2.6.5")).model(model.toString()));
		assertStartFails(sidecar, ShimmyErrorCode.UNSUPPORTED_MODEL).hasMessageContainingAll(model.toString(), "Q4_1",
				"shimmy 1.x");
		assertThat(this.bench.pids()).isEmpty();
		assertGivenUpWithoutARestart(sidecar);
	}

	@Test
	void startWhenTheServerCannotApplyTheTemplateFailsBeforeAnythingRuns() {
		Path model = TestModel.writeWithTemplate(this.directory.resolve("g.gguf"), "gemma3", TemplateTexts.GEMMA);
		ShimmySidecar sidecar = this.bench.create(this.bench.install(FAKE).model(model.toString()));
		assertStartFails(sidecar, ShimmyErrorCode.UNSUPPORTED_MODEL).hasMessageContainingAll(model.toString(), "Gemma",
				"embedded engine");
		assertThat(this.bench.pids()).isEmpty();
		assertGivenUpWithoutARestart(sidecar);
	}

	@Test
	void startWhenTheServerDoesNotKnowTheArchitectureFailsBeforeAnythingRuns() {
		Path model = TestModel.write(this.directory.resolve("g.gguf"), "qwen35");
		ShimmySidecar sidecar = this.bench.create(this.bench.install(FAKE).model(model.toString()));
		assertStartFails(sidecar, ShimmyErrorCode.UNSUPPORTED_MODEL).hasMessageContainingAll("'qwen35'", "shimmy 2.x");
		assertThat(this.bench.pids()).isEmpty();
	}

	@Test
	void startWhenTheServerRunsNoVariantOfTheCatalogsModelFetchesNothing() {
		ShimmySidecar sidecar = this.bench.create(this.bench.install(FAKE).model("phi-3-mini-4k-instruct"));
		assertStartFails(sidecar, ShimmyErrorCode.UNSUPPORTED_MODEL)
			.hasMessageContaining("Model 'phi-3-mini-4k-instruct' has no variant for this server");
		assertThat(this.bench.pids()).isEmpty();
	}

	@Test
	void startWhenAFileIsInThePlaceOfItsDirectoryNamesIt() throws IOException {
		Files.createDirectories(this.bench.home.run().getParent());
		Files.createFile(this.bench.home.run());
		ShimmySidecar sidecar = this.bench.create(this.bench.install(FAKE));
		assertStartFails(sidecar, ShimmyErrorCode.DIRECTORY_NOT_WRITABLE)
			.hasMessageContaining(this.bench.home.run().toString());
	}

	@ParameterizedTest
	@ResourceLock(THREADS)
	@CsvSource({ "NEVER_BIND, it to listen", "BIND_BUT_NEVER_ANSWER, an answer" })
	void startOfAServerThatNeverAnswersFailsOnlyAtTheTimeout(Fault fault, String waitingFor) throws IOException {
		Duration timeout = Duration.ofSeconds(2);
		// No server of another test may listen on the port that stays unbound.
		ShimmySidecar sidecar = this.bench
			.create(this.bench.install(FAKE.with(fault)).ports(FreePorts.range(1), 0).healthTimeout(timeout));
		long begin = System.nanoTime();
		assertStartFails(sidecar, ShimmyErrorCode.START_TIMEOUT).hasMessageContaining("waiting for " + waitingFor);
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(timeout);
		assertGivenUpWithoutARestart(sidecar);
		this.bench.assertNoServerIsLeft();
		eventually().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
			.as("threads of the launch")
			.noneMatch((name) -> name.matches("shimmy-(launch|child|stdout|stderr|stdin)-.*")));
	}

	@ParameterizedTest
	@EnumSource(names = { "BIND_DELAY", "TOKEN_DELAY" })
	void startOfAServerThatIsSlowIsWaitedForWithinTheTimeout(Fault fault) {
		Duration slow = Duration.ofSeconds(2);
		ShimmySidecar sidecar = this.bench.create(this.bench.install(FAKE.with(fault, slow)));
		long begin = System.nanoTime();
		SidecarSnapshot ready = sidecar.ensureReady(LIMIT);
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(slow, LIMIT);
		assertThat(ready.restarts()).isZero();
		assertThat(this.bench.pids()).containsExactly(ready.pid());
		eventually().untilAsserted(() -> assertThat(this.bench.lifeEvents())
			.containsExactly(SidecarEvent.Starting.class, SidecarEvent.Ready.class));
	}

	@Test
	void startOfAServerThatPanicsFailsWithItsStatusAndItsLastWords() {
		ShimmySidecar sidecar = this.bench.create(this.bench
			.install(FAKE.with(Fault.EXIT_AT_START, 101).with(Fault.EXIT_MESSAGE, "INVARIANT VIOLATION: no")));
		assertStartFails(sidecar, ShimmyErrorCode.START_FAILED).satisfies((ex) -> {
			assertThat(ex.exitStatus()).isEqualTo(101);
			assertThat(ex.outputTail()).contains("🎯 Shimmy v1.7.4", "INVARIANT VIOLATION: no");
		});
		assertGivenUpWithoutARestart(sidecar);
	}

	@Test
	void startOfAServerThatKnowsNoModelFailsForGood() {
		ShimmySidecar sidecar = this.bench.create(this.bench.install(FakeShimmyBinary.version("2.6.5")
			.with(Fault.EXIT_AT_START, 1)
			.with(Fault.EXIT_MESSAGE, "❌ No models available. Please:")));
		assertStartFails(sidecar, ShimmyErrorCode.MODEL_NOT_FOUND)
			.hasMessageContainingAll(this.bench.home.run() + "/launch-", "Tiny Llama.Q4_0.gguf");
		assertGivenUpWithoutARestart(sidecar);
	}

	/** It has a placeholder that it always lists, and so runs on. */
	@Test
	void startOfAnOldServerThatFindsNoModelFailsForGoodAndAtOnce() throws IOException {
		Path empty = Files.createDirectory(this.directory.resolve("empty"));
		SampleOptions options = this.bench.install(FAKE);
		Path wrapper = script("""
				[ "$1" = --version ] || set -- serve --bind "$3" --model-dirs '%s'
				exec '%s' "$@"
				""".formatted(empty, this.directory.resolve("bin/shimmy")));
		ShimmySidecar sidecar = this.bench.create(options.binary(wrapper).healthTimeout(Duration.ofMinutes(2)));
		assertStartFails(sidecar, ShimmyErrorCode.MODEL_NOT_FOUND)
			.hasMessageContainingAll("The server lists phi3-lora but not this launch's model",
					this.bench.home.run() + "/launch-", "Tiny Llama.Q4_0.gguf")
			.satisfies((ex) -> assertThat(ex.outputTail()).contains("✅ Ready to serve requests"));
		assertGivenUpWithoutARestart(sidecar);
		this.bench.assertNoServerIsLeft();
	}

	/** The file is damaged after our check, and before the server reads it. */
	@Test
	void startOfAServerThatCannotLoadTheModelFailsWithWhatTheLoaderSaid() {
		Path model = TestModel.write(this.directory.resolve("damaged.gguf"));
		ProcessLauncher late = (spec, listener) -> {
			Files.writeString(model, "no model any more");
			return ProcessLauncher.system().launch(spec, listener);
		};
		ShimmySidecar sidecar = this.bench.create(this.bench.install(FAKE).model(model.toString()), late);
		assertStartFails(sidecar, ShimmyErrorCode.HEALTHCHECK_FAILED).hasMessageContaining("status 502")
			.satisfies((ex) -> assertThat(ex.outputTail())
				.contains("gguf_init_from_file_impl: invalid magic characters, expected 'GGUF'")
				.anyMatch((line) -> line.startsWith("llama_model_load: error loading model")));
		assertGivenUpWithoutARestart(sidecar);
	}

	@ParameterizedTest
	@CsvSource({ "GENERATION_502, status 502", "GENERATION_500, status 500", "GENERATION_HANGS, no answer" })
	void startOfAServerThatCannotGenerateFailsWithWhatItAnswered(Fault fault, String answer) {
		ShimmySidecar sidecar = this.bench
			.create(this.bench.install(FAKE.with(fault)).healthTimeout(Duration.ofSeconds(5)));
		assertStartFails(sidecar, ShimmyErrorCode.HEALTHCHECK_FAILED).hasMessageContaining(answer)
			.satisfies((ex) -> assertThat(ex.outputTail()).contains("✅ Ready to serve requests"));
		assertGivenUpWithoutARestart(sidecar);
	}

	@Test
	void startThatFailsOnceIsTriedAgainAtOnce() {
		ShimmySidecar sidecar = this.bench.create(this.bench.install(FAKE.with(Fault.FIRST_STARTS_FAIL, 1)));
		assertThat(sidecar.ensureReady(LIMIT).restarts()).isEqualTo(1);
		eventually()
			.untilAsserted(() -> assertThat(this.bench.lifeEvents()).containsExactly(SidecarEvent.Starting.class,
					SidecarEvent.Restarting.class, SidecarEvent.Starting.class, SidecarEvent.Ready.class));
		assertThat(this.bench.pids()).hasSize(2);
	}

	@Test
	void startThatFailsTooOftenIsACrashLoopThatAnExplicitStartRevives() {
		ShimmySidecar sidecar = this.bench.create(this.bench.install(FAKE.with(Fault.EXIT_AT_START, 3)).maxRestarts(1));
		assertStartFails(sidecar, ShimmyErrorCode.CRASH_LOOP).hasMessageContainingAll("2 times", "status 3")
			.satisfies((ex) -> assertThat(ex.exitStatus()).isEqualTo(3));
		assertFails(sidecar.whenReady(), LIMIT, ShimmyErrorCode.CRASH_LOOP);
		this.bench.install(FAKE);
		assertThat(sidecar.start()).succeedsWithin(LIMIT).extracting(SidecarSnapshot::restarts).isEqualTo(0);
	}

	@Test
	void closeDuringABackOffEndsTheWait() {
		ShimmySidecar sidecar = this.bench.create(this.bench.install(FAKE.with(Fault.FIRST_STARTS_FAIL, 99)));
		sidecar.start();
		eventually().untilAsserted(() -> assertThat(sidecar.snapshot().restarts()).isEqualTo(2));
		sidecar.close();
		assertThat(sidecar.snapshot().phase()).isEqualTo(Phase.CLOSED);
	}

	@Test
	void startWhenAForeignServerHasThePreferredPortTakesTheNextAndAsksThatServerNothing() throws IOException {
		int port = FreePorts.range(2);
		HttpServer foreign = foreignServer(port);
		try {
			ShimmySidecar sidecar = this.bench.create(this.bench.install(FAKE).ports(port, 1));
			assertThat(sidecar.ensureReady(LIMIT).port()).isEqualTo(port + 1);
			assertThat(this.foreignRequests).isEmpty();
		}
		finally {
			foreign.stop(0);
		}
	}

	@Test
	void startWhenAForeignServerWinsTheRaceForThePortTakesTheNext() throws IOException {
		int port = FreePorts.range(2);
		List<HttpServer> foreign = new ArrayList<>();
		ProcessLauncher racing = (spec, listener) -> {
			if (foreign.isEmpty()) {
				foreign.add(foreignServer(port));
			}
			return ProcessLauncher.system().launch(spec, listener);
		};
		try {
			ShimmySidecar sidecar = this.bench.create(this.bench.install(FAKE).ports(port, 1), racing);
			SidecarSnapshot ready = sidecar.ensureReady(LIMIT);
			assertThat(ready.port()).isEqualTo(port + 1);
			assertThat(ready.restarts()).isZero();
			assertThat(this.bench.pids()).hasSize(2);
			assertThat(this.foreignRequests).noneMatch((request) -> request.contains("chat"));
		}
		finally {
			foreign.forEach((server) -> server.stop(0));
		}
	}

	@Test
	void startWhenEveryPortIsTakenFailsAndNamesThem() throws IOException {
		int port = FreePorts.range(1);
		try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
			ShimmySidecar sidecar = this.bench.create(this.bench.install(FAKE).ports(taken.getLocalPort(), 0));
			assertStartFails(sidecar, ShimmyErrorCode.PORT_IN_USE).hasMessageContaining(port + ".." + port);
			assertThat(this.bench.pids()).isEmpty();
		}
	}

	private Path script(String text) throws IOException {
		Path file = Files.writeString(this.directory.resolve("wrapper"), "#!/bin/sh\n" + text);
		return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
	}

	private HttpServer foreignServer(int port) throws IOException {
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
		server.createContext("/", (exchange) -> {
			this.foreignRequests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
			exchange.sendResponseHeaders(200, -1);
			exchange.close();
		});
		server.start();
		return server;
	}

	private static ThrowableAssert<ShimmyException> assertStartFails(ShimmySidecar sidecar, ShimmyErrorCode code) {
		return assertFails(sidecar.start(), LIMIT, code);
	}

	private void assertGivenUpWithoutARestart(ShimmySidecar sidecar) {
		assertThat(sidecar.snapshot().phase()).isEqualTo(Phase.FAILED);
		assertThat(this.bench.pids()).hasSizeLessThanOrEqualTo(1);
		eventually().untilAsserted(() -> assertThat(this.bench.lifeEvents())
			.containsExactly(SidecarEvent.Starting.class, SidecarEvent.Error.class));
	}

}
