package io.github.shimmy4j.gateway.openai;

import java.net.http.HttpResponse;
import java.nio.file.Path;

import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.gateway.FakeGateway;
import io.github.shimmy4j.gateway.SharedGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Answers that fail, and how their clients are told. */
@ExtendWith(SharedGateway.class)
class FailedAnswerTests {

	private static final String STREAM = "\"stream\":true";

	@TempDir
	private Path directory;

	private final FakeGateway gateway;

	FailedAnswerTests(FakeGateway gateway) {
		this.gateway = gateway;
	}

	@Test
	void failureBeforeTheFirstTokenHasAStatusOfItsOwn() {
		this.gateway.faults("generation-502");
		HttpResponse<String> answer = this.gateway.chat("Hello", STREAM);
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(502);
		assertThat(FakeGateway.json(answer).at("/error/code").asString()).isEqualTo("generation_failed");
	}

	@Test
	void failureAfterTheFirstTokenIsAnErrorEvent() {
		this.gateway.faults("cut-stream");
		HttpResponse<String> answer = this.gateway.chat("Hello", STREAM);
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.body()).contains("\"error\":{").doesNotContain("[DONE]");
	}

	@Test
	void longPromptIsBridgedByCommentsAndSilenceEndsTheAnswer() {
		try (FakeGateway gateway = FakeGateway.start(this.directory, FakeShimmyBinary.llamaServer(),
				"shimmy.chat.idle-timeout=2s", "shimmy.chat.first-token-timeout=2s", "shimmy.gateway.stream.hold=0s",
				"shimmy.gateway.stream.heartbeat=100ms")) {
			gateway.faults("generation-hangs");
			HttpResponse<String> answer = gateway.chat("Hello", STREAM);
			assertThat(answer.statusCode()).isEqualTo(200);
			assertThat(answer.body()).startsWith(": the model reads the prompt, or is busy\n\n")
				.contains("\"code\":\"generation_timeout\"")
				.contains("shimmy.chat.first-token-timeout");
		}
	}

	@Test
	void serverThatDiesIsReplacedForTheNextRequest() {
		this.gateway.faults("crash-during-generation");
		HttpResponse<String> answer = this.gateway.chat("Hello");
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(502);
		assertThat(FakeGateway.json(answer).at("/error/code").asString()).isEqualTo("sidecar_lost");
		HttpResponse<String> next = this.gateway.chat("Hello");
		assertThat(next.statusCode()).as(next.body()).isEqualTo(200);
	}

	@Test
	void requestWaitsForAServerThatIsBeingStarted() {
		this.gateway.sidecar().stop().join();
		assertThat(this.gateway.chat("Hello").statusCode()).isEqualTo(503);
		this.gateway.sidecar().start();
		assertThat(this.gateway.chat("Hello").statusCode()).isEqualTo(200);
	}

}
