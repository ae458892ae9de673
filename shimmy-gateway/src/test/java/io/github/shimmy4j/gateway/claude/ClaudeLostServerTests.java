package io.github.shimmy4j.gateway.claude;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.Fault;
import io.github.shimmy4j.gateway.FakeGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Faults R1, R3, R4 and G2 as Claude's programs see them: servers that die, fall silent,
 * or are not ready.
 */
@Execution(ExecutionMode.CONCURRENT)
class ClaudeLostServerTests {

	private static final String STREAM = "'stream':true";

	@TempDir
	private Path directory;

	@Test
	void serverThatDiesIsLostForItsRequestAndReplacedForTheNext() {
		try (FakeGateway gateway = FakeGateway.start(this.directory, FakeShimmyBinary.llamaServer())) {
			gateway.faults("crash-during-generation", "crash-status=0");
			assertThat(ClaudeAnswers.broken(ClaudeAnswers.ask(gateway, STREAM)).path("message").asString())
				.contains("0");
			assertThat(ClaudeAnswers.ask(gateway, STREAM).body()).contains("message_stop");
			gateway.faults("crash-during-generation", "crash-status=139");
			assertThat(ClaudeAnswers.refused(ClaudeAnswers.ask(gateway), 502).path("type").asString())
				.isEqualTo("api_error");
			assertThat(FakeGateway.json(ClaudeAnswers.ask(gateway)).path("stop_reason").asString())
				.isEqualTo("end_turn");
		}
	}

	private FakeGateway impatient() {
		return FakeGateway.start(this.directory, FakeShimmyBinary.llamaServer(), "shimmy.chat.idle-timeout=1s",
				"shimmy.chat.first-token-timeout=1s", "shimmy.gateway.stream.hold=200ms",
				"shimmy.gateway.stream.heartbeat=200ms");
	}

	@Test
	void silenceInMidAnswerIsATimeout() {
		try (FakeGateway gateway = impatient()) {
			gateway.faults("stall-after=2");
			HttpResponse<String> stalled = ClaudeAnswers.ask(gateway, STREAM);
			assertThat(ClaudeAnswers.broken(stalled).path("type").asString()).isEqualTo("timeout_error");
			assertThat(stalled.body()).contains("content_block_delta");
		}
	}

	@Test
	void silenceBeforeTheAnswerIsATimeoutWhetherTheStreamWasOpenedOrNot() {
		try (FakeGateway gateway = impatient()) {
			gateway.faults("generation-hangs");
			HttpResponse<String> opened = ClaudeAnswers.ask(gateway, STREAM);
			assertThat(ClaudeAnswers.broken(opened).path("type").asString()).isEqualTo("timeout_error");
			assertThat(opened.body()).contains("event: ping").doesNotContain("content_block");
			assertThat(ClaudeAnswers.ask(gateway, STREAM).body()).contains("message_stop");
			gateway.faults("generation-hangs");
			assertThat(ClaudeAnswers.refused(ClaudeAnswers.ask(gateway), 504).path("type").asString())
				.isEqualTo("timeout_error");
		}
	}

	/** A heartbeat has opened the stream, so it is too late for a status. */
	@Test
	void failureAfterAHeartbeatIsAnEventAndNoSecondStart() {
		try (FakeGateway gateway = FakeGateway.start(this.directory, FakeShimmyBinary.llamaServer(),
				"shimmy.gateway.stream.hold=50ms", "shimmy.gateway.stream.heartbeat=50ms")) {
			gateway.faults("reading-takes=500ms", "generation-502");
			HttpResponse<String> opened = ClaudeAnswers.ask(gateway, STREAM);
			assertThat(ClaudeAnswers.broken(opened).path("type").asString()).isEqualTo("api_error");
			assertThat(opened.body()).contains("event: ping");
		}
	}

	@Test
	void serverThatIsNotReadyInTimeIsOverloadedWithOrWithoutPings() {
		FakeShimmyBinary slow = FakeShimmyBinary.llamaServer().with(Fault.LOADING_TAKES, Duration.ofSeconds(50));
		try (FakeGateway gateway = FakeGateway.starting(this.directory, slow, "shimmy.chat.idle-timeout=50ms",
				"shimmy.gateway.stream.hold=100ms", "shimmy.gateway.stream.heartbeat=100ms")) {
			HttpResponse<String> document = ClaudeAnswers.ask(gateway);
			assertThat(ClaudeAnswers.refused(document, 529).path("type").asString()).isEqualTo("overloaded_error");
			assertThat(document.headers().firstValueAsLong("retry-after").orElse(0)).isPositive();
			List<JsonNode> events = ClaudeRoutesTests.events(ClaudeAnswers.ask(gateway, STREAM));
			assertThat(ClaudeRoutesTests.types(events)).containsExactly("ping", "error");
			assertThat(events.get(events.size() - 1).at("/error/type").asString()).isEqualTo("overloaded_error");
			HttpResponse<String> count = gateway.post("/v1/messages/count_tokens",
					ClaudeRoutesTests.body(ClaudeRoutesTests.user("a")));
			assertThat(ClaudeAnswers.refused(count, 529).path("type").asString()).isEqualTo("overloaded_error");
		}
	}

}
