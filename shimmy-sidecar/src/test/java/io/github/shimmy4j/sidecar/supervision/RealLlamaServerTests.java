package io.github.shimmy4j.sidecar.supervision;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;

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

	/**
	 * Its default cache of 8 GiB was off, so a talk that lost its slot was read again
	 * from its beginning.
	 */
	@Test
	void secondTurnsAreNotReadAgainAlsoOfMoreTalksThanSlots() throws Exception {
		ShimmySidecar sidecar = this.bench.create(options());
		sidecar.ensureReady(LIMIT);
		List<Talk> talks = Stream.of("fox", "owl", "cat", "elk").map(Talk::new).toList();
		assertThat(talks).hasSizeGreaterThan(sidecar.endpoint().capabilities().maxConcurrent());
		for (Talk talk : talks) {
			talk.take(sidecar);
		}
		for (Talk talk : talks) {
			int first = talk.usage.path("prompt_tokens").asInt();
			talk.take(sidecar);
			assertThat(first).isGreaterThan(400);
			assertThat(talk.usage.at("/prompt_tokens_details/cached_tokens").asInt()).as(talk.animal)
				.isGreaterThanOrEqualTo(first);
		}
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
			.hasMessageContaining("does not know its argument '--no-such-flag': it is in the list of arguments");
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

	/** A chat that grows. */
	private final class Talk {

		private final ArrayNode messages = JsonMapper.shared().createArrayNode();

		private final String animal;

		private JsonNode usage = MissingNode.getInstance();

		Talk(String animal) {
			this.animal = animal;
			say("user", ("The quick brown " + animal + " jumps over the lazy dog. ").repeat(40));
		}

		private void say(String role, String content) {
			this.messages.addObject().put("role", role).put("content", content);
		}

		/** Asks, and adds the answer and another question. */
		void take(ShimmySidecar sidecar) throws Exception {
			JsonNode answer = JsonMapper.shared()
				.readTree(RealLlamaServerTests.this.bench.chat(sidecar, this.messages.toString()).body());
			this.usage = answer.path("usage");
			say("assistant", answer.at("/choices/0/message/content").asString());
			say("user", "Why?");
		}

	}

}
