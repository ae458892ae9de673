package io.github.shimmy4j.autoconfigure.chat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.github.shimmy4j.autoconfigure.Reasoning;
import io.github.shimmy4j.autoconfigure.chat.transport.ChatTransport;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.ServerUse;
import io.github.shimmy4j.sidecar.TokenCounter;
import io.github.shimmy4j.sidecar.use.Exchange.Admission;
import io.github.shimmy4j.sidecar.use.Exchange.AdmissionListener;
import io.github.shimmy4j.sidecar.use.UseSource;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Row R4: what may be asked again of the next server, and what may not. */
class UnsentRequestTests {

	private static final ShimmyException END = new ShimmyException(ShimmyErrorCode.SIDECAR_LOST, "The server aborted",
			null, 134, List.of("assertion failed"));

	private static final String ANSWER = """
			{"id":"1","object":"chat.completion","created":1,"model":"tiny",\
			"choices":[{"index":0,"message":{"role":"assistant","content":"Yes."},"finish_reason":"stop"}]}""";

	private final OpenAiChatOptions options = OpenAiChatOptions.builder().model("tiny").maxTokens(8).build();

	private final ChatTransport transport = ChatTransport.create(Duration.ofSeconds(30), null);

	private final AtomicInteger requests = new AtomicInteger();

	private final AtomicInteger answers = new AtomicInteger();

	private volatile String status = "200 OK";

	private volatile EndingUse inUse;

	private volatile Runnable atRequest = () -> {
	};

	private ServerSocket dying;

	private int deadPort;

	@BeforeEach
	void listen() throws IOException {
		this.dying = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		try (ServerSocket dead = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			this.deadPort = dead.getLocalPort();
		}
		Thread thread = new Thread(() -> {
			while (!this.dying.isClosed()) {
				try (Socket client = this.dying.accept()) {
					serve(client);
				}
				catch (IOException ex) {
					// The test is over, or a client has gone.
				}
			}
		});
		thread.setDaemon(true);
		thread.start();
	}

	/** Reads requests, answers as many as it may, and dies of the next. */
	private void serve(Socket client) throws IOException {
		BufferedReader reader = new BufferedReader(
				new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
		boolean alive = true;
		while (alive) {
			int length = 0;
			for (String line = reader.readLine(); !"".equals(line); line = reader.readLine()) {
				if (line == null) {
					return;
				}
				if (line.startsWith("Content-Length:")) {
					length = Integer.parseInt(line.substring("Content-Length:".length()).strip());
				}
			}
			reader.read(new char[length]);
			this.requests.incrementAndGet();
			this.atRequest.run();
			alive = this.answers.getAndDecrement() > 0;
			if (alive) {
				client.getOutputStream()
					.write("HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
						.formatted(this.status, ANSWER.length(), ANSWER)
						.getBytes(StandardCharsets.US_ASCII));
			}
		}
		this.inUse.end.complete(END);
	}

	@AfterEach
	void close() throws IOException {
		this.dying.close();
		this.transport.close();
	}

	private ShimmyChatModel model(int... ports) {
		return model(IntStream.of(ports).mapToObj(EndingUse::new).toArray(EndingUse[]::new));
	}

	private ShimmyChatModel model(EndingUse... uses) {
		Servers servers = new Servers();
		servers.uses.addAll(List.of(uses));
		return new ShimmyChatModel(() -> this.transport.model(this.options, ObservationRegistry.NOOP),
				new Admission(servers, Duration.ofSeconds(30), AdmissionListener.NONE, System::nanoTime),
				this.transport.exchanges(), new PromptCheck(this.options, null, null, Reasoning.AUTO));
	}

	private ShimmyException callFailure(ShimmyChatModel model) {
		return catchThrowableOfType(ShimmyException.class, () -> model.call(new Prompt("Hello")));
	}

	private ShimmyException streamFailure(ShimmyChatModel model) {
		return catchThrowableOfType(ShimmyException.class, () -> model.stream(new Prompt("Hello")).blockLast());
	}

	@Test
	void requestThatNobodyReceivedGoesToTheNextServerOnce() {
		ShimmyException call = callFailure(model(this.deadPort, this.dying.getLocalPort(), this.dying.getLocalPort()));
		assertThat(call.code()).isEqualTo(ShimmyErrorCode.SIDECAR_LOST);
		assertThat(this.requests).hasValue(1);
		streamFailure(model(this.deadPort, this.dying.getLocalPort(), this.dying.getLocalPort()));
		assertThat(this.requests).hasValue(2);
	}

	@Test
	void requestIsNotTakenToAThirdServer() {
		assertThat(callFailure(model(this.deadPort, this.deadPort, this.dying.getLocalPort())).exitStatus())
			.isEqualTo(134);
		assertThat(streamFailure(model(this.deadPort, this.deadPort, this.dying.getLocalPort())).exitStatus())
			.isEqualTo(134);
		assertThat(this.requests).hasValue(0);
	}

	/** It may be the request that ended the server. */
	@Test
	void requestThatWasSentIsNeverSentAgain() {
		ShimmyException call = callFailure(model(this.dying.getLocalPort(), this.dying.getLocalPort()));
		assertThat(call.code()).isEqualTo(ShimmyErrorCode.SIDECAR_LOST);
		assertThat(call).hasMessage("The server aborted");
		assertThat(call.exitStatus()).isEqualTo(134);
		assertThat(call.outputTail()).containsExactly("assertion failed");
		assertThat(this.requests).hasValue(1);
		streamFailure(model(this.dying.getLocalPort(), this.dying.getLocalPort()));
		assertThat(this.requests).hasValue(2);
	}

	/** The connection of the request before may lead to a server that is gone. */
	@Test
	void requestAfterAGoodOneIsNotSentTwiceEither() {
		this.answers.set(1);
		ShimmyChatModel model = model(this.dying.getLocalPort(), this.dying.getLocalPort());
		assertThat(model.call(new Prompt("Hello")).getResult().getOutput().getText()).isEqualTo("Yes.");
		assertThat(callFailure(model).code()).isEqualTo(ShimmyErrorCode.SIDECAR_LOST);
		assertThat(this.requests).hasValue(2);
	}

	/** Another process may own its port by then, and must not receive the old key. */
	@Test
	void requestWhoseServerEndedBeforeItWasSentGoesToTheNext() {
		this.answers.set(2);
		int port = this.dying.getLocalPort();
		EndingUse[] ended = { new EndingUse(port), new EndingUse(port) };
		for (EndingUse use : ended) {
			use.end.complete(END);
		}
		assertThat(model(ended[0], new EndingUse(port)).call(new Prompt("Hello")).getResult().getOutput().getText())
			.isEqualTo("Yes.");
		assertThat(this.requests).hasValue(1);
		assertThat(callFailure(model(ended)).exitStatus()).isEqualTo(134);
		assertThat(streamFailure(model(ended)).exitStatus()).isEqualTo(134);
		assertThat(this.requests).hasValue(1);
	}

	/** None of ours refuses the id and the key that it was started with. */
	@ParameterizedTest
	@ValueSource(strings = { "401 Unauthorized", "404 Not Found" })
	void refusalOfWhoeverHasThePortOfAServerThatEndedIsItsLoss(String status) {
		this.answers.set(2);
		this.status = status;
		EndingUse use = new EndingUse(this.dying.getLocalPort());
		this.atRequest = () -> use.end.complete(END);
		ShimmyException failure = callFailure(model(use, new EndingUse(this.dying.getLocalPort())));
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.SIDECAR_LOST);
		assertThat(failure.exitStatus()).isEqualTo(134);
		assertThat(this.requests).hasValue(1);
	}

	/** Servers one after the other. */
	private final class Servers implements UseSource {

		private final Queue<EndingUse> uses = new ArrayDeque<>();

		@Override
		public CompletableFuture<ServerUse> use() {
			EndingUse use = this.uses.remove();
			if (use.port == UnsentRequestTests.this.deadPort) {
				use.end.completeOnTimeout(END, 50, TimeUnit.MILLISECONDS);
			}
			UnsentRequestTests.this.inUse = use;
			return CompletableFuture.completedFuture(use);
		}

		@Override
		public String queue() {
			return "nobody waits";
		}

		@Override
		public Duration lossNotice() {
			return Duration.ofSeconds(5);
		}

		@Override
		public List<String> outputTail() {
			return List.of();
		}

	}

	/**
	 * A use of a server, which ends with the first request that it does not answer; one
	 * that never listened is known to have ended a moment later.
	 */
	private record EndingUse(int port, CompletableFuture<ShimmyException> end) implements ServerUse {

		EndingUse(int port) {
			this(port, new CompletableFuture<>());
		}

		@Override
		public ServerEndpoint endpoint() {
			return new ServerEndpoint(URI.create("http://127.0.0.1:" + this.port + "/v1"), null, "tiny", "tiny",
					ServerCapabilities.OPENAI, TokenCounter.UNAVAILABLE);
		}

		@Override
		public CompletableFuture<ShimmyException> lost() {
			return this.end;
		}

		@Override
		public void progressed() {
		}

		@Override
		public void succeeded() {
		}

		@Override
		public void failed(ShimmyException failure) {
		}

		@Override
		public void close() {
		}

	}

}
