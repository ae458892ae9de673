package io.github.shimmy4j.sidecar.supervision;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

import io.github.shimmy4j.contract.RealParts;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.sidecar.LivenessOptions;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.SampleOptions;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.support.FreePorts;
import io.github.shimmy4j.support.ProcessTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.github.shimmy4j.sidecar.ShimmyFailures.assertFails;
import static io.github.shimmy4j.sidecar.supervision.SidecarBench.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** llama.cpp's own server, supervised: faults L1, L2, L5, R1 and R3. */
@Tag("real-shimmy")
class RealLlamaServerTests {

	private static final Duration LIMIT = SidecarBench.LIMIT;

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

	private static SampleOptions options() {
		return RealShimmy.options(RealParts.llamaServer());
	}

	/** SmolLM2 was trained for 8,192 tokens. */
	@Test
	void serverIsReadyWithTheContextThatTheModelWasTrainedFor() throws Exception {
		ShimmySidecar sidecar = this.bench.create(options());
		assertThat(sidecar.ensureReady(LIMIT).server()).isEqualTo("llama-server (llama.cpp)");
		ServerEndpoint endpoint = sidecar.endpoint();
		assertThat(endpoint.capabilities().limits().contextTokens()).isEqualTo(8192);
		assertThat(endpoint.capabilities().maxConcurrent()).isEqualTo(2);
		assertThat(this.bench.ask(sidecar, "Hi").statusCode()).isEqualTo(200);
		assertThat(sidecar.snapshot().effectiveAccelerator()).isEqualTo("cpu");
		assertThat(sidecar.outputTail()).noneMatch((line) -> line.contains(endpoint.wireModel()));
	}

	@Test
	void requestedContextIsThatOfEachSlot() {
		ShimmySidecar sidecar = this.bench
			.create(options().contextSize(1024).use(SampleOptions.uses(3, false, Duration.ZERO)));
		sidecar.ensureReady(LIMIT);
		assertThat(sidecar.endpoint().capabilities().limits().contextTokens()).isEqualTo(1024);
		assertThat(sidecar.endpoint().capabilities().maxConcurrent()).isEqualTo(3);
	}

	@Test
	void portThatIsTakenIsPassedOver() throws IOException {
		int port = FreePorts.range(2);
		try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
			assertThat(this.bench.create(options().ports(taken.getLocalPort(), 1)).ensureReady(LIMIT).port())
				.isEqualTo(port + 1);
		}
	}

	@Test
	void serverThatIsKilledStartsAgain() throws Exception {
		ShimmySidecar sidecar = this.bench.create(options());
		long first = sidecar.ensureReady(LIMIT).pid();
		ProcessHandle.of(first).orElseThrow().destroyForcibly();
		eventually().untilAsserted(() -> assertThat(sidecar.snapshot().restarts()).isEqualTo(1));
		assertThat(sidecar.whenReady()).succeedsWithin(LIMIT);
		assertThat(this.bench.ask(sidecar, "Hi").statusCode()).isEqualTo(200);
		assertThat(ProcessTable.isGone(first)).isTrue();
	}

	@Test
	void serverThatHangsIsKilledAndStartsAgain() throws Exception {
		ShimmySidecar sidecar = this.bench
			.create(options().liveness(new LivenessOptions(SOON, SOON, 3, Duration.ZERO)));
		long first = sidecar.ensureReady(LIMIT).pid();
		assertThat(new ProcessBuilder("/bin/kill", "-STOP", Long.toString(first)).start().waitFor()).isZero();
		eventually().untilAsserted(() -> assertThat(sidecar.snapshot().restarts()).isEqualTo(1));
		assertThat(sidecar.whenReady()).succeedsWithin(LIMIT)
			.satisfies((again) -> assertThat(again.lastFailure()).hasMessageContaining("hung"));
		assertThat(ProcessTable.isGone(first)).isTrue();
	}

	/** As of a build that is too old; it is not tried again. */
	@Test
	void argumentThatTheServerDoesNotKnowIsNamed() {
		ShimmySidecar sidecar = this.bench.create(options().arguments("--no-such-flag"));
		assertFails(sidecar.start(), LIMIT, ShimmyErrorCode.BINARY_INCOMPATIBLE)
			.hasMessageContaining("error: invalid argument: --no-such-flag");
		assertThat(sidecar.snapshot().restarts()).isZero();
	}

	@Test
	void modelThatTheServerCannotLoadFailsAtOnce() throws IOException {
		Path model = this.directory.resolve("broken.gguf");
		byte[] bytes = Files.readAllBytes(RealParts.model());
		Files.write(model, Arrays.copyOf(bytes, bytes.length / 2));
		ShimmySidecar sidecar = this.bench.create(options().model(model.toString()));
		assertThat(sidecar.start()).failsWithin(LIMIT);
		assertThat(sidecar.snapshot().restarts()).isZero();
		assertThat(sidecar.snapshot().phase()).isEqualTo(Phase.FAILED);
	}

}
