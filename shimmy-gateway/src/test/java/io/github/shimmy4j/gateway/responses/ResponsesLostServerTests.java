package io.github.shimmy4j.gateway.responses;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.Fault;
import io.github.shimmy4j.gateway.FakeGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Faults G2, R5 and R6 as programs of the Responses API see them: servers that are not
 * ready or fall silent, and clients that leave.
 */
class ResponsesLostServerTests {

	private static final String PATH = "/v1/responses";

	private static final String STREAM = ResponsesRoutesTests.STREAM;

	@TempDir
	private Path directory;

	private static HttpResponse<String> ask(FakeGateway gateway, String... fields) {
		return gateway.post(PATH, ResponsesRoutesTests.body("'Count to 5'", fields));
	}

	@Test
	void serverThatIsNotReadyInTimeIsUnavailableWithOrWithoutHeartbeats() {
		FakeShimmyBinary slow = FakeShimmyBinary.llamaServer().with(Fault.LOADING_TAKES, Duration.ofSeconds(50));
		try (FakeGateway gateway = FakeGateway.starting(this.directory, slow, "shimmy.chat.idle-timeout=50ms",
				"shimmy.gateway.stream.hold=100ms", "shimmy.gateway.stream.heartbeat=100ms")) {
			HttpResponse<String> document = ask(gateway);
			assertThat(document.statusCode()).as(document.body()).isEqualTo(503);
			assertThat(document.headers().firstValueAsLong("retry-after").orElse(0)).isPositive();
			HttpResponse<String> stream = ask(gateway, STREAM);
			assertThat(stream.body()).startsWith("event: response.created");
			JsonNode failed = ResponsesFaultsTests.last(stream).path("response");
			assertThat(failed.at("/error/code").asString()).isEqualTo("rate_limit_exceeded");
			assertThat(failed.at("/error/message").asString()).contains("Please try again in ");
			assertThat(failed.path("model").asString()).isEqualTo(FakeGateway.MODEL);
		}
	}

	@Test
	void serverThatDoesNotRunIsToldAtOnce() {
		try (FakeGateway gateway = FakeGateway.start(this.directory, FakeShimmyBinary.llamaServer(),
				"shimmy.chat.idle-timeout=60s")) {
			gateway.sidecar().stop().join();
			for (String stream : new String[] { STREAM, "'stream':false" }) {
				HttpResponse<String> refused = ask(gateway, stream);
				assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
				assertThat(FakeGateway.json(refused).at("/error/code").asString()).isEqualTo("not_running");
			}
		}
	}

	@Test
	void silenceInMidAnswerIsAFailedResponse() {
		try (FakeGateway gateway = FakeGateway.start(this.directory, FakeShimmyBinary.llamaServer(),
				"shimmy.chat.idle-timeout=1s", "shimmy.chat.first-token-timeout=1s")) {
			gateway.faults("stall-after=2");
			JsonNode last = ResponsesFaultsTests.last(ask(gateway, STREAM));
			assertThat(last.path("type").asString()).isEqualTo("response.failed");
			assertThat(last.at("/response/error/code").asString()).isEqualTo("server_error");
			assertThat(last.at("/response/output/0/content/0/text").asString()).isNotEmpty();
			gateway.clearFaults();
			assertThat(ask(gateway, STREAM).body()).contains("response.completed");
		}
	}

	@Test
	void clientThatLeavesWhileItWaitsIsNeverSentToTheServer() throws IOException {
		try (FakeGateway gateway = waiting()) {
			gateway.faults("token-delay=100ms");
			try (Socket first = gateway.ask("First", "\"stream\":true")) {
				gateway.awaitRequest("First");
				try (Socket waiting = leaving(gateway)) {
					awaitText(waiting, "response.in_progress");
				}
				assertThat(ask(gateway).statusCode()).isEqualTo(200);
				assertThat(first.isConnected()).isTrue();
			}
			assertThat(gateway.requests()).doesNotContain("Never sent");
		}
	}

	@Test
	void clientThatLeavesWhileTheModelReadsFreesItsSlot() throws IOException {
		try (FakeGateway gateway = waiting()) {
			gateway.faults("reading-takes=1s");
			try (Socket leaving = leaving(gateway)) {
				gateway.awaitRequest("Never sent");
				awaitText(leaving, "response.in_progress");
			}
			gateway.awaitInFlight(0);
			gateway.clearFaults();
			assertThat(ask(gateway).statusCode()).isEqualTo(200);
		}
	}

	private FakeGateway waiting() {
		return FakeGateway.start(this.directory, FakeShimmyBinary.llamaServer(), "shimmy.chat.max-concurrent=1",
				"shimmy.gateway.stream.hold=50ms", "shimmy.gateway.stream.heartbeat=50ms");
	}

	private static void awaitText(Socket client, String text) throws IOException {
		BufferedReader lines = new BufferedReader(
				new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
		assertThat(lines.lines().anyMatch((line) -> line.contains(text))).isTrue();
	}

	private static Socket leaving(FakeGateway gateway) throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
		byte[] body = ResponsesRoutesTests.body("'Never sent'", STREAM).getBytes(StandardCharsets.UTF_8);
		String head = "POST " + PATH + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " + body.length + "\r\n\r\n";
		socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
		socket.getOutputStream().write(body);
		return socket;
	}

}
