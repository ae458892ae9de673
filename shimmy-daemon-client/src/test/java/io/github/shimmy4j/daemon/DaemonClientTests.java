package io.github.shimmy4j.daemon;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import com.sun.net.httpserver.HttpServer;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.protocol.conversation.Delta;
import io.github.shimmy4j.protocol.openai.CompletionRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

class DaemonClientTests {

	@RegisterExtension
	private final DaemonHome home = new DaemonHome();

	private DaemonClient client;

	@BeforeEach
	void connect() {
		this.client = DaemonClient.connect(this.home.config());
	}

	@AfterEach
	void closeClient() {
		this.client.close();
	}

	private static CompletionRequest request(String prompt) {
		return CompletionRequest.parse("{\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}".formatted(prompt)
			.getBytes(StandardCharsets.UTF_8));
	}

	/** Their threads end only when the JDK's client is collected. */
	@Test
	void callsAndClientsShareTheirConnections() {
		List<Thread> before = selectors();
		for (int call = 0; call < 5; call++) {
			DaemonClient.ensureDaemonRunning(this.home.config());
			DaemonClient.connect(this.home.config()).close();
		}
		assertThat(before).isNotEmpty().containsAll(selectors());
	}

	private static List<Thread> selectors() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().matches("HttpClient-\\d+-SelectorManager"))
			.toList();
	}

	@Test
	void asksOneQuestion() {
		assertThat(this.client.queryText("Say hello")).isEqualTo("Hello, world");
	}

	@Test
	void wholeAnswerIsJoinedFromItsStream() {
		assertThat(
				this.client.chat(request("Say hello")).json().path("choices").path(0).path("finish_reason").asString())
			.isEqualTo("stop");
	}

	@Test
	void answerArrivesInPieces() {
		try (AnswerStream answer = this.client.stream(request("Say hello"))) {
			assertThat(answer).toIterable()
				.containsExactly(new Delta.Text("Hello"), new Delta.Text(", world"),
						new Delta.Ended(Delta.Reason.STOP));
		}
	}

	@Test
	void closedStreamEndsTheGeneration() {
		AnswerStream answer = this.client.stream(request("never end"));
		assertThat(answer.next()).isEqualTo(new Delta.Text("Hello"));
		answer.close();
		// Before, the second call waited for the longest silence.
		for (int call = 0; call < 2; call++) {
			assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> answer.forEachRemaining((delta) -> {
			}));
		}
		await().atMost(DaemonHome.PATIENCE).until(() -> this.home.output().contains("the reader has left"));
	}

	@Test
	void closedClientEndsItsAnswers() {
		AnswerStream answer = this.client.stream(request("fall silent"));
		answer.next();
		CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(answer::hasNext);
		this.client.close();
		assertThat(waiting).failsWithin(DaemonHome.PATIENCE);
		assertThatIllegalStateException().isThrownBy(() -> this.client.queryText("Say hello"));
	}

	@Test
	void errorHasTheCodeOfTheDaemon() {
		assertThat(DaemonHome.failure(ShimmyErrorCode.MODEL_NOT_FOUND, () -> this.client.queryText("unknown model")))
			.hasMessageContaining("no such model");
		DaemonHome.failure(ShimmyErrorCode.DISK_FULL, () -> this.client.queryText("no context"));
		assertThat(DaemonHome.failure(ShimmyErrorCode.SIDECAR_LOST, () -> this.client.queryText("fail")))
			.hasMessageContaining("the server died");
	}

	@Test
	void lostDaemonIsReportedAndReplacedByTheNextCall() throws IOException {
		long first = this.client.daemon().pid();
		assertThat(DaemonHome.failure(ShimmyErrorCode.SIDECAR_LOST, () -> this.client.queryText("be killed")))
			.hasMessageContaining("process " + first)
			.hasMessageContaining("in mid-answer");
		assertThat(this.client.queryText("Say hello")).isEqualTo("Hello, world");
		assertThat(this.home.starts()).hasSize(2);
	}

	@Test
	void daemonKilledBetweenCallsIsReplaced() {
		DaemonRecord first = this.client.daemon();
		this.client.queryText("Say hello");
		this.home.kill(first);
		assertThat(this.client.checkHealth()).isFalse();
		DaemonHome.failure(ShimmyErrorCode.DAEMON_NOT_RUNNING, this.client::status);
		assertThat(this.client.queryText("Say hello")).isEqualTo("Hello, world");
		assertThat(this.client.daemon().pid()).isNotEqualTo(first.pid());
	}

	/** The limit is longer than that of a proof, which is 2 s. */
	@Test
	void silenceEndsTheWait() {
		try (DaemonClient impatient = DaemonClient.connect(this.home.config().withTimeout(Duration.ofSeconds(3)))) {
			assertThat(DaemonHome.failure(ShimmyErrorCode.GENERATION_TIMEOUT, () -> impatient.queryText("fall silent")))
				.hasMessageContaining("3000 ms");
		}
	}

	@Test
	void interruptEndsTheWait() throws Exception {
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		AnswerStream answer = this.client.stream(request("fall silent"));
		answer.next();
		Thread waiting = new Thread(() -> {
			assertThat(DaemonHome.failure(ShimmyErrorCode.NOT_READY, answer::hasNext))
				.hasMessageContaining("an answer of the daemon was interrupted");
			interrupted.complete(Thread.currentThread().isInterrupted());
		});
		waiting.start();
		waiting.interrupt();
		assertThat(interrupted).succeedsWithin(DaemonHome.PATIENCE).isEqualTo(true);
		waiting.join();
	}

	/** Its process lives on while it drains, and another user may take the port. */
	@Test
	void programThatTookThePortGetsNoPromptAndNoKey() throws Exception {
		Path drained = this.home.file("drained");
		AtomicLong now = new AtomicLong();
		DaemonRecord old = restartedWith("drain=" + drained);
		try (DaemonClient another = DaemonClient.connect(this.home.config(), DaemonAge.ofThisClient(), now::get)) {
			assertThat(another.queryText("Say hello")).isEqualTo("Hello, world");
			ProcessHandle.of(old.pid()).orElseThrow().destroy();
			await().atMost(DaemonHome.PATIENCE).until(() -> this.home.output().contains("waits to be drain"));
			Set<String> asked = ConcurrentHashMap.newKeySet();
			HttpServer thief = thief(old, asked, drained);
			try {
				now.addAndGet(ProvenDaemon.BELIEVED.toNanos());
				assertThat(another.queryText("Say hello")).isEqualTo("Hello, world");
				assertThat(asked).containsExactly(DaemonProof.PATH + " without a key");
			}
			finally {
				thief.stop(0);
			}
		}
	}

	private DaemonRecord restartedWith(String option) {
		this.home.kill(this.client.daemon());
		return DaemonClient.ensureDaemonRunning(this.home.config(option));
	}

	/** Lets the old daemon end once it was asked. */
	private static HttpServer thief(DaemonRecord old, Set<String> asked, Path drained) throws IOException {
		URI address = URI.create(old.url());
		HttpServer thief = HttpServer.create(new InetSocketAddress(address.getHost(), address.getPort()), 0);
		thief.createContext("/", (exchange) -> {
			boolean key = exchange.getRequestHeaders().containsKey("Authorization");
			asked.add(exchange.getRequestURI().getPath() + (key ? " with a key" : " without a key"));
			exchange.sendResponseHeaders(404, -1);
			exchange.close();
			drained.toFile().createNewFile();
		});
		thief.start();
		return thief;
	}

	@Test
	void quickRequestsNeedNoFurtherProof() throws IOException {
		AtomicLong now = new AtomicLong();
		try (DaemonClient another = DaemonClient.connect(this.home.config(), DaemonAge.ofThisClient(), now::get)) {
			String before = this.home.output();
			another.queryText("Say hello");
			another.queryText("Say hello");
			assertThat(this.home.output()).isEqualTo(before);
			now.addAndGet(ProvenDaemon.BELIEVED.toNanos());
			another.queryText("Say hello");
			assertThat(this.home.output()).isEqualTo(before + "proves itself\n");
			DaemonHome.failure(ShimmyErrorCode.MODEL_NOT_FOUND, () -> another.queryText("unknown model"));
			another.queryText("Say hello");
			assertThat(this.home.output()).isEqualTo(before + "proves itself\n".repeat(2));
		}
	}

	@Test
	void clientClosedDuringAStartSendsNothing() throws Exception {
		Path ready = this.home.file("ready");
		Files.createFile(ready);
		restartedWith("ready=" + ready);
		try (DaemonClient another = DaemonClient.connect(this.home.config("ready=" + ready))) {
			Files.delete(ready);
			this.home.kill(another.daemon());
			int before = this.home.starts().size();
			CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> another.queryText("Say hello"));
			await().atMost(DaemonHome.PATIENCE).until(() -> this.home.starts().size() > before);
			another.close();
			Files.createFile(ready);
			assertThat(answer).failsWithin(DaemonHome.PATIENCE)
				.withThrowableThat()
				.withCauseInstanceOf(IllegalStateException.class);
		}
	}

	@Test
	void tellsHealthAndStatus() {
		assertThat(this.client.checkHealth()).isTrue();
		assertThat(this.client.status().path("slots").path("busy").asInt()).isZero();
	}

	@Test
	void noProxyIsUsed() {
		ProxySelector before = ProxySelector.getDefault();
		ProxySelector.setDefault(new ProxySelector() {
			@Override
			public List<Proxy> select(URI uri) {
				throw new AssertionError("a proxy was asked for " + uri);
			}

			@Override
			public void connectFailed(URI uri, SocketAddress address, IOException failure) {
			}
		});
		try (DaemonClient another = DaemonClient.connect(this.home.config())) {
			assertThat(another.queryText("Say hello")).isEqualTo("Hello, world");
		}
		finally {
			ProxySelector.setDefault(before);
		}
	}

}
