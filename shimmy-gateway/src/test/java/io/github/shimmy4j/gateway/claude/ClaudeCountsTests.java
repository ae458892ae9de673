package io.github.shimmy4j.gateway.claude;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.github.shimmy4j.gateway.GatewayProperties;
import io.github.shimmy4j.gateway.call.NoFacts;
import io.github.shimmy4j.gateway.call.Generations;
import io.github.shimmy4j.gateway.call.ModelChoice;
import io.github.shimmy4j.gateway.call.PromptCounts;
import io.github.shimmy4j.gateway.call.ServedModels;
import io.github.shimmy4j.gateway.upstream.Upstream;
import io.github.shimmy4j.protocol.conversation.AnswerRules;
import io.github.shimmy4j.protocol.openai.CompletionRequest;
import io.github.shimmy4j.sidecar.use.PatienceRule;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/** Counts of prompts: what is remembered, for how long, and of which model. */
class ClaudeCountsTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static final String RENDER = "/apply-template";

	private static final String TOKENIZE = "/tokenize";

	private final CountingServer server;

	private final Generations generations = generations();

	ClaudeCountsTests() throws IOException {
		this.server = new CountingServer();
	}

	static Generations generations() {
		return generations(Duration.ofMillis(50));
	}

	/** Generations whose heartbeats begin after this time, and come as often. */
	static Generations generations(Duration heartbeat) {
		Upstream upstream = new Upstream(LIMIT, System::nanoTime);
		ServedModels models = new ServedModels(() -> "m", new NoFacts(), List.of());
		return new Generations(upstream, models, new ModelChoice(models, null, 64), new PatienceRule(LIMIT, LIMIT),
				new GatewayProperties.Stream(heartbeat, heartbeat), System::nanoTime, new PromptCounts(upstream));
	}

	@AfterEach
	void close() {
		this.server.close();
	}

	private static CompletionRequest request(String... texts) {
		StringBuilder messages = new StringBuilder();
		for (int each = 0; each < texts.length; each++) {
			messages.append((each > 0) ? "," : "")
				.append("{\"role\":\"%s\",\"content\":\"%s\"}".formatted((each % 2 == 0) ? "user" : "assistant",
						texts[each]));
		}
		return CompletionRequest.parse("{\"messages\":[%s]}".formatted(messages).getBytes(StandardCharsets.UTF_8));
	}

	private Mono<Long> counting(String model, String... texts) {
		return this.generations.promptTokens(request(texts),
				new ClaudeDialect(AnswerRules.plain(false), ClaudeErrors::told), this.server.endpoint(model));
	}

	private long count(String... texts) {
		return counting("m", texts).block(LIMIT);
	}

	@Test
	void countIsAskedOnceAlsoByManyAtTheSameTime() {
		List<Long> counts = Flux.range(0, 8).flatMap((each) -> counting("m", "Hello")).collectList().block(LIMIT);
		assertThat(counts).hasSize(8).containsOnly((long) CountingServer.tokens("Hello"));
		assertThat(count("Hello")).isEqualTo(CountingServer.tokens("Hello"));
		assertThat(this.server.asked(RENDER, "Hello")).isOne();
	}

	@Test
	void countThatFailedIsEstimatedAndAskedAnew() {
		this.server.failNext(2);
		assertThat(count("Hello there")).isPositive().isNotEqualTo(CountingServer.tokens("Hello there"));
		assertThat(count("Hello there")).isEqualTo(CountingServer.tokens("Hello there"));
	}

	@Test
	void anotherModelAtTheSameAddressIsAskedAgain() {
		count("Hello");
		assertThat(counting("other", "Hello").block(LIMIT)).isEqualTo(CountingServer.tokens("Hello"));
		assertThat(this.server.asked(RENDER, "Hello")).isEqualTo(2);
		assertThat(this.server.asked(TOKENIZE, "Hello")).isEqualTo(2);
	}

	/** The token before every prompt belongs to the beginning, which is known. */
	@Test
	void firstTokenOfAPromptIsCountedOnceInALongerConversation() {
		int first = CountingServer.tokens("One");
		assertThat(count("One")).isEqualTo(first);
		int more = "Two".length() + 1 + 1 + "user\n".length() + "Three".length() + 1 + 1 + "assistant\n".length();
		assertThat(count("One", "Two", "Three")).isEqualTo(first + more);
		assertThat(this.server.asked(TOKENIZE, "One")).isOne();
	}

	@Test
	void onlySoManyCountsAreRemembered() {
		assertThat(manyCounts()).allMatch((count) -> count == CountingServer.tokens("Question 100"));
		assertThat(this.server.asked(RENDER, "Question")).isEqualTo(300);
		assertThat(manyCounts()).allMatch((count) -> count == CountingServer.tokens("Question 100"));
		assertThat(this.server.asked(RENDER, "Question")).isBetween(344L, 599L);
	}

	private List<Long> manyCounts() {
		return Flux.range(100, 300).concatMap((each) -> counting("m", "Question " + each)).collectList().block(LIMIT);
	}

}
