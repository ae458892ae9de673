package io.github.shimmy4j.gateway.call;

import java.net.InetAddress;
import java.net.InetSocketAddress;
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
import io.github.shimmy4j.gateway.SharedGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Faults G1 and G4: hostile requests, too many clients, and clients that do not read. */
@ExtendWith(SharedGateway.class)
class CrowdedGatewayTests {

	private static final String STREAM = "\"stream\":true";

	private static final int CLIENTS = 20;

	@TempDir
	private Path directory;

	@Test
	void moreClientsThanPlacesAreToldWhenToComeAgainAndNoneIsLost() {
		try (FakeGateway gateway = FakeGateway.start(this.directory, FakeShimmyBinary.llamaServer(),
				"shimmy.chat.max-concurrent=1", "shimmy.gateway.queue.size=3", "shimmy.chat.idle-timeout=30s")) {
			gateway.faults("reading-takes=100ms");
			ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
			try {
				List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
				for (int client = 0; client < CLIENTS; client++) {
					asked.add(CompletableFuture.supplyAsync(() -> gateway.chat("Hello"), threads));
				}
				List<HttpResponse<String>> answers = asked.stream().map(CompletableFuture::join).toList();
				assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(200, 429).contains(200, 429);
				assertThat(answers).filteredOn((answer) -> answer.statusCode() == 429).allSatisfy((refused) -> {
					assertThat(refused.headers().firstValueAsLong("retry-after").orElse(0)).isPositive();
					assertThat(FakeGateway.json(refused).at("/error/code").asString()).isEqualTo("rate_limit_exceeded");
					assertThat(refused.body()).contains("shimmy.gateway.queue.size");
				});
			}
			finally {
				threads.shutdownNow();
			}
			gateway.awaitInFlight(0);
			assertThat(gateway.chat("Hello").statusCode()).isEqualTo(200);
		}
	}

	@Test
	void clientThatLeavesTheQueueIsNeverSentToTheServer(FakeGateway gateway) throws Exception {
		gateway.faults("token-delay=100ms");
		try (Socket first = gateway.ask("Now first", STREAM)) {
			gateway.awaitRequest("Now first");
			gateway.ask("Never sent").close();
			assertThat(gateway.chat("Last", "\"max_tokens\":1").statusCode()).isEqualTo(200);
			assertThat(first.isConnected()).isTrue();
		}
		assertThat(gateway.requests()).doesNotContain("Never sent");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v1/chat/completions", "/v1/messages", "/api/chat" })
	void promptThatIsTooLongIsRefusedWhileOthersHoldTheSlot(String path, FakeGateway gateway) throws Exception {
		gateway.faults("token-delay=2s");
		try (Socket first = gateway.ask("Now first", STREAM)) {
			gateway.awaitRequest("Now first");
			HttpResponse<String> refused = gateway.post(path, FakeGateway.body("Too long ".repeat(100_000), STREAM,
					"\"model\":\"qwen-local\"", "\"max_tokens\":9"));
			assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
			assertThat(refused.body()).contains("2000", "2048");
			assertThat(first.isConnected()).isTrue();
		}
	}

	/** Its answer is larger than all buffers on the way: Netty's takes 128 events. */
	@Test
	void clientThatReadsNothingIsCutAndFreesItsSlot() throws Exception {
		try (FakeGateway gateway = FakeGateway.start(this.directory, FakeShimmyBinary.llamaServer(),
				"shimmy.gateway.limits.unread=500ms"); Socket client = new Socket()) {
			client.setReceiveBufferSize(4096);
			client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port()));
			String words = ("x".repeat(20_000) + " ").repeat(400);
			byte[] body = FakeGateway.body("Repeat after me: " + words, STREAM).getBytes(StandardCharsets.UTF_8);
			client.getOutputStream()
				.write(("POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " + body.length
						+ "\r\n\r\n")
					.getBytes(StandardCharsets.US_ASCII));
			client.getOutputStream().write(body);
			gateway.awaitInFlight(1);
			gateway.awaitInFlight(0);
			assertThat(gateway.chat("Next").statusCode()).isEqualTo(200);
		}
	}

	@Test
	void hostileBodiesAreRefusedAndNothingBreaks(FakeGateway gateway) {
		for (String path : List.of("/v1/chat/completions", "/v1/completions", "/v1/embeddings", "/api/chat",
				"/api/generate", "/api/embed", "/api/show", "/api/pull")) {
			for (String body : List.of("", "\u0000", "[", "{\"a\":", "1", "null", "\"text\"", "[[[]]]",
					"[".repeat(100_000), "{\"messages\":".repeat(5000), "{\"messages\":{},\"model\":[]}",
					"{\"model\":{},\"prompt\":{},\"input\":{}}", "{\"messages\":[[]]}",
					"{\"messages\":[{\"role\":1,\"content\":2}]}")) {
				HttpResponse<String> refused = gateway.post(path, body);
				assertThat(refused.statusCode()).as(path + " " + body.substring(0, Math.min(40, body.length())))
					.isBetween(400, 499);
				assertThat(FakeGateway.json(refused).has("error")).as(refused.body()).isTrue();
			}
		}
		assertThat(gateway.chat("Hello").statusCode()).isEqualTo(200);
	}

}
