package io.github.shimmy4j.fake;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.shimmy4j.contract.Eventually;
import io.github.shimmy4j.contract.RawRequest;
import io.github.shimmy4j.contract.ShimmyProcess;
import io.github.shimmy4j.support.FreePorts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The faults of a fake {@code llama-server}. */
class LlamaServerFaultTests {

	private static final FakeShimmyBinary BINARY = FakeShimmyBinary.llamaServer();

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final String KEY = "0123456789abcdef";

	private static final String[] HEADERS = { "Authorization", "Bearer " + KEY };

	private static final String WHOLE = FaultyServer.CHAT.formatted(false);

	private static final String STREAM = FaultyServer.CHAT.formatted(true);

	@TempDir
	Path directory;

	@Test
	void exitAtStartUsesStatusAndMessage() throws Exception {
		try (ShimmyProcess server = launch(
				BINARY.with(Fault.EXIT_AT_START, 127).with(Fault.EXIT_MESSAGE, "libllama.so: not found"))) {
			assertThat(server.awaitExit()).isEqualTo(127);
			assertThat(server.err()).endsWith("libllama.so: not found\n");
		}
	}

	@Test
	void firstStartsFailThenOneSucceeds() throws Exception {
		FakeShimmyBinary binary = BINARY.with(Fault.FIRST_STARTS_FAIL, 1);
		try (ShimmyProcess first = launch(binary)) {
			assertThat(first.awaitExit()).isEqualTo(1);
		}
		try (ShimmyProcess second = ready(binary)) {
			assertThat(FakeShimmyBinary.startedPids(this.directory)).hasSize(2)
				.last()
				.isEqualTo(second.process().pid());
		}
	}

	@Test
	void neverBindIsDeaf() throws Exception {
		try (ShimmyProcess server = launch(BINARY.with(Fault.NEVER_BIND).with(Fault.FLOOD_OUTPUT, 300_000))) {
			Eventually.holds(LIMIT, () -> server.out().length() >= 300_000, server::toString);
			assertThat(server.isBound()).isFalse();
			assertThat(server.process().isAlive()).isTrue();
		}
	}

	@Test
	void loadingTakesAsLongAsTold() throws Exception {
		long before = System.nanoTime();
		try (ShimmyProcess server = launch(BINARY.with(Fault.LOADING_TAKES, Duration.ofMillis(700))).awaitBound()) {
			assertThat(server.get("/health").statusCode()).isEqualTo(503);
			Eventually.holds(LIMIT, () -> status(server) == 200, server::toString);
			assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(700));
		}
	}

	@Test
	void ignoredTermNeedsAKill() throws Exception {
		try (ShimmyProcess server = ready(BINARY.with(Fault.IGNORE_TERM))) {
			server.process().destroy();
			assertThat(server.get("/health").statusCode()).isEqualTo(200);
			server.process().destroyForcibly();
			assertThat(server.awaitExit()).isEqualTo(137);
		}
	}

	@Test
	void ignoredKeyOpensAllRoutes() throws Exception {
		try (ShimmyProcess server = ready(BINARY.with(Fault.IGNORE_KEY))) {
			assertThat(server.get("/props", "Authorization", "Bearer wrong").statusCode()).isEqualTo(200);
		}
	}

	@Test
	void wrongModelListHidesTheModel() throws Exception {
		try (ShimmyProcess server = ready(BINARY.with(Fault.WRONG_MODEL_LIST).with(Fault.WARMED_UP, 2))) {
			assertThat(server.get("/v1/models").body()).contains("foreign-model").doesNotContain("\"m\"");
		}
	}

	@ParameterizedTest
	@CsvSource({ "GENERATION_502,'',500", "GENERATION_500,'',500", "STATUS,429,429", "ANSWER_HTML,'',200",
			"EMPTY_ANSWER,'',200", "HUGE_CHUNK,3000000,200", "ANSWER_FROM_OTHER_MODEL,'',200" })
	void faultDecidesTheStatus(Fault fault, String value, int status) throws Exception {
		try (ShimmyProcess server = ready(BINARY.with(fault, value))) {
			assertThat(server.chat(WHOLE, HEADERS).statusCode()).isEqualTo(status);
			assertThat(server.get("/health").statusCode()).isEqualTo(200);
		}
	}

	@ParameterizedTest
	@CsvSource({ "NO_FINISH_REASON,'',false,false,true", "GARBAGE_CHUNK,'',true,true,true",
			"EMPTY_ANSWER,'',true,true,false", "GENERATION_502,'',false,false,false" })
	void faultShapesTheStream(Fault fault, String value, boolean done, boolean finished, boolean content)
			throws Exception {
		try (ShimmyProcess server = ready(BINARY.with(fault, value))) {
			String body = server.chat(STREAM, HEADERS).body();
			assertThat(body.contains("[DONE]")).isEqualTo(done);
			assertThat(body.contains("\"finish_reason\":\"stop\"")).isEqualTo(finished);
			assertThat(body.contains("\"content\":\" 8\"")).isEqualTo(content);
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "CUT_STREAM", "CRASH_DURING_GENERATION" })
	void brokenStreamIsSeenByTheClient(Fault fault) throws Exception {
		try (ShimmyProcess server = ready(BINARY.with(fault))) {
			assertThatThrownBy(() -> server.chat(STREAM, HEADERS)).isInstanceOf(IOException.class);
			assertThat(fault == Fault.CUT_STREAM ? server.get("/health").statusCode() : server.awaitExit()).isIn(200,
					137);
		}
	}

	@ParameterizedTest
	@CsvSource({ "GENERATION_HANGS,''", "STALL_AFTER,3" })
	void silentChatLeavesTheOtherSlotsFree(Fault fault, String value) throws Exception {
		try (ShimmyProcess server = ready(BINARY.with(fault, value).with(Fault.SPARE_ONE_TOKEN))) {
			try (RawRequest unread = RawRequest.chat(server.port(), KEY, STREAM)) {
				Eventually.holds(LIMIT, () -> slots(server).contains("\"is_processing\":true"), server::toString);
				String oneToken = WHOLE.replace("\"stream\"", "\"max_tokens\":1,\"stream\"");
				assertThat(server.chat(oneToken, HEADERS).statusCode()).isEqualTo(200);
				assertThat(slots(server)).contains("\"is_processing\":true");
			}
		}
	}

	@Test
	void readingIsReportedWhileItLastsIfTheRequestAsks() throws Exception {
		FakeShimmyBinary slow = BINARY.with(Fault.READING_TAKES, "60ms").with(Fault.READING_REPORTED_EVERY, "20ms");
		try (ShimmyProcess server = ready(slow)) {
			String asking = STREAM.replace("\"stream\"", "\"return_progress\":true,\"stream\"");
			assertThat(server.chat(asking, HEADERS).body().split("prompt_progress")).hasSize(5);
			assertThat(server.chat(STREAM, HEADERS).body()).doesNotContain("prompt_progress");
		}
	}

	@Test
	void journalAndProcessTellWhatWasSentAndSet() throws Exception {
		try (ShimmyProcess server = ready(BINARY)) {
			server.chat(WHOLE, HEADERS);
			assertThat(server.get("/__requests").body()).contains("\"Authorization\":\"Bearer " + KEY, "count to 8");
			assertThat(server.get("/__process").body()).contains("\"--port\"", "\"LLAMA_ARG_ALIAS\":\"m\"");
		}
	}

	private static int status(ShimmyProcess server) {
		try {
			return server.get("/health").statusCode();
		}
		catch (IOException | InterruptedException ex) {
			throw new AssertionError("no health", ex);
		}
	}

	private static String slots(ShimmyProcess server) {
		try {
			return server.get("/slots", HEADERS).body();
		}
		catch (IOException | InterruptedException ex) {
			throw new AssertionError("no slots", ex);
		}
	}

	private ShimmyProcess ready(FakeShimmyBinary binary) throws IOException {
		ShimmyProcess server = launch(binary).awaitBound();
		Eventually.holds(LIMIT, () -> status(server) == 200, server::toString);
		return server;
	}

	private ShimmyProcess launch(FakeShimmyBinary binary) throws IOException {
		int port = FreePorts.range(1);
		Path model = TestModel.write(this.directory.resolve("gguf/m.gguf"));
		return ShimmyProcess.start(binary.install(this.directory), this.directory,
				Map.of("LLAMA_API_KEY", KEY, "LLAMA_ARG_ALIAS", "m"), port, "--port", String.valueOf(port), "-m",
				model.toString(), "-np", "2");
	}

}
