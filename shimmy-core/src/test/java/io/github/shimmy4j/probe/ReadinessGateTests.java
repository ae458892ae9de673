package io.github.shimmy4j.probe;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import com.sun.net.httpserver.HttpExchange;
import io.github.shimmy4j.process.PortOwner;
import io.github.shimmy4j.process.Secret;
import io.github.shimmy4j.support.FreePorts;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

/** Tests for {@link ReadinessGate} against small servers in this process. */
class ReadinessGateTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	private static final Duration SHORT = Duration.ofMillis(300);

	private static final String ID = "s4j-0123456789abcdef";

	private static final CompletableFuture<Integer> ALIVE = new CompletableFuture<>();

	private final ReadinessGate gate = new ReadinessGate(ServerClient.create(), System::nanoTime);

	@Test
	void awaitWhenNoServerListensTimesOutAndSaysSo() throws Exception {
		int port = FreePorts.range(1);
		long begin = System.nanoTime();
		assertThat(await(port, ALIVE, SHORT)).isEqualTo(new GateResult.TimedOut("it to listen on port " + port));
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(SHORT);
	}

	@Test
	void awaitWhenTheProcessEndsBeforeItListensTellsAtOnce() throws Exception {
		assertThat(awaitWhileExiting(FreePorts.range(1))).isEqualTo(new GateResult.Exited(7));
	}

	@Test
	void awaitWhenTheProcessEndsWithoutHavingAnsweredTellsAtOnce() throws Exception {
		try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			assertThat(awaitWhileExiting(silent.getLocalPort())).isEqualTo(new GateResult.Exited(7));
		}
	}

	@Test
	void awaitWhenTheProcessEndsDuringItsFirstTokenTellsAtOnce() throws Exception {
		try (LocalServer server = LocalServer.listing(ID, ReadinessGateTests::hang)) {
			assertThat(awaitWhileExiting(server.port())).isEqualTo(new GateResult.Exited(7));
		}
	}

	@Test
	void awaitWhenTheServerAcceptsAndNeverAnswersTimesOut() throws Exception {
		try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			assertThat(await(silent.getLocalPort(), ALIVE, SHORT))
				.isEqualTo(new GateResult.TimedOut("an answer on port " + silent.getLocalPort()));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "OK", "{}", "[]", "null", "{\"data\":\"" + ID + "\"}",
			"{\"data\":[{\"name\":\"" + ID + "\"}]}", "{\"data\":[{\"id\":{}}]}",
			"{\"data\":[{\"id\":\"other-" + ID + "\"}]}", "{\"data\":[" })
	void awaitOfAForeignServerThatAnswersEverythingWith200NeverLetsItPass(String body) throws Exception {
		try (LocalServer foreign = LocalServer.answering(200, body)) {
			assertNeverPasses(foreign);
			assertThat(foreign.requests).containsOnly("GET /v1/models");
		}
	}

	@Test
	void awaitOfAForeignServerThatEchoesIsNotToldWhatAGenuineOneWouldList() throws Exception {
		try (LocalServer echo = LocalServer
			.of((exchange) -> LocalServer.answer(exchange, 200, "{\"data\":[{\"id\":\"%s %s\"}]}"
				.formatted(exchange.getRequestURI(), exchange.getRequestHeaders().values())))) {
			assertNeverPasses(echo);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 401, 404, 500, 503 })
	void awaitOfAServerThatRefusesToListItsModelsNeverLetsItPass(int status) throws Exception {
		try (LocalServer server = LocalServer.answering(status, "")) {
			assertNeverPasses(server);
		}
	}

	@Test
	void awaitOfAServerWithAKeyThatLetsAnyKeyInNeverLetsItPass() throws Exception {
		try (LocalServer open = LocalServer.listing(ID, (exchange) -> LocalServer.answer(exchange, 200, "{}"))) {
			ProbedServer server = new ProbedServer(open.port(), ID, Secret.of("key-of-this-launch"));
			assertThat(timedUntilAsked(open, 3).await(server, () -> PortOwner.UNKNOWN, ALIVE, LONG))
				.asInstanceOf(type(GateResult.TimedOut.class))
				.extracting(GateResult.TimedOut::waitingFor)
				.asString()
				.contains("refuse a wrong API key");
			assertThat(open.requests).doesNotContain("POST /v1/chat/completions");
		}
	}

	@Test
	void awaitOfAServerWhoseSocketIsAnothersNeverLetsItPassAndAsksItForNoToken() throws Exception {
		try (LocalServer relay = LocalServer.listing(ID, (exchange) -> LocalServer.answer(exchange, 200, "{}"))) {
			ProbedServer server = new ProbedServer(relay.port(), ID, null);
			assertThat(timedUntilAsked(relay, 3).await(server, () -> PortOwner.OTHER, ALIVE, LONG))
				.asInstanceOf(type(GateResult.TimedOut.class))
				.extracting(GateResult.TimedOut::waitingFor)
				.asString()
				.contains("which another process has");
			assertThat(relay.requests).contains("GET /v1/models").doesNotContain("POST /v1/chat/completions");
		}
	}

	@Test
	void awaitOfAChildThatListsOtherModelsEndsAtOnce() throws Exception {
		try (LocalServer own = LocalServer.listing("phi3-lora",
				(exchange) -> LocalServer.answer(exchange, 200, "{}"))) {
			ProbedServer server = new ProbedServer(own.port(), ID, null);
			assertThat(this.gate.await(server, () -> PortOwner.CHILD, ALIVE, LONG))
				.isEqualTo(new GateResult.ModelMissing(List.of("phi3-lora")));
			assertThat(own.requests).containsOnly("GET /v1/models");
		}
	}

	/** The previous owner of the port may have given the first answer. */
	@Test
	void awaitOfAServerThatListsOtherModelsEndsOnlyWithAnAnswerOfTheChild() throws Exception {
		AtomicInteger looks = new AtomicInteger();
		try (LocalServer own = LocalServer.listing("phi3-lora",
				(exchange) -> LocalServer.answer(exchange, 200, "{}"))) {
			Supplier<PortOwner> owner = () -> (looks.incrementAndGet() < 3) ? PortOwner.OTHER : PortOwner.CHILD;
			assertThat(this.gate.await(new ProbedServer(own.port(), ID, null), owner, ALIVE, LONG))
				.isInstanceOf(GateResult.ModelMissing.class);
			assertThat(own.requests).hasSizeGreaterThanOrEqualTo(4);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "OK", "{\"data\":[]}", "{\"data\":[" })
	void awaitOfAChildThatHasNoListYetWaits(String body) throws Exception {
		try (LocalServer own = LocalServer.answering(200, body)) {
			ProbedServer server = new ProbedServer(own.port(), ID, null);
			assertThat(timedUntilAsked(own, 3).await(server, () -> PortOwner.CHILD, ALIVE, LONG))
				.isInstanceOf(GateResult.TimedOut.class);
		}
	}

	@Test
	void awaitOfAServerWhoseSocketIsTheChildsLooksOnce() throws Exception {
		AtomicInteger looks = new AtomicInteger();
		try (LocalServer own = LocalServer.listing(ID, (exchange) -> LocalServer.answer(exchange, 200, "{}"))) {
			Supplier<PortOwner> owner = () -> {
				looks.incrementAndGet();
				return PortOwner.CHILD;
			};
			assertThat(this.gate.await(new ProbedServer(own.port(), ID, null), owner, ALIVE, LONG))
				.isEqualTo(new GateResult.Passed(ID));
		}
		assertThat(looks).hasValue(1);
	}

	@Test
	void awaitOfAServerThatListsTheModelUnderALongerIdTakesThatId() throws Exception {
		try (LocalServer server = LocalServer.listing(ID + "-00001-of-00002",
				(exchange) -> LocalServer.answer(exchange, 200, "{}"))) {
			assertThat(await(server.port(), ALIVE, LONG)).isEqualTo(new GateResult.Passed(ID + "-00001-of-00002"));
		}
	}

	@Test
	void awaitOfAServerThatClosesTheConnectionInsteadOfGeneratingTellsThatItCannot() throws Exception {
		try (LocalServer server = LocalServer.listing(ID, (exchange) -> exchange.close())) {
			assertThat(await(server.port(), ALIVE, LONG)).asInstanceOf(type(GateResult.CannotGenerate.class))
				.extracting((failure) -> failure.reply().body())
				.asString()
				.contains("connection was closed");
		}
	}

	/** Repeated, since the exit and the failed answer come in random order. */
	@RepeatedTest(20)
	void awaitOfAnAnswerWithoutAnEndDoesNotKeepItAll() throws Exception {
		try (LocalServer flood = LocalServer.of(ReadinessGateTests::flood)) {
			assertNeverPasses(flood);
		}
	}

	@Test
	void awaitOnAnInterruptedThreadThrows() throws IOException {
		int port = FreePorts.range(1);
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> await(port, ALIVE, LONG));
	}

	/** The gate asks again, so the answer before was not accepted. */
	private void assertNeverPasses(LocalServer server) {
		CompletableFuture<Integer> exit = new CompletableFuture<>();
		CompletableFuture<GateResult> result = CompletableFuture.supplyAsync(() -> {
			try {
				return await(server.port(), exit, LONG);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		});
		Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(10))
			.atMost(LONG)
			.untilAsserted(() -> assertThat(server.requests).hasSizeGreaterThan(2));
		assertThat(result).isNotDone();
		exit.complete(1);
		assertThat(result).succeedsWithin(LONG).isEqualTo(new GateResult.Exited(1));
	}

	/** A gate whose time is up after so many requests to the server. */
	private static ReadinessGate timedUntilAsked(LocalServer server, int requests) {
		return new ReadinessGate(ServerClient.create(), () -> (server.requests.size() < requests) ? 0 : LONG.toNanos());
	}

	private GateResult await(int port, CompletableFuture<Integer> exit, Duration limit) throws InterruptedException {
		return this.gate.await(new ProbedServer(port, ID, null), () -> PortOwner.UNKNOWN, exit, limit);
	}

	private GateResult awaitWhileExiting(int port) throws InterruptedException {
		CompletableFuture<Integer> exit = new CompletableFuture<>();
		ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
		long begin = System.nanoTime();
		try {
			executor.schedule(() -> exit.complete(7), SHORT.toMillis(), TimeUnit.MILLISECONDS);
			return await(port, exit, LONG);
		}
		finally {
			executor.shutdownNow();
			assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LONG.dividedBy(4));
		}
	}

	private static void hang(HttpExchange exchange) {
		new CompletableFuture<Void>().orTimeout(LONG.toSeconds(), TimeUnit.SECONDS).exceptionally((ex) -> null).join();
	}

	private static void flood(HttpExchange exchange) throws IOException {
		exchange.sendResponseHeaders(200, 0);
		byte[] part = new byte[64 * 1024];
		try (OutputStream stream = exchange.getResponseBody()) {
			while (!Thread.currentThread().isInterrupted()) {
				stream.write(part);
			}
		}
	}

}
