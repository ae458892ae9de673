package io.github.shimmy4j.sidecar.use;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.probe.ServerClient;
import io.github.shimmy4j.sidecar.ServerUse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ExternalUsesTests {

	private final AtomicInteger questions = new AtomicInteger();

	private final AtomicLong nanoTime = new AtomicLong();

	private volatile String health = "{\"service\":\"shimmy\",\"version\":\"1.7.4\"}";

	private HttpServer server;

	@BeforeEach
	void start() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/health", this::answer);
		this.server.start();
	}

	@AfterEach
	void stop() {
		this.server.stop(0);
	}

	private void answer(HttpExchange exchange) throws IOException {
		this.questions.incrementAndGet();
		byte[] body = this.health.getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(200, body.length);
		exchange.getResponseBody().write(body);
		exchange.close();
	}

	private ExternalUses uses(int maxConcurrent) {
		return new ExternalUses(ServerClient.create(),
				URI.create("http://127.0.0.1:" + this.server.getAddress().getPort() + "/v1"), null, "m", maxConcurrent,
				this.nanoTime::get);
	}

	private static ServerUse granted(CompletableFuture<ServerUse> use) {
		assertThat(use).succeedsWithin(Duration.ofSeconds(30));
		return use.join();
	}

	private static void succeed(ServerUse use) {
		use.succeeded();
		use.close();
	}

	@Test
	void serverIsAskedAgainWhenItsAnswerIsOld() {
		ExternalUses uses = uses(0);
		succeed(granted(uses.use()));
		this.nanoTime.addAndGet(Duration.ofMillis(1999).toNanos());
		CompletableFuture<ServerUse> second = uses.use();
		assertThat(second).as("without a question").isCompleted();
		succeed(second.join());
		assertThat(this.questions).hasValue(1);
		this.nanoTime.addAndGet(Duration.ofMillis(1).toNanos());
		this.health = "{}";
		ServerUse third = granted(uses.use());
		assertThat(this.questions).hasValue(2);
		assertThat(third.endpoint().capabilities()).isEqualTo(ServerCapabilities.OPENAI);
	}

	@Test
	void serverIsAskedAgainAfterARequestThatDidNotSucceed() {
		ExternalUses uses = uses(0);
		ServerUse failed = granted(uses.use());
		assertThat(failed.endpoint().capabilities()).isEqualTo(ServerCapabilities.SHIMMY_1);
		failed.failed(new ShimmyException(ShimmyErrorCode.GENERATION_FAILED, "It failed"));
		failed.close();
		granted(uses.use()).close();
		granted(uses.use()).close();
		assertThat(this.questions).hasValue(3);
	}

	@Test
	void silenceOfHealthIsNotRemembered() {
		this.server.stop(0);
		ExternalUses uses = uses(0);
		ServerUse use = granted(uses.use());
		assertThat(use.endpoint().capabilities()).isEqualTo(ServerCapabilities.OPENAI);
		succeed(use);
		assertThat(uses.use()).isNotDone();
	}

	@Test
	void asManyAsTheServerCanAreLetInAndOneAfterEachThatEnds() {
		ExternalUses uses = uses(0);
		ServerUse first = granted(uses.use());
		granted(uses.use());
		CompletableFuture<ServerUse> third = uses.use();
		CompletableFuture<ServerUse> fourth = uses.use();
		assertThat(uses.queue()).isEqualTo("2 calls are under way and 2 wait");
		succeed(first);
		first.close();
		assertThat(third).isCompleted();
		assertThat(fourth).as("a use that is closed twice frees one slot").isNotDone();
	}

	@Test
	void userKnowsBetterHowManyTheServerCan() {
		ExternalUses uses = uses(1);
		granted(uses.use());
		assertThat(uses.use()).isNotDone();
	}

}
