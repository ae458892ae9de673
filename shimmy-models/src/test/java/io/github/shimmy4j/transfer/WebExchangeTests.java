package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.net.Proxy;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

/** Tests for {@link WebExchange}, against a real HTTP server. */
class WebExchangeTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	/** More than all buffers hold. */
	private static final int MANY_BYTES = 20_000_000;

	@Test
	void bodyArrivesCompletely() throws Exception {
		byte[] content = new byte[MANY_BYTES];
		content[MANY_BYTES - 1] = 7;
		try (FakeHub server = FakeHub.start(FakeHub.sends(content)); WebExchange exchange = ask(server)) {
			assertThat(exchange.status()).isEqualTo(200);
			assertThat(exchange.length()).isEqualTo(MANY_BYTES);
			int received = 0;
			byte last = 0;
			for (ByteBuffer part = exchange.next(LIMIT); part != null; part = exchange.next(LIMIT)) {
				received += part.remaining();
				last = part.get(part.limit() - 1);
			}
			assertThat(received).isEqualTo(MANY_BYTES);
			assertThat(last).isEqualTo((byte) 7);
			assertThat(exchange.next(LIMIT)).isNull();
		}
	}

	@Test
	void cutConnectionIsNotTakenForTheEnd() throws Exception {
		try (FakeHub server = FakeHub.start(FakeHub.cuts(new byte[1000], 400)); WebExchange exchange = ask(server)) {
			ByteBuffer part = exchange.next(LIMIT);
			assertThat(part).isNotNull();
			assertThat(part.remaining()).isEqualTo(400);
			assertThatIOException().isThrownBy(() -> exchange.next(LIMIT))
				.withMessage("the connection ended after 400 of 1,000 bytes of the answer");
		}
	}

	@Test
	void silenceEndsTheWaitOfTheReader() throws Exception {
		try (FakeHub server = FakeHub.start(FakeHub.stalls(new byte[1000], 400)); WebExchange exchange = ask(server)) {
			assertThat(exchange.next(LIMIT)).isNotNull();
			assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> exchange.next(Duration.ofMillis(50)));
		}
	}

	@Test
	void closedExchangeEndsItsThread() throws Exception {
		long before = threads();
		try (FakeHub server = FakeHub.start(FakeHub.sends(new byte[MANY_BYTES]))) {
			WebExchange exchange = ask(server);
			assertThat(exchange.next(LIMIT)).isNotNull();
			exchange.close();
			await().atMost(LIMIT).until(() -> threads() <= before);
		}
	}

	@Test
	void headersAreFoundInAnyCase() throws Exception {
		FakeHub.Answer tagged = (request,
				closed) -> FakeHub.sends(new byte[1]).to(request, closed).setHeader("eTag", "x");
		try (FakeHub server = FakeHub.start(tagged); WebExchange exchange = ask(server)) {
			assertThat(exchange.header("ETag")).isEqualTo("x");
			assertThat(exchange.header("Location")).isEmpty();
		}
	}

	private static long threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("shimmy-transfer"))
			.count();
	}

	private static WebExchange ask(FakeHub server) throws IOException, InterruptedException {
		return WebExchange.send("GET", URI.create(server.address("/file")), Map.of(), Proxy.NO_PROXY,
				new WebLimits(LIMIT, LIMIT, System::nanoTime));
	}

}
