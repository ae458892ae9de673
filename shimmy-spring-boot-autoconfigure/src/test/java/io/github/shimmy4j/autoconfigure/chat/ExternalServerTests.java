package io.github.shimmy4j.autoconfigure.chat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.shimmy4j.autoconfigure.sidecar.ShimmySidecarAutoConfiguration;
import io.github.shimmy4j.autoconfigure.sidecar.ShimmyUseAutoConfiguration;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.model.chat.client.autoconfigure.ChatClientAutoConfiguration;
import org.springframework.ai.model.tool.autoconfigure.ToolCallingAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Chat on an external server. */
class ExternalServerTests {

	private static final String CHUNK = """
			data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"big",\
			"choices":[{"index":0,"delta":{"content":"word "}}]}

			""";

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final LinkedBlockingQueue<String> authorizations = new LinkedBlockingQueue<>();

	private final CountDownLatch clientGone = new CountDownLatch(1);

	private HttpServer server;

	private ApplicationContextRunner context;

	@BeforeEach
	void start() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(this.threads);
		this.server.createContext("/v1/chat/completions", this::streamForEver);
		this.server.start();
		this.context = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ShimmySidecarAutoConfiguration.class,
					ShimmyUseAutoConfiguration.class, ShimmyChatAutoConfiguration.class,
					ToolCallingAutoConfiguration.class, ChatClientAutoConfiguration.class))
			.withPropertyValues("shimmy.mode=external", "shimmy.chat.model=big", "shimmy.api-key=sesame",
					"shimmy.base-url=http://127.0.0.1:" + this.server.getAddress().getPort());
	}

	@AfterEach
	void stop() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	private void streamForEver(HttpExchange exchange) throws IOException {
		this.authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
		exchange.getRequestBody().readAllBytes();
		exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
		exchange.sendResponseHeaders(200, 0);
		try (OutputStream body = exchange.getResponseBody()) {
			while (!Thread.currentThread().isInterrupted()) {
				body.write(CHUNK.getBytes(StandardCharsets.UTF_8));
				body.flush();
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
			}
		}
		catch (IOException ex) {
			this.clientGone.countDown();
		}
	}

	/** Row R6, where the server gives up when it is left. */
	@Test
	void interruptedCallClosesTheConnection() {
		this.context.run((running) -> {
			CompletableFuture<Throwable> failure = new CompletableFuture<>();
			Thread caller = new Thread(() -> failure
				.complete(catchThrowable(() -> running.getBean(ChatClient.class).prompt("Go on").call().content())));
			caller.start();
			assertThat(this.authorizations.poll(10, TimeUnit.SECONDS)).isNotNull();
			caller.interrupt();
			assertThat(this.clientGone.await(10, TimeUnit.SECONDS)).as("the server noticed").isTrue();
			assertThat(failure.get(10, TimeUnit.SECONDS)).isInstanceOf(ShimmyException.class);
		});
	}

	/** Row R6, where the server gives up when it is left. */
	@Test
	void cancelledStreamClosesTheConnection() {
		this.context.run((running) -> {
			assertThat(running).doesNotHaveBean(ShimmySidecar.class);
			StepVerifier.create(running.getBean(ChatClient.class).prompt("Go on").stream().content())
				.expectNext("word ", "word ")
				.thenCancel()
				.verify();
			assertThat(this.clientGone.await(10, TimeUnit.SECONDS)).as("the server noticed").isTrue();
			assertThat(this.authorizations.poll()).isEqualTo("Bearer sesame");
		});
	}

	/** With the JDK's own client such a connection would stay open for ever. */
	@Test
	void callThatEndsClosesTheConnectionOfItsUnansweredHealth() throws Exception {
		try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			Future<Boolean> left = this.threads.submit(() -> {
				try (Socket connection = silent.accept()) {
					connection.setSoTimeout(20_000);
					return connection.getInputStream().readAllBytes().length > 0;
				}
			});
			this.context
				.withPropertyValues("shimmy.base-url=http://127.0.0.1:" + silent.getLocalPort(),
						"shimmy.chat.idle-timeout=1s")
				.run((running) -> {
					assertThat(Callers
						.failure(Callers.call(() -> running.getBean(ChatClient.class).prompt("Hello").call().content()))
						.code()).isEqualTo(ShimmyErrorCode.NOT_READY);
					assertThat(left.get(30, TimeUnit.SECONDS)).as("a whole request, and then the end").isTrue();
				});
		}
	}

	@Test
	void serverThatIsNotThereIsSaidToBeLost() {
		this.server.stop(0);
		this.context.run((running) -> {
			ShimmyException failure = catchThrowableOfType(ShimmyException.class,
					() -> running.getBean(ChatClient.class).prompt("Hello").call().content());
			assertThat(failure.code()).isEqualTo(ShimmyErrorCode.SIDECAR_LOST);
		});
	}

}
