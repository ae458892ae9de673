package io.github.shimmy4j.gateway.claude;

import java.net.http.HttpResponse;
import java.util.List;

import io.github.shimmy4j.gateway.FakeGateway;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Answers of Claude's routes that are not as they should be. */
final class ClaudeAnswers {

	private ClaudeAnswers() {
	}

	/** Asks for an answer of twenty tokens. */
	static HttpResponse<String> ask(FakeGateway gateway, String... fields) {
		return gateway.post("/v1/messages", ClaudeRoutesTests.body(ClaudeRoutesTests.user("Count to 20"), fields));
	}

	/** The error of a response with a status of its own. */
	static JsonNode refused(HttpResponse<String> answer, int status) {
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
		JsonNode json = FakeGateway.json(answer);
		assertThat(json.path("type").asString()).as(answer.body()).isEqualTo("error");
		assertThat(json.at("/error/message").asString()).isNotBlank();
		return json.path("error");
	}

	/** The error of a stream, whose message has begun once and not ended. */
	static JsonNode broken(HttpResponse<String> answer) {
		List<JsonNode> events = ClaudeRoutesTests.events(answer);
		List<String> types = events.stream()
			.map((event) -> event.path("type").asString())
			.filter((type) -> !type.equals("ping"))
			.toList();
		assertThat(types).startsWith("message_start").endsWith("error").doesNotContain("message_stop", "message_delta");
		assertThat(types).filteredOn((type) -> type.equals("message_start") || type.equals("error")).hasSize(2);
		return events.get(events.size() - 1).path("error");
	}

}
