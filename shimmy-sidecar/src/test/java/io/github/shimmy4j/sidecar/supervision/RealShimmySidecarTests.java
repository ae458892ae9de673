package io.github.shimmy4j.sidecar.supervision;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.shimmy4j.contract.RealParts;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.sidecar.LivenessOptions;
import io.github.shimmy4j.sidecar.SampleOptions;
import io.github.shimmy4j.sidecar.ServerUse;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.support.FreePorts;
import io.github.shimmy4j.support.OtherJvm;
import io.github.shimmy4j.support.ProcessTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.github.shimmy4j.sidecar.ShimmyFailures.assertFails;
import static io.github.shimmy4j.sidecar.supervision.SidecarBench.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** Faults L1, L2, L5, L6, R1, R3, E1 and E3 on real shimmy 1.7.4, and L2 on 2.6.5. */
@Tag("real-shimmy")
class RealShimmySidecarTests {

	private static final Duration LIMIT = SidecarBench.LIMIT;

	private static final Duration ANSWERED = Duration.ofMinutes(4);

	private static final Duration SOON = Duration.ofMillis(300);

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
	void portThatIsTakenIsPassedOver() throws IOException {
		int port = FreePorts.range(2);
		try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
			ShimmySidecar sidecar = this.bench.create(RealShimmy.options().ports(taken.getLocalPort(), 1));
			assertThat(sidecar.ensureReady(LIMIT).port()).isEqualTo(port + 1);
		}
	}

	@Test
	void serverThatIsKilledInMidAnswerStartsAgainAndAnswers() throws Exception {
		ShimmySidecar sidecar = this.bench.create(RealShimmy.options());
		long first = sidecar.ensureReady(LIMIT).pid();
		ServerUse use = sidecar.use().join();
		CompletableFuture<Integer> answer = CompletableFuture.supplyAsync(() -> statusOf(sidecar));
		eventually().untilAsserted(() -> assertThat(sidecar.outputTail()).anyMatch((line) -> line.contains("llama")));
		ProcessHandle.of(first).orElseThrow().destroyForcibly();
		assertThat(use.lost()).succeedsWithin(LIMIT)
			.satisfies((reason) -> assertThat(reason.exitStatus()).isEqualTo(137));
		assertThat(answer.handle((status, failure) -> failure != null || status != 200)).succeedsWithin(LIMIT)
			.isEqualTo(true);
		use.close();
		try (ServerUse next = sidecar.use().join()) {
			assertThat(next.endpoint().wireModel()).isNotEqualTo(use.endpoint().wireModel());
		}
		assertThat(this.bench.ask(sidecar, "Hi").statusCode()).isEqualTo(200);
		assertThat(ProcessTable.isGone(first)).isTrue();
	}

	private int statusOf(ShimmySidecar sidecar) {
		try {
			return this.bench.ask(sidecar, "Write a long story about the sea, with a captain and a storm.")
				.statusCode();
		}
		catch (IOException ex) {
			return -1;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void serverThatHangsIsKilledAndStartsAgain() throws Exception {
		ShimmySidecar sidecar = this.bench
			.create(RealShimmy.options().liveness(new LivenessOptions(SOON, SOON, 3, Duration.ZERO)));
		long first = sidecar.ensureReady(LIMIT).pid();
		assertThat(new ProcessBuilder("/bin/kill", "-STOP", Long.toString(first)).start().waitFor()).isZero();
		eventually().untilAsserted(() -> assertThat(sidecar.snapshot().restarts()).isEqualTo(1));
		assertThat(sidecar.whenReady()).succeedsWithin(LIMIT)
			.satisfies((again) -> assertThat(again.lastFailure()).hasMessageContaining("hung"));
		assertThat(ProcessTable.isGone(first)).isTrue();
	}

	/** Two long stories take their time beside other programs. */
	@Test
	@Timeout(value = 5, unit = TimeUnit.MINUTES)
	void busyServerAnswersItsHealthAndIsLeftAlone() throws Exception {
		ShimmySidecar sidecar = this.bench
			.create(RealShimmy.options().liveness(new LivenessOptions(SOON, Duration.ofSeconds(5), 3, SOON)));
		long pid = sidecar.ensureReady(LIMIT).pid();
		ServerUse one = sidecar.use().join();
		ServerUse two = sidecar.use().join();
		List<CompletableFuture<Integer>> answers = List.of(CompletableFuture.supplyAsync(() -> statusOf(sidecar)),
				CompletableFuture.supplyAsync(() -> statusOf(sidecar)));
		assertThat(answers).allSatisfy((answer) -> assertThat(answer).succeedsWithin(ANSWERED).isEqualTo(200));
		one.close();
		two.close();
		assertThat(sidecar.snapshot().pid()).isEqualTo(pid);
		assertThat(sidecar.snapshot().restarts()).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "starting, 60", "starting, 400", "running, 0", "answering, 100" })
	void nothingIsLeftOfAJvmThatIsKilled(String word, int milliseconds) throws IOException {
		try (OtherJvm jvm = OtherJvm.start(SidecarMain.class, this.directory.resolve("other"),
				List.of("-Dserver=real"))) {
			jvm.awaitWord(word, 2);
			jvm.killAfter(Duration.ofMillis(milliseconds));
		}
	}

	@Test
	void binaryThatMayNotBeExecutedOrBreaksOffIsRefusedAtOnce() throws IOException {
		Path forbidden = Files.copy(RealParts.shimmy(), this.directory.resolve("forbidden"));
		Files.setPosixFilePermissions(forbidden, PosixFilePermissions.fromString("rw-------"));
		ShimmySidecar sidecar = this.bench.create(RealShimmy.options(forbidden));
		assertFails(sidecar.start(), LIMIT, ShimmyErrorCode.BINARY_NOT_EXECUTABLE)
			.hasMessageContaining(forbidden.toString());
		Path half = this.directory.resolve("half");
		try (InputStream whole = Files.newInputStream(RealParts.shimmy())) {
			Files.write(half, whole.readNBytes(100_000));
		}
		Files.setPosixFilePermissions(half, PosixFilePermissions.fromString("rwx------"));
		ShimmySidecar broken = this.bench.create(RealShimmy.options(half));
		assertFails(broken.start(), LIMIT, ShimmyErrorCode.BINARY_INCOMPATIBLE).hasMessageContaining(half.toString());
		assertThat(broken.snapshot().restarts()).isZero();
	}

	/** It has a placeholder that it always lists, and so runs on. */
	@Test
	void oldServerThatFindsNoModelIsGivenUpForGoodAndAtOnce() throws Exception {
		Path empty = Files.createDirectory(this.directory.resolve("empty"));
		Path wrapper = script("elsewhere", """
				[ "$1" = --version ] || set -- serve --bind "$3" --model-dirs "%s"
				exec "%s" "$@"
				""".formatted(empty, RealParts.shimmy()));
		ShimmySidecar sidecar = this.bench.create(RealShimmy.options(wrapper).healthTimeout(LIMIT.multipliedBy(4)));
		assertFails(sidecar.start(), LIMIT, ShimmyErrorCode.MODEL_NOT_FOUND).hasMessageContainingAll(
				"The server lists phi3-lora but not this launch's model", this.bench.home.run() + "/launch-");
		assertThat(sidecar.snapshot().restarts()).isZero();
	}

	/** Only 2.x ends for that, and only where its folders hold nothing at all. */
	@Test
	void serverThatFindsNoModelIsGivenUpForGood() throws Exception {
		Path empty = Files.createDirectory(this.directory.resolve("empty"));
		Path wrapper = script("elsewhere", """
				[ "$1" = --version ] || set -- serve --bind "$3" --model-dirs "%s"
				exec "%s" "$@"
				""".formatted(empty, RealParts.shimmy2()));
		ShimmySidecar sidecar = this.bench.create(new SampleOptions().binary(wrapper)
			.model(TestModel.write(this.directory.resolve("tiny.gguf")).toString())
			.healthTimeout(LIMIT));
		assertFails(sidecar.start(), LIMIT, ShimmyErrorCode.MODEL_NOT_FOUND)
			.hasMessageContainingAll(this.bench.home.run() + "/launch-", "tiny.gguf")
			.satisfies((failure) -> {
				assertThat(failure.exitStatus()).isEqualTo(1);
				assertThat(failure.outputTail()).anyMatch((line) -> line.contains("No models available"));
			});
		assertThat(sidecar.snapshot().restarts()).isZero();
	}

	/** It has a header that says nothing against it, and no tokenizer. */
	@Test
	void serverThatCannotLoadTheModelIsGivenUpWithWhatTheLoaderSaid() {
		Path model = TestModel.write(this.directory.resolve("tiny.gguf"));
		ShimmySidecar sidecar = this.bench.create(RealShimmy.options().model(model.toString()));
		assertFails(sidecar.start(), LIMIT, ShimmyErrorCode.HEALTHCHECK_FAILED).hasMessageContaining("status 502")
			.satisfies((failure) -> assertThat(failure.outputTail())
				.anyMatch((line) -> line.contains("error loading model")));
		assertThat(sidecar.snapshot().restarts()).isZero();
	}

	/** The same model under two names. */
	@Test
	void modelIsSwitchedWhenTheCallUnderWayHasItsAnswerAndBack() throws Exception {
		Path other = Files.createSymbolicLink(this.directory.resolve("other-smollm2.gguf"), RealParts.model());
		ShimmySidecar sidecar = this.bench.create(RealShimmy.options());
		long first = sidecar.ensureReady(LIMIT).pid();
		String before = sidecar.endpoint().model();
		ServerUse use = sidecar.use().join();
		CompletableFuture<Integer> answer = CompletableFuture.supplyAsync(() -> statusOf(sidecar));
		CompletableFuture<SidecarSnapshot> switched = sidecar.switchModel(new ModelReference.File(other));
		assertThat(answer).as("call under way").succeedsWithin(LIMIT).isEqualTo(200);
		use.close();
		assertThat(switched).succeedsWithin(LIMIT)
			.satisfies((ready) -> assertThat(ready.model()).isEqualTo("other-smollm2"));
		assertThat(ProcessTable.isGone(first)).isTrue();
		assertThat(this.bench.ask(sidecar, "Hi").statusCode()).isEqualTo(200);
		assertThat(sidecar.switchModel(new ModelReference.File(RealParts.model()))).succeedsWithin(LIMIT)
			.satisfies((ready) -> assertThat(ready.model()).isEqualTo(before));
	}

	/** A script that does not pass SIGTERM on, and one that becomes the server. */
	@Test
	void wrapperThatIgnoresTermIsKilledWithTheServerAfterTheGrace() throws Exception {
		Path wrapper = script("wrapper", "trap '' TERM\nexec \"%s\" \"$@\"\n".formatted(RealParts.shimmy()));
		Duration grace = Duration.ofMillis(300);
		ShimmySidecar sidecar = this.bench.create(RealShimmy.options(wrapper).shutdownGrace(grace));
		long pid = sidecar.ensureReady(LIMIT).pid();
		long begin = System.nanoTime();
		assertThat(sidecar.stop()).succeedsWithin(LIMIT);
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(grace);
		assertThat(ProcessTable.isGone(pid)).isTrue();
	}

	@Test
	void wrapperThatKeepsTheServerAsItsChildIsKilledWithIt() throws Exception {
		Path wrapper = script("parent",
				"trap '' TERM\n\"%s\" \"$@\" &\nwhile ! wait; do :; done\n".formatted(RealParts.shimmy()));
		ShimmySidecar sidecar = this.bench.create(RealShimmy.options(wrapper).shutdownGrace(Duration.ofMillis(300)));
		long pid = sidecar.ensureReady(LIMIT).pid();
		List<Long> family = ProcessHandle.of(pid).orElseThrow().descendants().map(ProcessHandle::pid).toList();
		assertThat(family).isNotEmpty();
		assertThat(sidecar.stop()).succeedsWithin(LIMIT);
		assertThat(ProcessTable.isGone(pid)).isTrue();
		eventually().untilAsserted(() -> assertThat(family).allMatch(ProcessTable::isGone));
	}

	private Path script(String name, String text) throws IOException {
		Path file = this.directory.resolve(name);
		Files.writeString(file, "#!/bin/sh\n" + text);
		return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
	}

}
