package io.github.shimmy4j.gateway.claude;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Random;

import io.github.shimmy4j.gateway.FakeGateway;
import io.github.shimmy4j.gateway.RandomBodies;
import io.github.shimmy4j.gateway.SharedGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Fault G1: any JSON gets an answer, or a refusal in Claude's form. */
@ExtendWith(SharedGateway.class)
class ClaudePropertyTests {

	private static final int BODIES = 150;

	private final FakeGateway gateway;

	private int answers;

	ClaudePropertyTests(FakeGateway gateway) {
		this.gateway = gateway;
	}

	static List<Long> seeds() {
		return new Random(20261130).longs(4).boxed().toList();
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void bodyIsAnsweredOrRefusedInClaudesForm(long seed) {
		RandomBodies bodies = new ClaudeBodies(seed);
		for (int number = 0; number < BODIES; number++) {
			String body = RandomBodies.written(bodies.next());
			String at = "seed %d, body %d: %s".formatted(seed, number, body);
			check(this.gateway.post("/v1/messages", body), at);
			HttpResponse<String> count = this.gateway.post("/v1/messages/count_tokens", body);
			if (isAnswer(count, at)) {
				assertThat(FakeGateway.json(count).path("input_tokens").asInt(0)).as(at).isPositive();
			}
		}
		assertThat(this.answers).as("bodies that reached the model").isGreaterThan(BODIES / 10);
	}

	private void check(HttpResponse<String> answer, String at) {
		if (!isAnswer(answer, at)) {
			return;
		}
		this.answers++;
		if (answer.headers().firstValue("content-type").orElse("").equals("text/event-stream")) {
			assertThat(answer.body()).as(at)
				.startsWith("event: message_start")
				.endsWith("{\"type\":\"message_stop\"}\n\n");
		}
		else {
			assertThat(FakeGateway.json(answer).path("type").asString()).as(at).isEqualTo("message");
		}
	}

	/** Or else a refusal that says what is wrong. */
	private static boolean isAnswer(HttpResponse<String> answer, String at) {
		if (answer.statusCode() == 200) {
			return true;
		}
		assertThat(answer.statusCode()).as("%s: %s", at, answer.body()).isBetween(400, 499);
		JsonNode refusal = FakeGateway.json(answer);
		assertThat(refusal.path("type").asString()).as(at).isEqualTo("error");
		assertThat(refusal.at("/error/type").asString()).as(at).isEqualTo("invalid_request_error");
		assertThat(refusal.at("/error/message").asString()).as(at).isNotBlank();
		return false;
	}

	/** A failure can be repeated. */
	@Test
	void seedDecidesTheBodies() {
		RandomBodies first = new ClaudeBodies(1);
		RandomBodies second = new ClaudeBodies(1);
		for (int number = 0; number < 20; number++) {
			assertThat(first.next()).isEqualTo(second.next());
		}
	}

}
