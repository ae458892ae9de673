package io.github.shimmy4j.engine.http;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.shimmy4j.contract.Eventually;

import static org.assertj.core.api.Assertions.assertThat;

/** Limits of connections, of request heads and of the bodies of all requests together. */
class HttpLimitsTests {

	private static final Duration SHORT = Duration.ofMillis(300);

	private static final Duration LONG = Duration.ofMinutes(5);

	private final ServerUnderTest server = new ServerUnderTest();

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void bodyThatStallsIsAnsweredAndItsConnectionClosed() throws Exception {
		this.server.rebind(new HttpLimits(LONG, LONG, SHORT, 10, 1 << 20));
		try (Socket socket = this.server.connect()) {
			ServerUnderTest.say(socket, ServerUnderTest.POST_HEAD + "Content-Length: 100\r\n\r\n{\"model\"");
			assertThat(ServerUnderTest.read(socket)).startsWith("HTTP/1.1 408 ")
				.contains("connection: close", "\"code\":\"request_timeout\"");
		}
	}

	/** A byte at a time, so that the connection is never silent. */
	@Test
	void headThatTricklesIsCut() throws Exception {
		this.server.rebind(new HttpLimits(SHORT, LONG, LONG, 10, 1 << 20));
		try (Socket socket = this.server.connect()) {
			ServerUnderTest.say(socket, "GET /health HTTP/1.1\r\nHost: x\r\n");
			Eventually.holds(Duration.ofSeconds(10), () -> ServerUnderTest.isCut(socket), () -> "still open");
		}
	}

	@Test
	void connectionThatSaysNothingIsClosed() throws Exception {
		this.server.rebind(new HttpLimits(SHORT, LONG, LONG, 10, 1 << 20));
		try (Socket socket = this.server.connect()) {
			assertThat(ServerUnderTest.read(socket)).isEmpty();
		}
	}

	@Test
	void connectionIsKeptAfterAnAnswerForItsOwnTime() throws Exception {
		this.server.rebind(new HttpLimits(LONG, SHORT, LONG, 10, 1 << 20));
		try (Socket socket = this.server.connect()) {
			String request = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";
			ServerUnderTest.say(socket, request + request);
			assertThat(ServerUnderTest.read(socket).split("HTTP/1.1 200 OK")).hasSize(3);
		}
	}

	@Test
	void answerTakesAsLongAsItTakes() throws Exception {
		this.server.rebind(new HttpLimits(SHORT, SHORT, SHORT, 10, 1 << 20));
		this.server.model.gate = new CountDownLatch(1);
		try (Socket socket = this.server.connectAndPost(ServerUnderTest.body(""))) {
			this.server.await(1, 0);
			// Closed after its limit, as any other connection that waited as long would
			// be.
			try (Socket other = this.server.connect()) {
				assertThat(ServerUnderTest.read(other)).isEmpty();
			}
			this.server.model.gate.countDown();
			assertThat(ServerUnderTest.read(socket)).startsWith("HTTP/1.1 200").contains("The answer");
		}
	}

	@Test
	void moreConnectionsThanAllowedAreClosedAndLaterOnesServed() throws Exception {
		this.server.rebind(new HttpLimits(LONG, LONG, LONG, 1, 1 << 20));
		try (Socket first = this.server.connect()) {
			ServerUnderTest.say(first, "GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
			assertThat(first.getInputStream().read()).isEqualTo('H');
			try (Socket second = this.server.connect()) {
				assertThat(ServerUnderTest.read(second)).isEmpty();
			}
		}
		Eventually.holds(Duration.ofSeconds(10), () -> this.server.isServed(), () -> "no place became free");
	}

	@ParameterizedTest
	@CsvSource({ "GET /health?,' HTTP/1.1',414", "'GET /health HTTP/1.1\r\nx: ','',431" })
	void headWithoutEndIsRefused(String begin, String end, int status) throws Exception {
		try (Socket socket = this.server.connect()) {
			ServerUnderTest.say(socket, begin.replace("\\r\\n", "\r\n") + "x".repeat(20_000) + end + "\r\n\r\n");
			assertThat(ServerUnderTest.read(socket)).startsWith("HTTP/1.1 " + status + " ");
		}
	}

	/** Each body has an allowed size, but all together exceed the limit. */
	@Test
	void bodiesThatAreReceivedHaveABoundTogether() throws Exception {
		this.server.rebind(new HttpLimits(LONG, LONG, LONG, 10, 1000));
		try (Socket held = postWithoutEnd()) {
			HttpResponse<String> response = this.server.chat("");
			assertThat(response.headers().firstValue("retry-after")).hasValue("1");
			assertThat(response.headers().firstValue("connection")).hasValue("close");
			assertThat(response.body()).contains("\"code\":\"queue_full\"", "1000 bytes");
		}
		this.server.awaitStatus(200);
	}

	/**
	 * Posts 950 bytes of 2000, and awaits that the server holds them. It refuses them if
	 * they come while it answers a request that is only to find out; then they are posted
	 * again.
	 */
	private Socket postWithoutEnd() throws IOException {
		while (true) {
			Socket socket = this.server.connect();
			ServerUnderTest.say(socket, ServerUnderTest.POST_HEAD + "Content-Length: 2000\r\n\r\n" + " ".repeat(950));
			if (this.server.awaitStatus(429, () -> ServerUnderTest.isAnswered(socket))) {
				return socket;
			}
			socket.close();
		}
	}

	@Test
	void requestHoldsItsBytesUntilItIsAnswered() throws Exception {
		this.server.rebind(new HttpLimits(LONG, LONG, LONG, 10, 1000));
		this.server.model.gate = new CountDownLatch(1);
		String user = "\"user\":\"" + "x".repeat(420) + "\",";
		try (Socket running = this.server.connectAndPost(ServerUnderTest.body(user));
				Socket waiting = this.server.connectAndPost(ServerUnderTest.body(user))) {
			this.server.await(1, 1);
			assertThat(this.server.chat("").body()).contains("1000 bytes");
			this.server.model.gate.countDown();
			assertThat(waiting.getInputStream().read()).isEqualTo('H');
			this.server.awaitStatus(200);
		}
		assertThat(this.server.chat("\"user\":\"" + "x".repeat(1000) + "\",").statusCode()).isEqualTo(429);
		for (int request = 0; request < 5; request++) {
			assertThat(this.server.chat(user).statusCode()).isEqualTo(200);
			assertThat(this.server.post("/v1/chat/completions", "[" + user).statusCode()).isEqualTo(400);
		}
	}

}
