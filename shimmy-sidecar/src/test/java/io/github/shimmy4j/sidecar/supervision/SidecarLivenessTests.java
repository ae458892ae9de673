package io.github.shimmy4j.sidecar.supervision;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.Fault;
import io.github.shimmy4j.sidecar.LivenessOptions;
import io.github.shimmy4j.sidecar.SampleOptions;
import io.github.shimmy4j.sidecar.ServerUse;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarEvent;
import io.github.shimmy4j.sidecar.UseOptions;
import io.github.shimmy4j.support.ProcessTable;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.github.shimmy4j.sidecar.supervision.SidecarBench.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** Faults R1 and R3: servers that die or fall ill while they are ready. */
@Execution(ExecutionMode.CONCURRENT)
class SidecarLivenessTests {

	private static final Duration LIMIT = SidecarBench.LIMIT;

	private static final Duration SOON = Duration.ofMillis(200);

	private static final FakeShimmyBinary FAKE = FakeShimmyBinary.version("1.7.4");

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
	void serverThatIsKilledStartsAgainAtOnceAndTheEventSaysWhy() throws Exception {
		ShimmySidecar sidecar = this.bench.create(this.bench.install(FAKE));
		long first = sidecar.ensureReady(LIMIT).pid();
		signal("KILL", first);
		assertStartsAgain(sidecar, first, "was killed (signal 9)").satisfies((reason) -> {
			assertThat(reason.code()).isEqualTo(ShimmyErrorCode.SIDECAR_LOST);
			assertThat(reason.exitStatus()).isEqualTo(137);
		});
	}

	/**
	 * Of a shell that waits for the server: a JVM catches that signal, shimmy does not.
	 */
	@Test
	void serverThatEndsBySegmentationFaultStartsAgainAtOnceAndTheEventSaysWhy() throws Exception {
		SampleOptions options = this.bench.install(FAKE);
		Path wrapper = Files.writeString(this.directory.resolve("wrapper"), """
				#!/bin/sh
				'%s' "$@" &
				wait $!
				""".formatted(this.directory.resolve("bin/shimmy")));
		Files.setPosixFilePermissions(wrapper, PosixFilePermissions.fromString("rwx------"));
		ShimmySidecar sidecar = this.bench.create(options.binary(wrapper));
		long first = sidecar.ensureReady(LIMIT).pid();
		signal("SEGV", first);
		assertStartsAgain(sidecar, first, "was ended by signal 11").satisfies((reason) -> {
			assertThat(reason.code()).isEqualTo(ShimmyErrorCode.SIDECAR_LOST);
			assertThat(reason.exitStatus()).isEqualTo(139);
		});
		assertThat(this.bench.pids()).hasSize(2)
			.first()
			.satisfies((pid) -> assertThat(ProcessTable.isGone(pid)).isTrue());
	}

	/** A shell reports a signal as 128 plus its number, too. */
	@ParameterizedTest
	@CsvSource({ "0, ended with status 0", "1, ended with status 1", "134, is not sent again" })
	void serverThatEndsByItselfStartsAgainAtOnceAndTheEventSaysWhy(int status, String words) throws Exception {
		ShimmySidecar sidecar = this.bench
			.create(this.bench.install(FAKE.with(Fault.CRASH_AFTER, 2).with(Fault.CRASH_STATUS, status)));
		long first = sidecar.ensureReady(LIMIT).pid();
		this.bench.ask(sidecar, "Hi");
		assertStartsAgain(sidecar, first, words);
	}

	@Test
	void serverThatHangsIsKilledAndStartsAgain() throws Exception {
		ShimmySidecar sidecar = this.bench
			.create(this.bench.install(FAKE).liveness(new LivenessOptions(SOON, SOON, 3, Duration.ZERO)));
		long first = sidecar.ensureReady(LIMIT).pid();
		signal("STOP", first);
		assertStartsAgain(sidecar, first, "hung: /health had no answer 3 times in a row");
	}

	@Test
	void serverThatSaysItIsHealthyAndFailsEveryGenerationIsKilledAtItsSecondFailure() throws Exception {
		ShimmySidecar sidecar = this.bench
			.create(this.bench.install(FakeShimmyBinary.version("2.6.5").with(Fault.POISONED_AFTER, 1)));
		long first = sidecar.ensureReady(LIMIT).pid();
		assertThat(this.bench.ask(sidecar, "Hi").statusCode()).isEqualTo(502);
		try (ServerUse use = sidecar.use().join()) {
			use.failed(new ShimmyException(ShimmyErrorCode.GENERATION_FAILED, "502"));
		}
		assertStartsAgain(sidecar, first, "no longer generated");
	}

	@Test
	void serverThatFailsAfterLongIdlenessIsFoundOutBeforeACallNeedsIt() throws Exception {
		ShimmySidecar sidecar = this.bench.create(this.bench.install(FAKE.with(Fault.POISONED_AFTER, 1))
			.liveness(new LivenessOptions(SOON, LIMIT, 3, SOON)));
		long first = sidecar.ensureReady(LIMIT).pid();
		assertStartsAgain(sidecar, first, "no longer generated");
	}

	/** Only our own probe was sent, and only once. */
	@Test
	void generationThatIsStuckWhileNobodyUsesTheServerIsNoticedAfterTheFirstTokenTimeout() throws Exception {
		ShimmySidecar sidecar = this.bench
			.create(this.bench.install(FAKE.with(Fault.FAULTS_AFTER, 1).with(Fault.GENERATION_HANGS))
				.liveness(new LivenessOptions(SOON, LIMIT, 3, Duration.ofSeconds(1)))
				.use(new UseOptions(0, false, Duration.ZERO, LIMIT, SOON)));
		long first = sidecar.ensureReady(LIMIT).pid();
		eventually().untilAsserted(
				() -> assertThat(this.bench.events).hasAtLeastOneElementOfType(SidecarEvent.Restarting.class));
		assertThat(ProcessTable.isGone(first)).isTrue();
		assertThat(this.bench.events).filteredOn(SidecarEvent.Restarting.class::isInstance)
			.first()
			.asString()
			.contains("our own request had no answer within PT0.2S");
	}

	@Test
	void generationThatIsStuckIsEndedByKillingAServerThatCannotCancelIt() throws Exception {
		ShimmySidecar sidecar = this.bench.create(this.bench.install(FAKE));
		long first = sidecar.ensureReady(LIMIT).pid();
		ServerUse other = sidecar.use().join();
		ShimmyException silence = new ShimmyException(ShimmyErrorCode.GENERATION_TIMEOUT, "silent for 120 s");
		try (ServerUse use = sidecar.use().join()) {
			use.failed(silence);
		}
		assertThat(other.lost()).as("its prompt may be what the server reads").isNotDone();
		other.failed(silence);
		assertStartsAgain(sidecar, first, "silent for 120 s");
		assertThat(other.lost()).succeedsWithin(LIMIT)
			.satisfies((reason) -> assertThat(reason.code()).isEqualTo(ShimmyErrorCode.SIDECAR_LOST));
	}

	/** One future for each use would stay registered until the server ends. */
	@Test
	void allUsesOfAServerAwaitItsEndByTheSameFuture() {
		ShimmySidecar sidecar = this.bench.create(this.bench.install(FAKE));
		sidecar.ensureReady(LIMIT);
		try (ServerUse first = sidecar.use().join(); ServerUse second = sidecar.use().join()) {
			assertThat(second.lost()).isSameAs(first.lost()).isNotDone();
		}
	}

	@Test
	void serverThatIsBusyIsAskedNothingAndLivesOn() throws Exception {
		ShimmySidecar sidecar = this.bench
			.create(this.bench.install(FAKE).liveness(new LivenessOptions(SOON, LIMIT, 3, SOON)));
		long pid = sidecar.ensureReady(LIMIT).pid();
		eventually().untilAsserted(() -> assertThat(chats(sidecar)).isGreaterThan(1));
		try (ServerUse use = sidecar.use().join()) {
			int before = chats(sidecar);
			set(sidecar, Fault.TOKEN_DELAY, "100ms");
			assertThat(this.bench.ask(sidecar, "Write a long answer").statusCode()).isEqualTo(200);
			// Ours, and one question that was on its way.
			assertThat(chats(sidecar)).isLessThanOrEqualTo(before + 2);
			assertThat(use.lost()).isNotDone();
		}
		assertThat(sidecar.snapshot().pid()).isEqualTo(pid);
	}

	private AbstractThrowableAssert<?, ShimmyException> assertStartsAgain(ShimmySidecar sidecar, long first,
			String words) throws Exception {
		eventually().untilAsserted(
				() -> assertThat(this.bench.events).hasAtLeastOneElementOfType(SidecarEvent.Restarting.class));
		assertThat(sidecar.whenReady()).succeedsWithin(LIMIT)
			.satisfies((again) -> assertThat(again.pid()).isNotEqualTo(first));
		assertThat(ProcessTable.isGone(first)).isTrue();
		assertThat(this.bench.ask(sidecar, "Hi").statusCode()).isIn(200, 502);
		SidecarEvent.Restarting restarting = this.bench.events.stream()
			.filter(SidecarEvent.Restarting.class::isInstance)
			.map(SidecarEvent.Restarting.class::cast)
			.findFirst()
			.orElseThrow();
		assertThat(restarting.delay()).isZero();
		assertThat(restarting.reason()).hasMessageContaining(words);
		return assertThat(restarting.reason());
	}

	private static void signal(String name, long pid) throws Exception {
		Process kill = new ProcessBuilder("/bin/kill", "-" + name, Long.toString(pid)).inheritIO().start();
		assertThat(kill.waitFor()).isZero();
	}

	private int chats(ShimmySidecar sidecar) throws IOException, InterruptedException {
		return this.bench.look(sidecar, "/__requests").split("\"headers\"", -1).length - 1;
	}

	private static void set(ShimmySidecar sidecar, Fault fault, String value) throws Exception {
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:%d/__faults".formatted(sidecar.port())))
			.POST(HttpRequest.BodyPublishers.ofString(fault.kebabName() + "=" + value))
			.build();
		assertThat(HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
			.isLessThan(300);
	}

}
