package io.github.shimmy4j.engine.http;

import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
			"GET,/health?x=1,200", "GET,/api/models,200" })
	void pathAndMethodAreJudged(String method, String path, int status) throws Exception {
		HttpResponse<String> response = this.server
			.send(this.server.request(path).method(method, BodyPublishers.noBody()));
		assertThat(response.statusCode()).isEqualTo(status);
		if (status != 200) {
			assertThat(response.body()).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/health", "/health?x=1", "/v1/models", "/api/models" })
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
