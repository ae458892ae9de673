package io.github.shimmy4j.engine.http;

import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** Paths, methods and HEAD. */
class EngineServerTests {

	private static final String KEY = "0123456789abcdef";

	private final ServerUnderTest server = new ServerUnderTest();

	@AfterEach
	void stop() {
		this.server.close();
	}

	@ParameterizedTest
	@CsvSource({ "GET,/nowhere,404", "DELETE,/health,405", "GET,/v1/embeddings,405", "OPTIONS,/health,400",
			"GET,/health?x=1,200", "GET,/api/models,200", "GET,/v1/models/m,200", "GET,/v1/models/m?x=1,200",
			"GET,/v1/models/,404", "GET,/v1/models/n,404", "GET,/v1/completions,405" })
	void pathAndMethodAreJudged(String method, String path, int status) throws Exception {
		assertThat(this.server.send(this.server.request(path).method(method, BodyPublishers.noBody())).statusCode())
			.isEqualTo(status);
	}

	@Test
	void pathThatIsUnknownIsToldAsOpenAiDoes() throws Exception {
		HttpResponse<String> response = this.server.send(this.server.request("/v1/nowhere?key=secret").GET());
		assertThat(response.statusCode()).isEqualTo(404);
		assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
		JsonNode error = JsonMapper.shared().readTree(response.body()).path("error");
		assertThat(error.path("message").asString()).startsWith("Unknown request URL: GET /v1/nowhere.")
			.contains("/v1/chat/completions, /v1/chat/completions/input_tokens, /v1/completions, "
					+ "/v1/embeddings, /v1/models and /v1/models/ID")
			.doesNotContain("secret");
		assertThat(error.path("type").asString()).isEqualTo("invalid_request_error");
		assertThat(error.path("code").asString()).isEqualTo("unknown_url");
		assertThat(error.path("param").isNull()).isTrue();
	}

	@Test
	void longPathIsToldInPart() throws Exception {
		assertThat(this.server.send(this.server.request("/" + "x".repeat(3000)).GET()).body().length())
			.isLessThan(1000);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "GET|/v1/chat/completions|POST", "PUT|/v1/completions|POST",
			"DELETE|/v1/models/m|GET, HEAD", "POST|/v1/models|GET, HEAD", "PATCH|/health|GET, HEAD" })
	void methodThatAPathLacksIsToldWithThoseThatItHas(String method, String path, String allowed) throws Exception {
		HttpResponse<String> response = this.server
			.send(this.server.request(path).method(method, BodyPublishers.noBody()));
		assertThat(response.statusCode()).isEqualTo(405);
		assertThat(response.headers().firstValue("allow")).hasValue(allowed);
		JsonNode error = JsonMapper.shared().readTree(response.body()).path("error");
		assertThat(error.path("message").asString()).contains(method, path, allowed);
		assertThat(error.path("type").asString()).isEqualTo("invalid_request_error");
		assertThat(error.path("code").asString()).isEqualTo("method_not_allowed");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/health", "/health?x=1", "/v1/models", "/v1/models/m", "/api/models" })
	void whatCanBeReadCanBeAskedAbout(String path) throws Exception {
		HttpResponse<String> whole = this.server.send(this.server.request(path).GET());
		HttpResponse<String> head = this.server.send(this.server.request(path).method("HEAD", BodyPublishers.noBody()));
		assertThat(head.statusCode()).isEqualTo(200);
		assertThat(head.body()).isEmpty();
		assertThat(head.headers().firstValue("content-type")).isEqualTo(whole.headers().firstValue("content-type"));
		assertThat(head.headers().firstValueAsLong("content-length").orElseThrow()).isCloseTo(whole.body().length(),
				Offset.offset(3L));
	}

	@ParameterizedTest
	@CsvSource({ "/nowhere,404", "/v1/chat/completions,405" })
	void refusalOfAHeadHasNoBody(String path, int status) throws Exception {
		this.server.rebind(Map.of("SHIMMY_API_KEY", KEY));
		try (Socket socket = this.server.connect()) {
			ServerUnderTest.say(socket,
					"HEAD /health HTTP/1.1\r\nHost: x\r\n\r\nHEAD /v1/models HTTP/1.1\r\nHost: x\r\n\r\nHEAD " + path
							+ " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nx-api-key: " + KEY + "\r\n\r\n");
			assertThat(ServerUnderTest.read(socket)).startsWith("HTTP/1.1 200")
				.contains("\r\n\r\nHTTP/1.1 401 ", "\r\n\r\nHTTP/1.1 " + status)
				.endsWith("\r\n\r\n");
		}
	}

}
