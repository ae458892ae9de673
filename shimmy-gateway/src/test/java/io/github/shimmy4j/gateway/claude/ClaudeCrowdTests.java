package io.github.shimmy4j.gateway.claude;

import java.io.IOException;
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
import io.github.shimmy4j.gateway.key.KeyLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Faults G4 and G6 on Claude's routes: too many clients, and those who may not come in.
 */
@ExtendWith(SharedGateway.class)
class ClaudeCrowdTests {

	private static final String STREAM = "'stream':true";

	private static final String QUESTION = ClaudeRoutesTests.body(ClaudeRoutesTests.user("Hello"));

	private static final int CLIENTS = 20;

	@TempDir
	private Path directory;

	private final FakeGateway shared;

	ClaudeCrowdTests(FakeGateway shared) {
		this.shared = shared;
	}

	private static String type(HttpResponse<String> refused) {
		assertThat(FakeGateway.json(refused).path("type").asString()).as(refused.body()).isEqualTo("error");
		return FakeGateway.json(refused).at("/error/type").asString();
	}

	@ParameterizedTest
	@ValueSource(strings = { "'stream':false", STREAM })
	void moreClientsThanPlacesAreToldWhenToComeAgainAndNoneIsLost(String stream) {
		try (FakeGateway gateway = FakeGateway.start(this.directory, FakeShimmyBinary.llamaServer(),
				"shimmy.chat.max-concurrent=1", "shimmy.gateway.queue.size=1", "shimmy.chat.idle-timeout=30s")) {
			gateway.faults("reading-takes=100ms");
			ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
			try {
				String body = ClaudeRoutesTests.body(ClaudeRoutesTests.user("Hello"), stream);
				List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
				for (int client = 0; client < CLIENTS; client++) {
					asked.add(CompletableFuture.supplyAsync(() -> gateway.post("/v1/messages", body), threads));
				}
				List<HttpResponse<String>> answers = asked.stream().map(CompletableFuture::join).toList();
				assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(200, 429).contains(200, 429);
				assertThat(answers).filteredOn((answer) -> answer.statusCode() == 429).allSatisfy((refused) -> {
					assertThat(type(refused)).isEqualTo("rate_limit_error");
					assertThat(refused.headers().firstValueAsLong("retry-after").orElse(0)).isPositive();
				});
				assertThat(answers).filteredOn((answer) -> answer.statusCode() == 200)
					.allSatisfy((answer) -> assertThat(answer.body()).contains("end_turn"));
			}
			finally {
				threads.shutdownNow();
			}
			gateway.awaitInFlight(0);
		}
	}

	/** Its answer is larger than all buffers on the way: Netty's takes 128 events. */
	@Test
	void clientThatReadsNothingIsCutAndFreesItsSlot() throws IOException {
		try (FakeGateway gateway = FakeGateway.start(this.directory, FakeShimmyBinary.llamaServer(),
				"shimmy.gateway.limits.unread=500ms"); Socket client = new Socket()) {
			client.setReceiveBufferSize(4096);
			client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port()));
			String words = ("x".repeat(20_000) + " ").repeat(400);
			send(client, "127.0.0.1",
					ClaudeRoutesTests.body(ClaudeRoutesTests.user("Repeat after me: " + words), STREAM)
						.replace("\"max_tokens\":200", "\"max_tokens\":1000"));
			gateway.awaitInFlight(1);
			gateway.awaitInFlight(0);
			assertThat(gateway.post("/v1/messages", QUESTION).statusCode()).isEqualTo(200);
		}
	}

	private static void send(Socket client, String host, String text) throws IOException {
		byte[] body = text.getBytes(StandardCharsets.UTF_8);
		String head = "POST /v1/messages HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\nContent-Length: "
				+ body.length + "\r\n\r\n";
		client.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
		client.getOutputStream().write(body);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v1/messages", "/v1/messages/count_tokens" })
	void keyThatIsMissingOrWrongOrRevokedIsRefusedInClaudesForm(String path) {
		String secret = this.shared.createKey("mine");
		assertThat(this.shared.post(path, QUESTION, "x-api-key", secret).statusCode()).isEqualTo(200);
		assertThat(this.shared.post(path, QUESTION, "Authorization", "Bearer " + secret).statusCode()).isEqualTo(200);
		String another = this.shared.createKey("other");
		this.shared.keys()
			.list()
			.stream()
			.filter((key) -> key.label().equals("mine"))
			.forEach((key) -> this.shared.keys().revoke(key.id()));
		for (String[] headers : List.of(new String[] {}, new String[] { "x-api-key", another + "x" },
				new String[] { "x-api-key", secret })) {
			HttpResponse<String> refused = this.shared.post(path, QUESTION, headers);
			assertThat(refused.statusCode()).isEqualTo(401);
			assertThat(type(refused)).isEqualTo("authentication_error");
		}
	}

	@Test
	void keyThatMayNotUseTheModelOrAskSoOftenIsRefusedInClaudesForm() {
		String narrow = this.shared.keys().create("narrow", new KeyLimits(0, 0, List.of("x"))).secret().reveal();
		HttpResponse<String> forbidden = this.shared.post("/v1/messages", QUESTION, "x-api-key", narrow);
		assertThat(forbidden.statusCode()).isEqualTo(403);
		assertThat(type(forbidden)).isEqualTo("permission_error");
		String slow = this.shared.keys().create("slow", new KeyLimits(0, 1, List.of())).secret().reveal();
		this.shared.post("/v1/messages", QUESTION, "x-api-key", slow);
		HttpResponse<String> late = this.shared.post("/v1/messages", QUESTION, "x-api-key", slow);
		assertThat(late.statusCode()).isEqualTo(429);
		assertThat(type(late)).isEqualTo("rate_limit_error");
		assertThat(late.headers().firstValueAsLong("retry-after").orElse(0)).isBetween(1L, 60L);
	}

	@Test
	void webPageIsRefusedInClaudesForm() throws IOException {
		HttpResponse<String> page = this.shared.post("/v1/messages", QUESTION, "Origin", "https://evil.example");
		assertThat(page.statusCode()).isEqualTo(403);
		assertThat(type(page)).isEqualTo("permission_error");
		try (Socket client = new Socket(InetAddress.getLoopbackAddress(), this.shared.port())) {
			client.setSoTimeout(30_000);
			send(client, "evil.example", QUESTION);
			String rebound = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(rebound).startsWith("HTTP/1.1 403").contains("\"type\":\"permission_error\"");
		}
	}

}
