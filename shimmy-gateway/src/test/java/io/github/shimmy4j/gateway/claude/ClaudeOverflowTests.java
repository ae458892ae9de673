package io.github.shimmy4j.gateway.claude;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.shimmy4j.gateway.FakeGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Overflows that an external server tells in its own way, and failures for good. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClaudeOverflowTests {

	@TempDir
	static Path directory;

	private HttpServer server;

	private FakeGateway gateway;

	private volatile int status;

	private volatile String answer = "";

	private volatile String request = "";

	@BeforeAll
	void start() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", this::answer);
		this.server.start();
		this.gateway = FakeGateway.external(directory,
				URI.create("http://127.0.0.1:" + this.server.getAddress().getPort() + "/v1"),
				"shimmy.gateway.limits.slow-body=300ms");
	}

	@AfterAll
	void stop() {
		this.gateway.close();
		this.server.stop(0);
	}

	private void answer(HttpExchange exchange) throws IOException {
		String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
		boolean asked = exchange.getRequestURI().getPath().endsWith("/completions");
		boolean listed = exchange.getRequestURI().getPath().endsWith("/models");
		this.request = asked ? request : this.request;
		String said = asked ? this.answer : "{\"data\":[{\"id\":\"m\",\"max_model_len\":4096}]}";
		byte[] bytes = said.getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(asked ? this.status : listed ? 200 : 404, (bytes.length > 0) ? bytes.length : -1);
		exchange.getResponseBody().write(bytes);
		exchange.close();
	}

	private HttpResponse<String> ask(int status, String answer, String text) {
		this.status = status;
		this.answer = answer;
		return this.gateway.post("/v1/messages", ClaudeRoutesTests.body(ClaudeRoutesTests.user(text), "'stream':true"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					This model's maximum context length is 4096 tokens. However, your request has 5000 input tokens. | prompt is too long: 5000 tokens > 4096 maximum
					However, the model's context length is only 4096 tokens. You passed 4000 input tokens and requested 200 output tokens | input length and `max_tokens` exceed context limit: 4000 + 200 > 4096, decrease input length or `max_tokens` and try again
					""")
	void numbersOfTheServerAreTold(String said, String told) {
		HttpResponse<String> refused = ask(400, "{\"message\":\"%s\",\"code\":400}".formatted(said), "Hello");
		assertThat(refused.statusCode()).isEqualTo(400);
		assertThat(FakeGateway.json(refused).at("/error/message").asString()).isEqualTo(told);
		assertThat(FakeGateway.json(refused).at("/error/type").asString()).isEqualTo("invalid_request_error");
	}

	/** Before: the words of the server, on which no program shortens its conversation. */
	@Test
	void refusalWithoutNumbersHasTheKnownContextAndAnEstimate() {
		HttpResponse<String> refused = ask(413, "Payload Too Large", "word ".repeat(8000));
		assertThat(refused.statusCode()).isEqualTo(400);
		assertThat(FakeGateway.json(refused).at("/error/message").asString())
			.matches("prompt is too long: 10\\d{3} tokens > 4096 maximum");
		assertThat(FakeGateway.json(ask(413, "", "Hello")).at("/error/message").asString())
			.isEqualTo("prompt is too long: 4097 tokens > 4096 maximum");
	}

	@Test
	void thinkingIsAskedOfAServerWhoseAbilitiesNobodyKnows() {
		this.status = 500;
		this.gateway.post("/v1/messages",
				ClaudeRoutesTests.body(ClaudeRoutesTests.user("Hello"), "'thinking':{'type':'enabled'}"));
		assertThat(this.request).contains("\"enable_thinking\":true");
	}

	/** Before: 502, which Claude's programs repeat for minutes. */
	@ParameterizedTest
	@CsvSource({ "401, {}", "403, {}", "404, {}", "200, <html>" })
	void failureForGoodIs400(int status, String answer) {
		HttpResponse<String> refused = ask(status, answer, "Hello");
		assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
		assertThat(FakeGateway.json(refused).at("/error/type").asString()).isEqualTo("invalid_request_error");
	}

	@ParameterizedTest
	@CsvSource({ "429, 529, overloaded_error", "503, 529, overloaded_error", "500, 502, api_error" })
	void failureThatMayPassIsTold(int status, int told, String type) {
		HttpResponse<String> refused = ask(status, "{}", "Hello");
		assertThat(refused.statusCode()).as(refused.body()).isEqualTo(told);
		assertThat(FakeGateway.json(refused).at("/error/type").asString()).isEqualTo(type);
	}

	@ParameterizedTest
	@CsvSource({ "POST /v1/messages, 127.0.0.1, 408, timeout_error",
			"POST /v1/messages, evil.example, 403, permission_error",
			"GET /v1/models, evil.example, 403, permission_error" })
	void bodyThatDoesNotArriveAndForeignHostAreRefusedInClaudesForm(String route, String host, int status, String type)
			throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.gateway.port())) {
			socket.setSoTimeout(10_000);
			socket.getOutputStream()
				.write("%s HTTP/1.1\r\nHost: %s\r\nanthropic-version: 2023-06-01\r\nContent-Length: 100\r\n\r\n{"
					.formatted(route, host)
					.getBytes(StandardCharsets.US_ASCII));
			StringBuilder answer = new StringBuilder();
			while (answer.indexOf("{\"type\":\"" + type + "\"") < 0) {
				int next = socket.getInputStream().read();
				assertThat(next).as(answer.toString()).isNotNegative();
				answer.append((char) next);
			}
			assertThat(answer).startsWith("HTTP/1.1 " + status);
		}
	}

}
