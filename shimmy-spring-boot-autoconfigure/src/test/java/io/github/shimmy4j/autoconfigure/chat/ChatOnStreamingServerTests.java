package io.github.shimmy4j.autoconfigure.chat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/** Chat on shimmy 2.x: tokens one by one, real counts, a key. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChatOnStreamingServerTests {

	private static final String FRANCE = "What is the capital of France?";

	private FakeChat chat;

	@BeforeAll
	void start(@TempDir Path directory) {
		this.chat = FakeChat.start(directory, FakeShimmyBinary.version("2.6.5"), "shimmy.chat.model=house-model");
	}

	@AfterEach
	void clearFaults() {
		this.chat.clearFaults();
	}

	@AfterAll
	void stop() {
		this.chat.close();
	}

	@Test
	void callAnswersWithCountsAndFinishReason() {
		ChatResponse response = this.chat.model().call(new Prompt(FRANCE));
		assertThat(response.getResult().getOutput().getText()).isEqualTo("The capital of France is Paris.");
		assertThat(response.getResult().getMetadata().getFinishReason()).isEqualTo("STOP");
		assertThat(response.getMetadata().getUsage().getCompletionTokens()).isPositive();
		assertThat(response.getMetadata().getModel()).isEqualTo("house-model");
	}

	@Test
	void generatedKeyIsSent() {
		this.chat.model().call(new Prompt(FRANCE));
		String key = this.chat.sidecar().endpoint().apiKey().reveal();
		JsonNode headers = this.chat.lastRequest().path("headers");
		assertThat(headers.path("Authorization").toString()).contains("Bearer " + key);
		assertThat(key).hasSize(64);
	}

	@Test
	void streamArrivesTokenByToken() {
		List<String> chunks = this.chat.client().prompt(FRANCE).stream().content().collectList().block();
		assertThat(String.join("", chunks)).isEqualTo("The capital of France is Paris.");
		assertThat(this.chat.lastRequest().path("body").path("stream").asBoolean()).isTrue();
	}

	/** Rows R5 and R7. */
	@ParameterizedTest
	@CsvSource({ "cut-stream,ANSWER_TRUNCATED", "no-finish-reason,ANSWER_TRUNCATED", "garbage-chunk,INVALID_RESPONSE",
			"empty-answer,GENERATION_FAILED", "answer-html,INVALID_RESPONSE", "huge-chunk=10000000,INVALID_RESPONSE",
			"generation-502,GENERATION_FAILED", "status=503,OVERLOADED" })
	void brokenStreamIsAnErrorThatNamesTheFault(String fault, ShimmyErrorCode code) {
		this.chat.faults(fault, "spare-one-token");
		assertThat(Failures.ofStream(this.chat, FRANCE).code()).isEqualTo(code);
	}

	/** Row R3, poisoned: our own question after the failed answer fails as well. */
	@Test
	void serverThatCannotGenerateAnyMoreIsReplacedAndTheNextCallAnswered() {
		long poisoned = this.chat.sidecar().snapshot().pid();
		this.chat.faults("generation-502");
		assertThat(Failures.ofCall(this.chat, FRANCE).code()).isEqualTo(ShimmyErrorCode.GENERATION_FAILED);
		this.chat.awaitServerOtherThan(poisoned);
		assertThat(this.chat.sidecar().snapshot().lastGenerationFailure()).isNull();
		assertThat(this.chat.client().prompt(FRANCE).call().content()).isEqualTo("The capital of France is Paris.");
	}

	@Test
	void cancelledStreamChangesNothing() {
		this.chat.faults("token-delay=50ms");
		StepVerifier.create(this.chat.client().prompt("count to 30").stream().content())
			.expectNextCount(2)
			.thenCancel()
			.verify();
		assertThat(this.chat.sidecar().snapshot().lastGenerationFailure()).isNull();
	}

	@Test
	void promptOverTheBudgetIsRefused() {
		ShimmyException failure = Failures.ofCall(this.chat, "x".repeat(200));
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.CONTEXT_EXCEEDED);
	}

	@Test
	void answerIsFittedIntoTheBudget() {
		this.chat.model().call(new Prompt(FRANCE));
		int prompt = FRANCE.length() + 2 * 12;
		assertThat(this.chat.lastRequest().path("body").path("max_tokens").asInt()).isEqualTo(248 - prompt);
	}

	@Test
	void callThatWaitsForItsAnswerLeavesTheProcessorToTheServer() {
		this.chat.faults("token-delay=100ms");
		Duration before = processorTimeOfConnections();
		this.chat.client().prompt(FRANCE).call().content();
		assertThat(processorTimeOfConnections().minus(before)).isLessThan(Duration.ofMillis(100));
	}

	private static Duration processorTimeOfConnections() {
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		return Duration.ofNanos(Arrays.stream(threads.dumpAllThreads(false, false))
			.filter((thread) -> thread.getThreadName().startsWith("OkHttp"))
			.mapToLong((thread) -> Math.max(0, threads.getThreadCpuTime(thread.getThreadId())))
			.sum());
	}

}
