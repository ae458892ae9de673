package io.github.shimmy4j.autoconfigure.embedding;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.probe.ServerClient;
import io.github.shimmy4j.sidecar.use.Exchange.Admission;
import io.github.shimmy4j.sidecar.use.Exchange.AdmissionListener;
import io.github.shimmy4j.sidecar.use.ExternalUses;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/**
 * Issue 15: the slot of a caller that had left was free while the server still computed,
 * so the next request waited inside the server.
 */
class AbandonedEmbeddingTests {

	private static final String IDLE = "0 calls are under way and 0 wait";

	private static final String BUSY = "1 calls are under way and 0 wait";

	private static final Duration SHORT = Duration.ofMillis(300);

	private static final Duration LONG = Duration.ofMinutes(2);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final CountDownLatch asked = new CountDownLatch(1);

	private final CountDownLatch answered = new CountDownLatch(1);

	private HttpServer server;

	private ExternalUses uses;

	@BeforeEach
	void start() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(this.threads);
		this.server.createContext("/health", (exchange) -> reply(exchange, "{}"));
		this.server.createContext("/v1/embeddings", this::embed);
		this.server.start();
		this.uses = new ExternalUses(ServerClient.create(),
				URI.create("http://127.0.0.1:" + this.server.getAddress().getPort() + "/v1"), null, "vectors", 1,
				System::nanoTime);
	}

	@AfterEach
	void stop() {
		this.answered.countDown();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	private void embed(HttpExchange exchange) throws IOException {
		exchange.getRequestBody().readAllBytes();
		this.asked.countDown();
		try {
			this.answered.await();
		}
		catch (InterruptedException ex) {
			return;
		}
		reply(exchange, "{\"data\":[{\"index\":0,\"embedding\":[0.5,0.5]}],\"usage\":{\"prompt_tokens\":1}}");
	}

	private static void reply(HttpExchange exchange, String body) throws IOException {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().set("Content-Type", "application/json");
		exchange.sendResponseHeaders(200, bytes.length);
		exchange.getResponseBody().write(bytes);
		exchange.close();
	}

	private EmbeddingCalls calls(Duration limit) {
		return new EmbeddingCalls(new Admission(this.uses, LONG, AdmissionListener.NONE, System::nanoTime),
				ServerClient.create(), limit);
	}

	@Test
	void slotOfACallThatIsOutOfTimeIsFreeWhenTheServerHasAnswered() {
		ShimmyException failure = catchThrowableOfType(ShimmyException.class,
				() -> calls(Duration.ofSeconds(5)).call(List.of("one"), null));
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.GENERATION_TIMEOUT);
		assertThat(failure).hasMessageContaining("shimmy.embedding.timeout");
		assertThat(this.uses.queue()).isEqualTo(BUSY);
		this.answered.countDown();
		await().until(this.uses::queue, IDLE::equals);
		assertThat(calls(LONG).call(List.of("one"), null).vectors()).hasSize(1);
	}

	@Test
	void slotOfACallThatIsInterruptedIsFreeWhenTheServerHasAnswered() throws Exception {
		CompletableFuture<ShimmyException> failure = new CompletableFuture<>();
		Thread caller = new Thread(() -> failure
			.complete(catchThrowableOfType(ShimmyException.class, () -> calls(LONG).call(List.of("one"), null))));
		caller.start();
		assertThat(this.asked.await(10, TimeUnit.SECONDS)).isTrue();
		caller.interrupt();
		assertThat(failure.get(10, TimeUnit.SECONDS).code()).isEqualTo(ShimmyErrorCode.NOT_READY);
		assertThat(this.uses.queue()).isEqualTo(BUSY);
		this.answered.countDown();
		await().until(this.uses::queue, IDLE::equals);
	}

	@Test
	void serverThatNeverAnswersIsDisconnectedInTheEnd() {
		ShimmyException failure = catchThrowableOfType(ShimmyException.class,
				() -> calls(SHORT).call(List.of("one"), null));
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.GENERATION_TIMEOUT);
		await().until(this.uses::queue, IDLE::equals);
	}

}
