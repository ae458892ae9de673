package io.github.shimmy4j.sidecar.supervision;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.Fault;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarEvent;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.sidecar.StartCause;
import io.github.shimmy4j.support.ProcessTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.shimmy4j.sidecar.ShimmyFailures.assertFails;
import static io.github.shimmy4j.sidecar.supervision.SidecarBench.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The life of a sidecar from outside: real launcher, real processes, real HTTP. */
class SidecarLifeTests {

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

	@ParameterizedTest
	@ValueSource(strings = { "1.7.4", "2.6.5" })
	void ensureReadyOfBothGenerationsGivesAServerThatAnswersUntilItIsStopped(String version) throws Exception {
		ShimmySidecar sidecar = this.bench.create(this.bench.install(FakeShimmyBinary.version(version)));
		SidecarSnapshot ready = sidecar.ensureReady(LIMIT);
		assertThat(ready.phase()).isEqualTo(Phase.READY);
		assertThat(ready.version()).hasToString(version);
		assertThat(ready.model()).isEqualTo("Tiny Llama.Q4_0");
		assertThat(this.bench.pids()).containsExactly(ready.pid());
		assertThat(sidecar.port()).isEqualTo(ready.port());
		assertThat(sidecar.endpoint().baseUrl())
			.isEqualTo(URI.create("http://127.0.0.1:%d/v1".formatted(sidecar.port())));
		HttpResponse<String> answer = this.bench.ask(sidecar, "What is the capital of France?");
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.body()).contains("\"content\":").contains(sidecar.endpoint().wireModel());
		assertThat(sidecar.stop()).succeedsWithin(LIMIT).satisfies((snapshot) -> assertThat(snapshot.pid()).isNull());
		this.bench.assertNoServerIsLeft();
		eventually().untilAsserted(() -> assertThat(this.bench.lifeEvents())
			.containsExactly(SidecarEvent.Starting.class, SidecarEvent.Ready.class, SidecarEvent.Stopped.class));
		assertThat(this.bench.events.get(0))
			.isEqualTo(new SidecarEvent.Starting("Tiny Llama.Q4_0", StartCause.REQUEST));
		assertThat(this.bench.events).contains(new SidecarEvent.Stdout("✅ Ready to serve requests"));
	}

	@Test
	void startGivesTheServerAPrivateHomeTheAllowedEnvironmentAndTheUsers() throws Exception {
		ShimmySidecar sidecar = this.bench
			.create(this.bench.install(FakeShimmyBinary.version("2.6.5")).environment(Map.of("RUST_LOG", "info")));
		sidecar.ensureReady(LIMIT);
		assertThat(this.bench.look(sidecar, "/__process")).contains("\"RUST_LOG\":\"info\"")
			.contains("\"HOME\":\"%s\"".formatted(this.bench.home.run().resolve("home")))
			.contains("\"SHIMMY_API_KEY\":\"%s\"".formatted(sidecar.endpoint().apiKey().reveal()))
			.doesNotContain("USER\"", "SHIMMY4J_HOME", "MAVEN");
	}

	/** Every user of the machine can read it. */
	@Test
	void commandLineDoesNotTellTheIdThatProvesTheServer() {
		ShimmySidecar sidecar = this.bench.create(this.bench.install(FakeShimmyBinary.version("1.7.4")));
		long pid = sidecar.ensureReady(LIMIT).pid();
		assertThat(ProcessHandle.of(pid).orElseThrow().info().arguments().orElseThrow()).contains("--model-dirs")
			.noneMatch((argument) -> argument.contains(sidecar.endpoint().wireModel()));
	}

	@Test
	void restartAfterAKillGivesANewProcessAtOnceAndKeepsTheReason() throws Exception {
		ShimmySidecar sidecar = this.bench.create(this.bench.install(FakeShimmyBinary.version("1.7.4")));
		long first = sidecar.ensureReady(LIMIT).pid();
		ProcessHandle.of(first).orElseThrow().destroyForcibly();
		eventually().untilAsserted(() -> assertThat(sidecar.snapshot().restarts()).isEqualTo(1));
		assertThat(sidecar.whenReady()).succeedsWithin(LIMIT).satisfies((again) -> {
			assertThat(again.pid()).isNotEqualTo(first);
			assertThat(again.lastFailure()).hasMessageContaining("signal 9");
		});
		assertThat(ProcessTable.isGone(first)).isTrue();
		assertThat(this.bench.ask(sidecar, "Hi").statusCode()).isEqualTo(200);
		assertThat(this.bench.events).filteredOn(SidecarEvent.Restarting.class::isInstance)
			.singleElement()
			.satisfies((event) -> assertThat(((SidecarEvent.Restarting) event).delay()).isZero());
	}

	@Test
	void stopWhenTheServerIgnoresTermAndHasChildrenKillsAllAfterTheGrace() {
		Duration grace = Duration.ofMillis(300);
		ShimmySidecar sidecar = this.bench.create(this.bench
			.install(FakeShimmyBinary.version("1.7.4").with(Fault.IGNORE_TERM).with(Fault.LEAVE_GRANDCHILD))
			.shutdownGrace(grace));
		long pid = sidecar.ensureReady(LIMIT).pid();
		List<Long> grandchildren = ProcessHandle.of(pid)
			.stream()
			.flatMap(ProcessHandle::descendants)
			.map(ProcessHandle::pid)
			.toList();
		assertThat(grandchildren).hasSize(1);
		long begin = System.nanoTime();
		assertThat(sidecar.stop()).succeedsWithin(LIMIT);
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(grace);
		assertThat(ProcessTable.isGone(pid)).isTrue();
		eventually().untilAsserted(() -> assertThat(grandchildren).allMatch(ProcessTable::isGone));
	}

	@Test
	void ensureReadyWhenTheServerIsSlowGivesUpTheWaitButNotTheStart() {
		ShimmySidecar sidecar = this.bench.create(
				this.bench.install(FakeShimmyBinary.version("1.7.4").with(Fault.BIND_DELAY, Duration.ofSeconds(1))));
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> sidecar.ensureReady(Duration.ofMillis(100)))
			.withMessageContainingAll("PT0.1S", "STARTING")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.NOT_READY));
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(sidecar::port)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.NOT_READY));
		assertThat(sidecar.whenReady()).succeedsWithin(LIMIT);
		assertThat(this.bench.pids()).hasSize(1);
	}

	@Test
	void stopDuringTheStartEndsItAndAStartDuringThatStopFollows() {
		ShimmySidecar sidecar = this.bench.create(
				this.bench.install(FakeShimmyBinary.version("1.7.4").with(Fault.BIND_DELAY, Duration.ofMillis(500))));
		CompletableFuture<SidecarSnapshot> first = sidecar.start();
		eventually().untilAsserted(() -> assertThat(this.bench.pids()).hasSize(1));
		CompletableFuture<SidecarSnapshot> stopped = sidecar.stop();
		CompletableFuture<SidecarSnapshot> second = sidecar.start();
		assertFails(first, LIMIT, ShimmyErrorCode.NOT_RUNNING);
		assertThat(stopped).succeedsWithin(LIMIT);
		assertThat(second).succeedsWithin(LIMIT)
			.satisfies((ready) -> assertThat(ready.pid()).isEqualTo(this.bench.pids().get(1)));
		assertThat(ProcessTable.isGone(this.bench.pids().get(0))).isTrue();
	}

	@Test
	void closeDuringTheStartEndsItAlsoOnAnInterruptedThread() {
		ShimmySidecar sidecar = this.bench
			.create(this.bench.install(FakeShimmyBinary.version("1.7.4").with(Fault.NEVER_BIND).with(Fault.IGNORE_TERM))
				.shutdownGrace(Duration.ofMillis(100)));
		CompletableFuture<SidecarSnapshot> ready = sidecar.start();
		eventually().untilAsserted(() -> assertThat(this.bench.pids()).hasSize(1));
		Thread.currentThread().interrupt();
		sidecar.close();
		assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
		assertThat(ProcessTable.isGone(this.bench.pids().get(0))).isTrue();
		assertFails(ready, LIMIT, ShimmyErrorCode.NOT_RUNNING);
		assertThat(sidecar.snapshot().phase()).isEqualTo(Phase.CLOSED);
	}

	@Test
	void closedSidecarAnswersEveryCall() {
		ShimmySidecar sidecar = this.bench.create(this.bench.install(FakeShimmyBinary.version("1.7.4")));
		sidecar.close();
		sidecar.close();
		assertThat(sidecar.snapshot().phase()).isEqualTo(Phase.CLOSED);
		assertFails(sidecar.start(), LIMIT, ShimmyErrorCode.NOT_RUNNING);
		assertFails(sidecar.whenReady(), LIMIT, ShimmyErrorCode.NOT_RUNNING);
		assertThat(sidecar.stop()).succeedsWithin(LIMIT);
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> sidecar.ensureReady(LIMIT))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.NOT_RUNNING));
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(sidecar::endpoint)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.NOT_RUNNING));
		assertThat(this.bench.pids()).isEmpty();
	}

	@Test
	void untouchedSidecarHasStartedNothing() {
		ShimmySidecar sidecar = this.bench.create(this.bench.install(FakeShimmyBinary.version("1.7.4")));
		assertThat(sidecar.snapshot().phase()).isEqualTo(Phase.STOPPED);
		assertThat(this.bench.home.run()).doesNotExist();
		assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
			.noneMatch((name) -> name.startsWith("shimmy-"));
	}

	@Test
	void outputThatIsAFloodAndNotTextAndThenEndsBlocksNothing() {
		ShimmySidecar sidecar = this.bench.create(this.bench.install(FakeShimmyBinary.version("1.7.4")
			.with(Fault.FLOOD_OUTPUT, 100_000_000)
			.with(Fault.INVALID_UTF8_OUTPUT)
			.with(Fault.CLOSE_STDOUT)));
		assertThat(sidecar.ensureReady(LIMIT).phase()).isEqualTo(Phase.READY);
	}

}
