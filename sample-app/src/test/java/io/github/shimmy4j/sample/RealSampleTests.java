package io.github.shimmy4j.sample;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.shimmy4j.contract.RealParts;
import io.github.shimmy4j.sample.SampleClient.Event;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The sample on the real server and a real model. */
@Tag("real-shimmy")
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@DirtiesContext
class RealSampleTests {

	private static final String QUESTION = "What is the capital of France?";

	private static final String KOREAN_QUESTION = "대한민국의 수도는 어디인가요? 한국어로 답하세요.";

	private static final String EMOJI_QUESTION = "Repeat after me: 😀";

	private static final Duration LIMIT = Duration.ofSeconds(60);

	@LocalServerPort
	int port;

	@Autowired
	ShimmySidecar sidecar;

	SampleClient client;

	@DynamicPropertySource
	static void shimmy(DynamicPropertyRegistry registry) {
		registry.add("shimmy.shimmy-path", () -> RealParts.shimmy().toString());
		registry.add("shimmy.model", () -> RealParts.model().toString());
		registry.add("shimmy.preferred-port", () -> 0);
	}

	@BeforeEach
	void connect() {
		this.client = new SampleClient(this.port);
	}

	@Test
	void chatKnowsTheCapitalOfFrance() {
		HttpResponse<String> response = this.client.ask("/chat", QUESTION);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertThat(SampleClient.json(response).path("answer").asString()).contains("Paris");
		assertUp();
	}

	@Test
	void streamGivesTheWholeAnswerAndThenDone() {
		String whole = SampleClient.json(this.client.ask("/chat", QUESTION)).path("answer").asString();
		List<Event> events = SampleClient.events(this.client.ask("/chat/stream", QUESTION));
		// Shimmy 1.x always takes the likeliest token: the same question, the same
		// answer.
		assertThat(SampleClient.text(events)).isEqualTo(whole).contains("Paris");
		assertThat(events).last().extracting(Event::name).isEqualTo("done");
	}

	/**
	 * Row R7a. The likeliest answer to either begins with, or comes to, a token that is
	 * only part of a character, and 1.7.4 always takes the likeliest: so both fail each
	 * time. Asked for a stream, it would end one after nothing, or after "Repeat after
	 * me:", as if that were all.
	 */
	@ParameterizedTest
	@ValueSource(strings = { KOREAN_QUESTION, EMOJI_QUESTION })
	void answerThatTheServerCannotSayIsAnErrorAndNothingOfItAnAnswer(String question) {
		HttpResponse<String> response = this.client.ask("/chat", question);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(502);
		assertGenerationFailed(SampleClient.json(response));
		List<Event> events = SampleClient.events(this.client.ask("/chat/stream", question));
		assertThat(events).singleElement().extracting(Event::name).isEqualTo("error");
		assertGenerationFailed(events.get(0).data());
		assertThat(SampleClient.json(this.client.ask("/chat", QUESTION)).path("answer").asString()).contains("Paris");
	}

	private static void assertGenerationFailed(JsonNode failure) {
		assertThat(failure.path("code").asString()).isEqualTo("GENERATION_FAILED");
		assertThat(failure.path("message").asString()).contains("502");
	}

	/** More bytes than tokens would be taken: only a count tells that it fits. */
	@Test
	void promptThatIsLongInBytesAndShortInTokensIsAnswered() {
		HttpResponse<String> response = this.client.ask("/chat",
				"Paris is the capital of France. ".repeat(80) + QUESTION);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertUp();
	}

	/** Row R7b. */
	@Test
	void promptOfThreeThousandTokensIsRefusedAndTheServerLives() {
		this.client.ask("/chat", QUESTION);
		HttpResponse<String> response = this.client.ask("/chat", "word ".repeat(3000));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(413);
		assertThat(SampleClient.json(response).path("code").asString()).isEqualTo("CONTEXT_EXCEEDED");
		assertThat(SampleClient.json(response).path("message").asString()).startsWith("The prompt has 30");
		assertUp();
	}

	/** Rows R1 and R4. */
	@Test
	void answerOfAServerThatIsKilledMeanwhileIsLostAndTheNextQuestionAnswered() {
		ProcessHandle server = ProcessHandle.of(this.sidecar.ensureReady(LIMIT).pid()).orElseThrow();
		Duration before = cpuTimeOf(server);
		CompletableFuture<HttpResponse<String>> lost = CompletableFuture
			.supplyAsync(() -> this.client.ask("/chat", "Tell me a long story of a ship."));
		// It computes, so the question has arrived; 512 tokens take seconds.
		await().atMost(LIMIT).until(() -> cpuTimeOf(server).minus(before).compareTo(Duration.ofMillis(200)) > 0);
		server.destroyForcibly();
		HttpResponse<String> response = lost.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
		assertThat(SampleClient.json(response).path("code").asString()).as(response.body()).isEqualTo("SIDECAR_LOST");
		assertThat(SampleClient.json(this.client.ask("/chat", QUESTION)).path("answer").asString()).contains("Paris");
		assertThat(this.sidecar.snapshot().pid()).isNotEqualTo(server.pid());
		assertUp();
	}

	private static Duration cpuTimeOf(ProcessHandle process) {
		return process.info().totalCpuDuration().orElseThrow();
	}

	private void assertUp() {
		HttpResponse<String> health = this.client.get("/actuator/health");
		assertThat(health.statusCode()).as(health.body()).isEqualTo(200);
		assertThat(SampleClient.json(health).at("/components/shimmy/status").asString()).isEqualTo("UP");
		assertThat(SampleClient.json(health).at("/components/shimmy/details/version").asString()).isEqualTo("1.7.4");
	}

}
