package io.github.shimmy4j.gateway.call;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.bucket4j.TimeMeter;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.gateway.admission.CallerRates;
import io.github.shimmy4j.gateway.admission.FairUses;
import io.github.shimmy4j.gateway.upstream.Upstream;
import io.github.shimmy4j.probe.ServerClient;
import io.github.shimmy4j.sidecar.use.ExternalUses;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/** Vectors of a server that answers when the test lets it. */
class EmbeddingRequestsTests {

	private static final String MODEL = "vectors";

	private static final String BUSY = "1 calls are under way and 0 wait";

	private static final String IDLE = "0 calls are under way and 0 wait";

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
				URI.create("http://127.0.0.1:" + this.server.getAddress().getPort() + "/v1"), null, MODEL, 1,
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
		exchange.sendResponseHeaders(200, bytes.length);
		exchange.getResponseBody().write(bytes);
		exchange.close();
	}

	private EmbeddingRequests requests(Duration limit) {
		FairUses shared = new FairUses(this.uses, 64, 1, new CallerRates(TimeMeter.SYSTEM_NANOTIME), System::nanoTime);
		return new EmbeddingRequests(new Upstream(Duration.ofMinutes(1), System::nanoTime),
				new Turns(shared, Duration.ofMinutes(1), System::nanoTime), MODEL, limit);
	}

	@Test
	void vectorsArriveAndTheSlotIsFree() {
		this.answered.countDown();
		assertThat(requests(Duration.ofMinutes(1)).vectors(MODEL, List.of("one")).block().vectors()).hasSize(1);
		await().until(this.uses::queue, IDLE::equals);
	}

	@Test
	void slotOfACallerThatHasGoneIsFreeWhenTheServerHasAnswered() throws Exception {
		Disposable caller = requests(Duration.ofMinutes(1)).vectors(MODEL, List.of("one")).subscribe();
		this.asked.await();
		caller.dispose();
		assertThat(this.uses.queue()).isEqualTo(BUSY);
		this.answered.countDown();
		await().until(this.uses::queue, IDLE::equals);
	}

	@Test
	void slotOfARequestThatIsOutOfTimeIsFreeWhenTheServerHasAnswered() {
		ShimmyException failure = catchThrowableOfType(ShimmyException.class,
				() -> requests(Duration.ofSeconds(5)).vectors(MODEL, List.of("one")).block());
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.GENERATION_TIMEOUT);
		assertThat(failure).hasMessageContaining("shimmy.embedding.timeout");
		assertThat(this.uses.queue()).isEqualTo(BUSY);
		this.answered.countDown();
		await().until(this.uses::queue, IDLE::equals);
	}

	@Test
	void otherModelIsRefusedByTheNamesThatAreServed() {
		ShimmyException failure = catchThrowableOfType(ShimmyException.class,
				() -> requests(Duration.ofMinutes(1)).vectors("other", List.of("one")).block());
		assertThat(failure).hasMessageContaining("'other'").hasMessageContaining(MODEL);
	}

}
