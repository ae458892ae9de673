package io.github.shimmy4j.gateway.claude;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.gateway.FakeGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Claude's programs wait visibly, and are not sent away. */
class ClaudePatienceTests {

	private static final String STREAM = "'stream':true";

	@TempDir
	private Path directory;

	private FakeGateway start(String... properties) {
		return FakeGateway.start(this.directory, FakeShimmyBinary.llamaServer(), properties);
	}

	private static HttpResponse<String> ask(FakeGateway gateway, String text, String... fields) {
		return gateway.post("/v1/messages", ClaudeRoutesTests.body(ClaudeRoutesTests.user(text), fields));
	}

	@Test
	void longPromptIsBridgedByPingsAfterTheStartOfTheMessage() {
		try (FakeGateway gateway = start("shimmy.gateway.stream.hold=100ms", "shimmy.gateway.stream.heartbeat=100ms")) {
			gateway.faults("reading-takes=2s");
			HttpResponse<String> answer = ask(gateway, "Count to 5", STREAM);
			List<JsonNode> events = ClaudeRoutesTests.events(answer);
			assertThat(ClaudeRoutesTests.types(events)).contains("message_start", "ping", "message_stop");
			assertThat(answer.body().split("event: message_start")).hasSize(2);
			assertThat(answer.body().indexOf("event: message_start"))
				.isLessThan(answer.body().indexOf("event: content_block_start"));
			assertThat(answer.body().lastIndexOf("event: ping"))
				.isGreaterThan(answer.body().indexOf("event: message_start"));
		}
	}

	@Test
	void fullQueueWaitsWithPings() throws Exception {
		try (FakeGateway gateway = start("shimmy.chat.max-concurrent=1", "shimmy.gateway.queue.size=1",
				"shimmy.gateway.stream.hold=50ms", "shimmy.gateway.stream.heartbeat=50ms",
				"shimmy.chat.idle-timeout=30s")) {
			gateway.faults("reading-takes=200ms");
			ExecutorService threads = Executors.newFixedThreadPool(4);
			try (Socket first = gateway.ask("First", "\"stream\":true")) {
				gateway.awaitRequest("First");
				List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
				for (int each = 0; each < 4; each++) {
					asked.add(CompletableFuture.supplyAsync(() -> ask(gateway, "Count to 5", STREAM), threads));
				}
				for (CompletableFuture<HttpResponse<String>> each : asked) {
					assertThat(ClaudeRoutesTests.types(ClaudeRoutesTests.events(each.join()))).contains("ping",
							"message_stop");
				}
				assertThat(first.isConnected()).isTrue();
			}
			finally {
				threads.shutdownNow();
			}
		}
	}

	@Test
	void clientThatLeavesWhileItWaitsIsNeverSentToTheServer() throws Exception {
		try (FakeGateway gateway = start("shimmy.chat.max-concurrent=1", "shimmy.gateway.stream.hold=50ms",
				"shimmy.gateway.stream.heartbeat=50ms")) {
			gateway.faults("token-delay=100ms");
			try (Socket first = gateway.ask("First", "\"stream\":true")) {
				gateway.awaitRequest("First");
				try (Socket waiting = leaving(gateway)) {
					awaitText(waiting, "ping");
				}
				assertThat(ask(gateway, "Last").statusCode()).isEqualTo(200);
				assertThat(first.isConnected()).isTrue();
			}
			assertThat(gateway.requests()).doesNotContain("Never sent");
		}
	}

	@Test
	void clientThatLeavesWhileTheModelReadsFreesItsSlot() throws Exception {
		try (FakeGateway gateway = start("shimmy.chat.max-concurrent=1", "shimmy.gateway.stream.hold=50ms",
				"shimmy.gateway.stream.heartbeat=50ms")) {
			gateway.faults("reading-takes=1s");
			try (Socket leaving = leaving(gateway)) {
				gateway.awaitRequest("Never sent");
				awaitText(leaving, "message_start");
			}
			gateway.awaitInFlight(0);
			gateway.clearFaults();
			assertThat(ask(gateway, "Next").statusCode()).isEqualTo(200);
		}
	}

	private static void awaitText(Socket client, String text) throws IOException {
		BufferedReader lines = new BufferedReader(
				new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
		assertThat(lines.lines().anyMatch((line) -> line.contains(text))).isTrue();
	}

	private static Socket leaving(FakeGateway gateway) throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
		byte[] body = ClaudeRoutesTests.body(ClaudeRoutesTests.user("Never sent"), STREAM)
			.getBytes(StandardCharsets.UTF_8);
		String head = "POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " + body.length + "\r\n\r\n";
		socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
		socket.getOutputStream().write(body);
		return socket;
	}

	@Test
	void countNeedsNoTurn() throws Exception {
		try (FakeGateway gateway = start("shimmy.chat.max-concurrent=1")) {
			gateway.faults("generation-hangs");
			try (Socket busy = gateway.ask("Busy", "\"stream\":true")) {
				gateway.awaitRequest("Busy");
				for (int each = 0; each < 13; each++) {
					HttpResponse<String> count = gateway.post("/v1/messages/count_tokens",
							ClaudeRoutesTests.body(ClaudeRoutesTests.user("Hello " + each)));
					assertThat(FakeGateway.json(count).path("input_tokens").asInt()).as(count.body()).isPositive();
				}
				assertThat(busy.isConnected()).isTrue();
				assertThat(gateway.requests()).doesNotContain("Hello 1");
			}
		}
	}

	@Test
	void failureBeforeTheFirstTokenHasAStatusOfItsOwn() {
		try (FakeGateway gateway = start()) {
			gateway.faults("generation-502");
			HttpResponse<String> failed = ask(gateway, "Hello", STREAM);
			assertThat(failed.statusCode()).as(failed.body()).isEqualTo(502);
			assertThat(FakeGateway.json(failed).at("/error/type").asString()).isEqualTo("api_error");
		}
	}

	@Test
	void serverThatDoesNotRunIsToldAtOnce() {
		try (FakeGateway gateway = start("shimmy.chat.idle-timeout=60s")) {
			gateway.sidecar().stop().join();
			HttpResponse<String> refused = ask(gateway, "Hello");
			assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
			HttpResponse<String> count = gateway.post("/v1/messages/count_tokens",
					ClaudeRoutesTests.body(ClaudeRoutesTests.user("Hello")));
			assertThat(count.statusCode()).as(count.body()).isEqualTo(400);
			assertThat(FakeGateway.json(count).at("/error/type").asString()).isEqualTo("invalid_request_error");
		}
	}

	@Test
	void countStartsAServerThatTheNextRequestWouldStart() {
		try (FakeGateway gateway = FakeGateway.starting(this.directory, FakeShimmyBinary.llamaServer(),
				"shimmy.start-on-first-use=true", "shimmy.chat.idle-timeout=60s")) {
			HttpResponse<String> count = gateway.post("/v1/messages/count_tokens",
					ClaudeRoutesTests.body(ClaudeRoutesTests.user("Hello")));
			assertThat(FakeGateway.json(count).path("input_tokens").asInt(0)).as(count.body()).isPositive();
			gateway.awaitInFlight(0);
		}
	}

	@Test
	void attributionStaysIfThePropertySaysSo() {
		try (FakeGateway gateway = start("shimmy.gateway.claude.remove-attribution=false")) {
			ask(gateway, "Hello", ClaudeRoutesTests.system("1", "Be brief."));
			assertThat(gateway.lastRequest().toString()).contains("x-anthropic-billing-header");
		}
	}

	@Test
	void serverThatCountsNothingIsCountedByAnEstimate() {
		try (FakeGateway gateway = FakeGateway.start(this.directory, FakeShimmyBinary.version("1.7.4"))) {
			HttpResponse<String> answer = ask(gateway, "What is the capital of France?", STREAM);
			List<JsonNode> events = ClaudeRoutesTests.events(answer);
			assertThat(events.get(0).at("/message/usage/input_tokens").asInt()).isPositive();
			assertThat(answer.body()).contains("Paris").endsWith("{\"type\":\"message_stop\"}\n\n");
		}
	}

}
