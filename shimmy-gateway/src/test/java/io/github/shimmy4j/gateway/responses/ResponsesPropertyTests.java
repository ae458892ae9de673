package io.github.shimmy4j.gateway.responses;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Random;

import io.github.shimmy4j.gateway.FakeGateway;
import io.github.shimmy4j.gateway.RandomBodies;
import io.github.shimmy4j.gateway.SharedGateway;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Fault G1: any JSON gets a response, or a refusal in OpenAI's form. */
@ExtendWith(SharedGateway.class)
class ResponsesPropertyTests {

	private static final String PATH = "/v1/responses";

	private static final int BODIES = 200;

	private final FakeGateway gateway;

	private int responses;

	ResponsesPropertyTests(FakeGateway gateway) {
		this.gateway = gateway;
	}

	static List<Long> seeds() {
		return new Random(20261201).longs(4).boxed().toList();
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void bodyIsAnsweredOrRefusedInOpenAisForm(long seed) {
		RandomBodies bodies = new ResponsesBodies(seed);
		for (int number = 0; number < BODIES; number++) {
			JsonNode body = bodies.next();
			String text = RandomBodies.written(body);
			String at = "seed %d, body %d: %s".formatted(seed, number, text);
			HttpResponse<String> answer = this.gateway.post(PATH, text);
			if (answer.statusCode() == 200) {
				this.responses++;
				check(answer, body, at);
			}
			else {
				checkRefusal(answer, at);
			}
		}
		assertThat(this.responses).as("bodies that reached the model").isGreaterThan(BODIES / 10);
	}

	/** The gateway has stored the response that it told the client. */
	private void check(HttpResponse<String> answer, JsonNode body, String at) {
		JsonNode response = response(answer);
		assertThat(response.path("object").asString("")).as(at).isEqualTo("response");
		assertThat(response.path("status").asString("")).as(at).isIn("completed", "incomplete");
		String stored = PATH + "/" + response.path("id").asString();
		if (body.path("store").asBoolean(true)) {
			assertThat(FakeGateway.json(this.gateway.get(stored))).as(at).isEqualTo(response);
			assertThat(this.gateway.get(stored + "/input_items").statusCode()).as(at).isEqualTo(200);
		}
		else {
			checkRefusal(this.gateway.get(stored), at);
		}
	}

	private static JsonNode response(HttpResponse<String> answer) {
		if (!answer.headers().firstValue("content-type").orElse("").equals("text/event-stream")) {
			return FakeGateway.json(answer);
		}
		List<JsonNode> events = ResponsesRoutesTests.events(answer);
		return events.get(events.size() - 1).path("response");
	}

	private static void checkRefusal(HttpResponse<String> answer, String at) {
		assertThat(answer.statusCode()).as("%s: %s", at, answer.body()).isBetween(400, 499);
		JsonNode error = FakeGateway.json(answer).path("error");
		assertThat(error.path("type").asString("")).as(at).isEqualTo("invalid_request_error");
		assertThat(error.path("message").asString("")).as(at).isNotBlank();
	}

}
