package io.github.shimmy4j.gateway.session;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.gateway.FakeGateway;
import io.github.shimmy4j.gateway.SharedGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Fault G7: hostile ids, foreign sessions, and routes that have no sessions. */
@ExtendWith(SharedGateway.class)
class SessionGuardTests {

	private final FakeGateway gateway;

	SessionGuardTests(FakeGateway gateway) {
		this.gateway = gateway;
	}

	/** The routes on which a model answers are those with a status of a lost server. */
	private List<String> modelRoutes() {
		List<String> paths = new ArrayList<>();
		this.gateway.document("/openapi.json").path("paths").properties().forEach((path) -> {
			if (path.getValue().path("post").path("responses").has("502")) {
				paths.add(path.getKey());
			}
		});
		return paths;
	}

	@Test
	void routesThatHaveSessionsDescribeTheHeaderAndItsForm() {
		Map<String, JsonNode> described = new HashMap<>();
		this.gateway.document("/openapi.json").path("paths").properties().forEach((path) -> {
			for (JsonNode parameter : path.getValue().path("post").path("parameters")) {
				if (parameter.path("name").asString().equals(SessionKey.HEADER)) {
					described.put(path.getKey(), parameter);
				}
			}
		});
		assertThat(described.keySet()).containsExactlyInAnyOrder("/v1/chat/completions", "/v1/messages",
				"/v1/messages/count_tokens", "/api/chat");
		assertThat(described.values()).allSatisfy((parameter) -> {
			assertThat(parameter.path("in").asString()).isEqualTo("header");
			assertThat(parameter.path("required").asBoolean(false)).isFalse();
			String pattern = parameter.at("/schema/pattern").asString();
			assertThat("a.b-c_1").matches(pattern);
			assertThat(List.of("", "..", "a/b", "a b", "x".repeat(129))).noneMatch((id) -> id.matches(pattern));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "../../etc/passwd", "..", ".", "a/b", "a b", "a,b", "%2e%2e" })
	void hostileIdIsRefusedOnEveryRouteOnWhichAModelAnswers(String id) {
		List<String> paths = modelRoutes();
		assertThat(paths).contains("/v1/chat/completions", "/v1/messages", "/api/chat").hasSizeGreaterThan(8);
		for (String path : paths) {
			HttpResponse<String> refused = this.gateway.post(path, "{}", SessionKey.HEADER, id);
			assertThat(refused.statusCode()).as(path).isEqualTo(400);
			assertThat(refused.body()).as(path).contains(SessionKey.HEADER);
		}
	}

	@Test
	void headerIsRefusedWhereThereIsNoConversation() {
		List<String> others = new ArrayList<>(modelRoutes());
		others.removeAll(List.of("/v1/chat/completions", "/v1/messages", "/v1/messages/count_tokens", "/api/chat"));
		assertThat(others).contains("/v1/responses", "/v1/completions", "/v1/embeddings", "/api/generate");
		for (String path : others) {
			HttpResponse<String> refused = this.gateway.post(path, "{}", SessionKey.HEADER, "good");
			assertThat(refused.statusCode()).as(path).isEqualTo(400);
			assertThat(refused.body()).as(path).contains("has no sessions");
		}
		assertThat(this.gateway.post("/v1/responses", "{}", SessionKey.HEADER, "good").body())
			.contains("previous_response_id");
		assertThat(this.gateway.get("/v1/models", SessionKey.HEADER, "a b").statusCode())
			.as("clients send their headers with every request")
			.isEqualTo(200);
	}

	@Test
	void twoIdsAreRefused() {
		HttpResponse<String> refused = this.gateway.post("/v1/chat/completions", FakeGateway.body("Hello"),
				SessionKey.HEADER, "one", SessionKey.HEADER, "two");
		assertThat(refused.statusCode()).isEqualTo(400);
		assertThat(refused.body()).contains("given 2 times", "invalid_session");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a%2Fb", "%2e%2e%2fetc", "a%20b", "a%00b", "%C3%A4" })
	void hostileIdInAPathIsRefused(String id) {
		for (String method : List.of("GET", "DELETE")) {
			HttpResponse<String> refused = this.gateway.send(method, "/v1/session/" + id, "");
			assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
			assertThat(refused.body()).contains("invalid_session");
		}
	}

	@Test
	void wrongMethodIsRefused() {
		assertThat(this.gateway.post("/v1/session/a", "{}").statusCode()).isEqualTo(405);
	}

	@Test
	void keySeesItsOwnSessionsOnly() {
		String[] one = { "x-api-key", this.gateway.createKey("one"), SessionKey.HEADER, "own" };
		String[] two = { "x-api-key", this.gateway.createKey("two"), SessionKey.HEADER, "own" };
		String chats = "/v1/chat/completions";
		assertThat(this.gateway.post(chats, FakeGateway.body("Repeat after me: secret"), one).statusCode())
			.isEqualTo(200);
		assertThat(this.gateway.get("/v1/session/own", two).statusCode()).isEqualTo(404);
		assertThat(this.gateway.send("DELETE", "/v1/session/own", "", two).statusCode()).isEqualTo(404);
		assertThat(
				this.gateway.post(chats, FakeGateway.body("Hello"), two).headers().firstValue(SessionRequests.MESSAGES))
			.hasValue("0");
		assertThat(this.gateway.lastRequest().toString()).doesNotContain("secret");
		assertThat(this.gateway.document("/v1/session/own", one).path("messages")).hasSize(2);
		assertThat(this.gateway.send("DELETE", "/v1/session/own", "", one).statusCode()).isEqualTo(200);
		assertThat(this.gateway.get("/v1/session/own", two).statusCode()).isEqualTo(200);
	}

	@Test
	void callerWithoutAKeyLearnsNothing() {
		this.gateway.createKey("one");
		for (String path : List.of("/v1/chat/completions", "/v1/responses")) {
			assertThat(this.gateway.post(path, "{}", SessionKey.HEADER, "a b").statusCode()).isEqualTo(401);
		}
		assertThat(this.gateway.get("/v1/session/own").statusCode()).isEqualTo(401);
	}

}
