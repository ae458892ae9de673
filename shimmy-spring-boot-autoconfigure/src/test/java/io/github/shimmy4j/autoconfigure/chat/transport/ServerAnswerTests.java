package io.github.shimmy4j.autoconfigure.chat.transport;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.openai.AnswerForm;
import io.github.shimmy4j.protocol.openai.ModelName;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.ServerUse;
import io.github.shimmy4j.sidecar.TokenCounter;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
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

	@Test
	void errorReachesTheCallerAndEndsTheUse() {
		Request request = new Request.Builder().url("http://127.0.0.1:" + this.server.getLocalPort())
			.post(new FailingBody())
			.build();
		PatienceRule patience = new PatienceRule(null, Duration.ofSeconds(30), new ReadingSpeeds());
		AskedAnswer asked = new AskedAnswer(new AnswerForm("1", MODEL, false), patience.of(this.use.endpoint(), 8),
				this.use.endpoint(), patience);
		try (Wire wire = Wire.create(this.threads);
				Exchange exchange = new Exchanges().open(CompletableFuture.completedFuture(this.use), Duration.ZERO)) {
			assertThatIOException().isThrownBy(() -> exchange.send(request, asked, wire))
				.withMessageContaining("not be read");
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
		PatienceRule rule = new PatienceRule(null, Duration.ofSeconds(30), new ReadingSpeeds());
		ServerEndpoint endpoint = this.use.endpoint();
		AskedAnswer asked = new AskedAnswer(new AnswerForm("1", MODEL, false), rule.of(endpoint, 2000), endpoint, rule);
		assertThat(rule.of(endpoint, 2000).firstToken()).isEqualTo(Duration.ofSeconds(120 + 100));
		Request request = new Request.Builder().url("http://127.0.0.1:" + this.server.getLocalPort())
			.post(RequestBody.create("{}", MediaType.get("application/json")))
			.build();
		try (Wire wire = Wire.create(this.threads);
				Exchange exchange = new Exchanges().open(CompletableFuture.completedFuture(this.use), Duration.ZERO)) {
			assertThat(exchange.send(request, asked, wire).body().string()).contains("\"content\":\"Yes\"");
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
		PatienceRule rule = new PatienceRule(null, Duration.ofSeconds(30), new ReadingSpeeds());
		ServerEndpoint endpoint = this.use.endpoint();
		AskedAnswer asked = new AskedAnswer(new AnswerForm("1", MODEL, stream), rule.of(endpoint, 2), endpoint, rule);
		Request request = new Request.Builder().url("http://127.0.0.1:" + this.server.getLocalPort())
			.post(RequestBody.create("{}", MediaType.get("application/json")))
			.build();
		Exchange exchange = new Exchanges().open(CompletableFuture.completedFuture(this.use), Duration.ZERO);
		try (Wire wire = Wire.create(this.threads)) {
			assertThat(exchange.send(request, asked, wire).body().string()).contains("\"content\":\"Yes\"");
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
		PatienceRule rule = new PatienceRule(Duration.ofMillis(300), Duration.ofSeconds(30), new ReadingSpeeds());
		ServerEndpoint endpoint = this.use.endpoint();
		AskedAnswer asked = new AskedAnswer(new AnswerForm("1", MODEL, false), rule.of(endpoint, 2), endpoint, rule);
		Request request = new Request.Builder().url("http://127.0.0.1:" + this.server.getLocalPort())
			.post(RequestBody.create("{}", MediaType.get("application/json")))
			.build();
		try (Wire wire = Wire.create(this.threads);
				Exchange exchange = new Exchanges().open(CompletableFuture.completedFuture(this.use), Duration.ZERO)) {
			assertThatIOException().isThrownBy(() -> exchange.send(request, asked, wire).body().string())
				.withMessageContaining("PT0.3S before its first token");
		}
		// The connection was closed.
		assertThatThrownBy(() -> served.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
	}

	/** Whatever else can end a thread, such as a lack of memory, ends it in this way. */
	private static final class FailingBody extends RequestBody {

		@Override
		public MediaType contentType() {
			return MediaType.get("application/json");
		}

		@Override
		public void writeTo(BufferedSink sink) {
			throw new StackOverflowError("as a test wants it");
		}

	}

	private final class EndedUse implements ServerUse {

		private final CompletableFuture<Void> closed = new CompletableFuture<>();

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
