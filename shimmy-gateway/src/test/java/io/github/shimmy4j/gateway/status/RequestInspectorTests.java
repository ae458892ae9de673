package io.github.shimmy4j.gateway.status;

import java.util.List;

import io.github.shimmy4j.gateway.call.RequestException;
import io.github.shimmy4j.gateway.http.RequestLogEntry;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class RequestInspectorTests {

	private final RequestInspector inspector = new RequestInspector(3);

	private void see(RequestLogEntry entry, String... headers) {
		this.inspector.ended(entry, Entries.exchange(entry.path(), headers));
	}

	private List<String> paths(int count) {
		return this.inspector.document(count)
			.path("requests")
			.valueStream()
			.map((each) -> each.path("path").asString())
			.toList();
	}

	@Test
	void newestIsFirstAndTheOldestIsForgotten() {
		List.of("/a", "/b", "/c", "/d").forEach((path) -> see(Entries.at(path)));
		assertThat(paths(100)).containsExactly("/d", "/c", "/b");
		assertThat(paths(1)).containsExactly("/d");
	}

	@Test
	void requestsThatLookAtTheGatewayAreNotKept() {
		List.of("/health", "/metrics", "/v1/status", "/v1/inspect", "/openapi.json")
			.forEach((path) -> see(Entries.at(path)));
		assertThat(paths(100)).isEmpty();
	}

	@Test
	void generationIsToldWithTimesAndTokens() {
		see(Entries.answered("editor", "tiny"));
		JsonNode told = this.inspector.document(1).path("requests").get(0);
		assertThat(told.path("key").asString()).isEqualTo("editor");
		assertThat(told.path("outcome").asString()).isEqualTo("answered");
		assertThat(told.path("firstTokenMs").asInt()).isEqualTo(120);
		assertThat(told.path("totalMs").asInt()).isEqualTo(950);
		assertThat(told.path("tokens")).hasToString("{\"input\":12,\"cached\":10,\"output\":64}");
		assertThat(told.has("requestBody")).isFalse();
	}

	@Test
	void secretsAreNeverKept() {
		see(Entries.at("/v1/models"), "Authorization", "Bearer sk-1", "X-Api-Key", "sk-2", "Cookie", "session=3",
				"Proxy-Authorization", "Basic 4", "X-Goog-Auth", "5", "X-Auth-Token", "6", "User-Agent", "curl/8");
		JsonNode headers = this.inspector.document(1).path("requests").get(0).path("headers");
		assertThat(headers.propertyStream().filter((header) -> header.getValue().asString().equals("(hidden)")))
			.hasSize(6);
		assertThat(headers.path("user-agent").asString()).isEqualTo("curl/8");
	}

	@Test
	void messageOfAFailureIsNotKeptBecauseItMayQuoteTheRequest() {
		see(Entries.failed(RequestException.unknownModel("my secret plans", List.of("tiny"))));
		JsonNode told = this.inspector.document(1).path("requests").get(0);
		assertThat(told.path("error")).hasToString("{\"code\":\"model_not_found\",\"param\":\"model\"}");
		assertThat(told.toString()).doesNotContain("secret plans");
	}

	@Test
	void inspectorOfSizeZeroKeepsNothing() {
		RequestInspector none = new RequestInspector(0);
		none.ended(Entries.at("/a"), Entries.exchange("/a"));
		assertThat(none.document(1).path("requests")).isEmpty();
	}

}
