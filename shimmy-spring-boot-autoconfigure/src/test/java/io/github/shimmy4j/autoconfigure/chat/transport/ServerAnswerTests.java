package io.github.shimmy4j.autoconfigure.chat.transport;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import com.openai.core.http.Headers;
import com.openai.core.http.HttpResponse;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.openai.AnswerForm;
import io.github.shimmy4j.protocol.openai.AnswerForm.ModelName;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.ServerUse;
import io.github.shimmy4j.sidecar.TokenCounter;
import io.github.shimmy4j.sidecar.use.AnswerIntake;
import io.github.shimmy4j.sidecar.use.Exchange;
import io.github.shimmy4j.sidecar.use.Exchange.Admission;
import io.github.shimmy4j.sidecar.use.Exchange.AdmissionListener;
import io.github.shimmy4j.sidecar.use.PatienceRule;
import io.github.shimmy4j.sidecar.use.UseSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** An answer that cannot be received for a reason of this JVM. */
class ServerAnswerTests {

	private static final ModelName MODEL = new ModelName("tiny", "tiny");

	private final ExecutorService threads = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task);
		thread.setUncaughtExceptionHandler((on, thrown) -> {
			// Else it is printed.
		});
		return thread;
	});

	private final EndedUse use = new EndedUse();

	private ServerSocket server;

	@BeforeEach
	void listen() throws IOException {
		this.server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
	}

	@AfterEach
	void close() throws IOException {
		this.server.close();
		this.threads.shutdownNow();
	}

	private Exchange open() {
		Admission admission = new Admission(new OneUse(), Duration.ofSeconds(30), AdmissionListener.NONE,
				System::nanoTime);
		return admission.open(admission.deadline());
	}

	/** Waits for the beginning of the answer. */
	private HttpResponse send(Exchange exchange, Wire wire, PatienceRule rule, long promptBytes, boolean stream) {
		AnswerIntake intake = new AnswerIntake(exchange, new AnswerForm("1", MODEL, stream), rule, promptBytes,
				System::nanoTime);
		return wire
			.send(Headers.builder().build(), exchange.endpoint(), "{}".getBytes(StandardCharsets.UTF_8), intake,
					exchange)
			.join();
	}

	private String answer(Exchange exchange, Wire wire, PatienceRule rule, boolean stream) throws IOException {
		try (HttpResponse response = send(exchange, wire, rule, 2, stream)) {
			return new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	@Test
	void errorReachesTheCallerAndEndsTheUse() {
		this.use.error = new StackOverflowError("as a test wants it");
		PatienceRule rule = new PatienceRule(null, Duration.ofSeconds(30));
		try (Wire wire = new Wire(this.threads); Exchange exchange = open()) {
			assertThatThrownBy(() -> send(exchange, wire, rule, 8, false)).hasRootCauseInstanceOf(IOException.class)
				.hasMessageContaining("not be read");
		}
		assertThat(this.use.closed).isCompleted();
	}

	/** The next prompt has the time that this one took, and not what is assumed. */
	@Test
	void answerTeachesHowFastItsPromptWasRead() throws Exception {
		String events = """
				data: {"choices":[{"delta":{"content":"Yes"},"finish_reason":"stop"}]}

				data: {"choices":[],"usage":{"prompt_tokens":1000,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":0}}}

				data: [DONE]

				""";
		Future<?> served = this.threads.submit(() -> {
			try (Socket client = this.server.accept()) {
				client.getOutputStream()
					.write(("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + events).getBytes(StandardCharsets.UTF_8));
				client.shutdownOutput();
				return client.getInputStream().readAllBytes();
			}
		});
		PatienceRule rule = new PatienceRule(null, Duration.ofSeconds(30));
		ServerEndpoint endpoint = this.use.endpoint();
		assertThat(rule.of(endpoint, 2000).firstToken()).isEqualTo(Duration.ofSeconds(120 + 100));
		try (Wire wire = new Wire(this.threads); Exchange exchange = open()) {
			assertThat(answer(exchange, wire, rule, false)).contains("\"content\":\"Yes\"");
			served.get(30, TimeUnit.SECONDS);
		}
		assertThat(this.use.closed).succeedsWithin(Duration.ofSeconds(30));
		assertThat(rule.of(endpoint, 2000).firstToken()).isLessThan(Duration.ofSeconds(200));
	}

	/** A call went on to read, and failed where a stream was content. */
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void connectionThatBreaksAfterAWholeAnswerIsNoFailure(boolean stream) throws Exception {
		String event = "data: {\"choices\":[{\"delta\":{\"content\":\"Yes\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
		Future<?> served = this.threads.submit(() -> {
			try (Socket client = this.server.accept()) {
				client.getOutputStream()
					.write(("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n"
						.formatted(event.length(), event)).getBytes(StandardCharsets.UTF_8));
				// Without the last chunk of HTTP.
				client.shutdownOutput();
				return client.getInputStream().readAllBytes();
			}
		});
		PatienceRule rule = new PatienceRule(null, Duration.ofSeconds(30));
		Exchange exchange = open();
		try (Wire wire = new Wire(this.threads)) {
			assertThat(answer(exchange, wire, rule, stream)).contains("\"content\":\"Yes\"");
			served.get(30, TimeUnit.SECONDS);
			exchange.close();
			assertThat(this.use.closed).succeedsWithin(Duration.ofSeconds(30));
		}
		assertThat(exchange.failure()).isNull();
	}

	/** llama.cpp's server sends comments, also when its generation is stuck. */
	@ParameterizedTest
	@ValueSource(strings = { ":", "event: ping", "data: {}", "data: {\"choices\":[{\"delta\":{}}]}",
			"data: {\"prompt_progress\":{\"total\":9,\"processed\":0}}" })
	void whatOnlyKeepsTheConnectionIsSilence(String event) throws Exception {
		Future<?> served = this.threads.submit(() -> {
			try (Socket client = this.server.accept()) {
				OutputStream out = client.getOutputStream();
				out.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.UTF_8));
				while (!this.threads.awaitTermination(20, TimeUnit.MILLISECONDS)) {
					out.write((event + "\n\n").getBytes(StandardCharsets.UTF_8));
					out.flush();
				}
			}
			return null;
		});
		PatienceRule rule = new PatienceRule(Duration.ofMillis(300), Duration.ofSeconds(30));
		try (Wire wire = new Wire(this.threads); Exchange exchange = open()) {
			assertThatThrownBy(() -> answer(exchange, wire, rule, false))
				.hasMessageContaining("PT0.3S before its first token");
		}
		// The connection was closed.
		assertThatThrownBy(() -> served.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
	}

	/** Gives that use to everybody. */
	private final class OneUse implements UseSource {

		@Override
		public CompletableFuture<ServerUse> use() {
			return CompletableFuture.completedFuture(ServerAnswerTests.this.use);
		}

		@Override
		public String queue() {
			return "nobody waits";
		}

		@Override
		public Duration lossNotice() {
			return Duration.ZERO;
		}

		@Override
		public List<String> outputTail() {
			return List.of();
		}

	}

	private final class EndedUse implements ServerUse {

		private final CompletableFuture<Void> closed = new CompletableFuture<>();

		/** Ends the thread that receives, as a lack of memory would. */
		private volatile Error error;

		@Override
		public void reading(Duration atMost) {
			if (this.error != null) {
				throw this.error;
			}
		}

		@Override
		public ServerEndpoint endpoint() {
			return new ServerEndpoint(URI.create("http://127.0.0.1:" + ServerAnswerTests.this.server.getLocalPort()),
					null, "tiny", "tiny", ServerCapabilities.OPENAI, TokenCounter.UNAVAILABLE);
		}

		@Override
		public CompletableFuture<ShimmyException> lost() {
			return new CompletableFuture<>();
		}

		@Override
		public void succeeded() {
		}

		@Override
		public void failed(ShimmyException failure) {
		}

		@Override
		public void close() {
			this.closed.complete(null);
		}

	}

}
