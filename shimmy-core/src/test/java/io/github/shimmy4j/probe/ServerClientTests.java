package io.github.shimmy4j.probe;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import io.github.shimmy4j.process.Secret;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ServerClientTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final int LIMIT_BYTES = 1024 * 1024;

	private final ServerClient client = ServerClient.create();

	@Test
	void getOfABodyAtTheLimitGivesItWhole() throws Exception {
		try (LocalServer server = LocalServer.answering(200, "x".repeat(LIMIT_BYTES))) {
			assertThat(this.client.get(uri(server), null)).succeedsWithin(LIMIT)
				.satisfies((reply) -> assertThat(reply.body()).hasSize(LIMIT_BYTES));
		}
	}

	@Test
	void getOfABodyAboveTheLimitFails() throws Exception {
		try (LocalServer server = LocalServer.answering(200, "x".repeat(LIMIT_BYTES + 1))) {
			assertThat(this.client.get(uri(server), null)).failsWithin(LIMIT)
				.withThrowableThat()
				.withStackTraceContaining("larger than 1048576 bytes");
		}
	}

	@Test
	void postSendsTheKeyAndTheJson() throws Exception {
		try (LocalServer server = LocalServer.of((exchange) -> LocalServer.answer(exchange, 200,
				exchange.getRequestHeaders().getFirst("Authorization")
						+ exchange.getRequestHeaders().getFirst("Content-Type")
						+ new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)))) {
			assertThat(this.client.post(uri(server), Secret.of("k"), "{\"a\":1}")).succeedsWithin(LIMIT)
				.isEqualTo(new Reply(200, "Bearer kapplication/json{\"a\":1}"));
		}
	}

	@Test
	void cancelledQuestionClosesTheConnection() throws Exception {
		CountDownLatch asked = new CountDownLatch(1);
		CompletableFuture<Void> closed = new CompletableFuture<>();
		try (LocalServer server = LocalServer.of((exchange) -> {
			exchange.sendResponseHeaders(200, 0);
			try (OutputStream stream = exchange.getResponseBody()) {
				asked.countDown();
				while (!Thread.currentThread().isInterrupted()) {
					stream.write('x');
					stream.flush();
				}
			}
			finally {
				closed.complete(null);
			}
		})) {
			CompletableFuture<Reply> reply = this.client.get(uri(server), null);
			asked.await();
			reply.cancel(true);
			assertThat(closed).succeedsWithin(LIMIT);
		}
	}

	@Test
	void postOnAConnectionThatTheServerClosesIsSentAgain() throws Exception {
		try (ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
			URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/v1/embeddings");
			CompletableFuture<Reply> first = this.client.post(uri, null, "{}");
			Socket kept = server.accept();
			answer(kept);
			assertThat(first).succeedsWithin(LIMIT);
			CompletableFuture<Reply> second = this.client.post(uri, null, "{}");
			readRequest(kept);
			kept.close();
			try (Socket fresh = server.accept()) {
				answer(fresh);
				assertThat(second).succeedsWithin(LIMIT).isEqualTo(new Reply(200, "{}"));
			}
		}
	}

	@Test
	void postThatIsNeverAnsweredFailsAfterTheSecond() throws Exception {
		try (ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
			URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/v1/embeddings");
			CompletableFuture<Reply> reply = this.client.post(uri, null, "{}");
			for (int connection = 0; connection < 2; connection++) {
				try (Socket socket = server.accept()) {
					readRequest(socket);
				}
			}
			assertThat(reply).failsWithin(LIMIT).withThrowableThat().withCauseInstanceOf(IOException.class);
		}
	}

	private static void answer(Socket socket) throws IOException {
		readRequest(socket);
		socket.getOutputStream()
			.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}".getBytes(StandardCharsets.UTF_8));
	}

	/** Up to the end of its body, which is an empty object. */
	private static void readRequest(Socket socket) throws IOException {
		InputStream in = socket.getInputStream();
		StringBuilder read = new StringBuilder();
		while (read.indexOf("{}") < 0) {
			read.append((char) in.read());
		}
	}

	private static URI uri(LocalServer server) {
		return URI.create("http://127.0.0.1:" + server.port() + "/v1/models");
	}

}
