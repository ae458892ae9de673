package io.github.shimmy4j.gateway.responses;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import io.github.shimmy4j.contract.Eventually;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.gateway.FakeGateway;
import io.github.shimmy4j.gateway.key.KeyLimits;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Waits, WebSockets and the limits of the memory. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResponsesPatienceTests {

	private static final String PATH = "/v1/responses";

	@TempDir
	static Path directory;

	private FakeGateway gateway;

	@BeforeAll
	void start() {
		this.gateway = FakeGateway.start(directory, FakeShimmyBinary.llamaServer(), "shimmy.gateway.stream.hold=50ms",
				"shimmy.gateway.stream.heartbeat=50ms", "shimmy.gateway.responses.max-count=1");
	}

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	/** Before: by comments, and Codex gave up after 5 minutes without an event. */
	@Test
	void longPromptIsBridgedByEvents() {
		this.gateway.faults("reading-takes=1s");
		HttpResponse<String> answer = this.gateway.post(PATH,
				ResponsesRoutesTests.body("'Count to 5'", ResponsesRoutesTests.STREAM));
		this.gateway.clearFaults();
		List<JsonNode> events = ResponsesRoutesTests.events(answer);
		assertThat(ResponsesRoutesTests.types(events))
			.startsWith("response.created", "response.in_progress", "response.output_item.added")
			.endsWith("response.completed");
		assertThat(events).filteredOn((event) -> event.path("type").asString().equals("response.in_progress"))
			.hasSizeGreaterThan(2);
		assertThat(events).extracting((event) -> event.path("sequence_number").asInt())
			.isEqualTo(IntStream.range(0, events.size()).boxed().toList());
		assertThat(events.get(0).at("/response/id")).isEqualTo(events.get(events.size() - 1).at("/response/id"));
	}

	/** Codex gives up at 429, so its streams wait where others are refused. */
	@Test
	void fullQueueWaitsVisiblyAndOnlyThen() throws Exception {
		try (FakeGateway busy = FakeGateway.start(directory, FakeShimmyBinary.llamaServer(),
				"shimmy.chat.max-concurrent=1", "shimmy.gateway.queue.size=1", "shimmy.gateway.stream.hold=50ms",
				"shimmy.gateway.stream.heartbeat=50ms", "shimmy.chat.idle-timeout=30s")) {
			busy.faults("token-delay=200ms");
			ExecutorService threads = Executors.newFixedThreadPool(4);
			try (Socket first = busy.ask("First", "\"stream\":true")) {
				busy.awaitRequest("First");
				List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
				for (int each = 0; each < 4; each++) {
					asked
						.add(CompletableFuture.supplyAsync(
								() -> busy.post(PATH,
										ResponsesRoutesTests.body("'Count to 2'", ResponsesRoutesTests.STREAM)),
								threads));
				}
				Eventually.holds(Duration.ofSeconds(20),
						() -> busy.sidecar().snapshot().inFlight() == 1 && waiting(busy) == 4,
						() -> busy.get("/v1/status").body());
				assertThat(busy.post(PATH, ResponsesRoutesTests.body("'Count to 2'")).statusCode()).isEqualTo(429);
				busy.clearFaults();
				for (CompletableFuture<HttpResponse<String>> each : asked) {
					assertThat(each.join().body()).contains("response.completed");
				}
				assertThat(first.isConnected()).isTrue();
			}
			finally {
				threads.shutdownNow();
			}
		}
	}

	/** Before: a stream over the rate of its key was refused with 429, too. */
	@Test
	void streamOverTheRateOfItsKeyWaitsUntilItIsDue() {
		try (FakeGateway limited = FakeGateway.start(directory, FakeShimmyBinary.llamaServer(),
				"shimmy.gateway.stream.hold=50ms", "shimmy.gateway.stream.heartbeat=50ms")) {
			String[] key = { "Authorization",
					"Bearer " + limited.keys().create("codex", new KeyLimits(0, 60, List.of())).secret().reveal() };
			String hello = ResponsesRoutesTests.body("'Hello'");
			HttpResponse<String> refused = limited.post(PATH, hello, key);
			for (int asked = 1; asked < 500 && refused.statusCode() == 200; asked++) {
				refused = limited.post(PATH, hello, key);
			}
			assertThat(refused.statusCode()).as(refused.body()).isEqualTo(429);
			HttpResponse<String> answer = limited.post(PATH,
					ResponsesRoutesTests.body("'Hello'", ResponsesRoutesTests.STREAM), key);
			assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
			assertThat(answer.body()).startsWith("event: response.created").contains("response.completed");
		}
	}

	@Test
	void responseThatIsTooLargeToStoreSaysSo() {
		try (FakeGateway small = FakeGateway.start(directory, FakeShimmyBinary.llamaServer(),
				"shimmy.gateway.responses.max-size=4KB")) {
			JsonNode response = FakeGateway
				.json(small.post(PATH, ResponsesRoutesTests.body("'" + "word ".repeat(1000) + "'")));
			assertThat(response.path("store").asBoolean(true)).as(response.toString()).isFalse();
			assertThat(small.get(PATH + "/" + response.path("id").asString()).statusCode()).isEqualTo(404);
		}
	}

	private static int waiting(FakeGateway gateway) {
		return FakeGateway.json(gateway.get("/v1/status")).at("/queue/waiting").asInt();
	}

	@Test
	void failureAfterACommentIsAFailedResponse() {
		this.gateway.faults("reading-takes=300ms", "generation-502");
		HttpResponse<String> answer = this.gateway.post(PATH,
				ResponsesRoutesTests.body("'Count to 5'", ResponsesRoutesTests.STREAM));
		this.gateway.clearFaults();
		assertThat(ResponsesRoutesTests.types(ResponsesRoutesTests.events(answer))).as(answer.body())
			.containsExactly("response.created", "response.in_progress", "response.failed");
	}

	@Test
	void responseThatHasLeftTheMemoryIsRefusedWithTheLimits() {
		String first = FakeGateway.json(this.gateway.post(PATH, ResponsesRoutesTests.body("'One'")))
			.path("id")
			.asString();
		this.gateway.post(PATH, ResponsesRoutesTests.body("'Two'"));
		HttpResponse<String> refused = this.gateway.post(PATH,
				ResponsesRoutesTests.body("'Three'", "'previous_response_id':'%s'".formatted(first)));
		assertThat(refused.statusCode()).isEqualTo(400);
		assertThat(refused.body()).contains(first).contains("shimmy.gateway.responses");
	}

	/** The JDK's client cannot send such a header. */
	@Test
	void webSocketIsRefusedWith426() throws IOException {
		assertThat(statusOf("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
				+ "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"))
			.startsWith("HTTP/1.1 426")
			.contains("websocket_not_supported");
		HttpResponse<String> get = this.gateway.get(PATH);
		assertThat(get.statusCode()).isEqualTo(405);
		assertThat(get.headers().firstValue("allow")).hasValue("POST");
	}

	private String statusOf(String headers) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.gateway.port())) {
			socket.getOutputStream()
				.write(("GET " + PATH + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers + "\r\n")
					.getBytes(StandardCharsets.US_ASCII));
			socket.setSoTimeout(10_000);
			StringBuilder read = new StringBuilder();
			byte[] buffer = new byte[4096];
			while (!read.toString().contains("}}")) {
				int count = socket.getInputStream().read(buffer);
				if (count < 0) {
					break;
				}
				read.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
			}
			return read.toString();
		}
	}

}
