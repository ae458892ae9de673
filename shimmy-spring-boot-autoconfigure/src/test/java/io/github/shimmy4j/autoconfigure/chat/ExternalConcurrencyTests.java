package io.github.shimmy4j.autoconfigure.chat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.shimmy4j.autoconfigure.sidecar.ShimmySidecarAutoConfiguration;
import io.github.shimmy4j.autoconfigure.sidecar.ShimmyUseAutoConfiguration;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.use.UseSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.model.chat.client.autoconfigure.ChatClientAutoConfiguration;
import org.springframework.ai.model.tool.autoconfigure.ToolCallingAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/** How many requests an external server gets at once. */
class ExternalConcurrencyTests {

	private static final String ANSWER = """
			{"id":"1","object":"chat.completion","created":1,"model":"big",\
			"choices":[{"index":0,"message":{"role":"assistant","content":"Yes."},"finish_reason":"stop"}]}""";

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final AtomicInteger present = new AtomicInteger();

	private final AtomicInteger most = new AtomicInteger();

	/** One for each answer that may be given. */
	private final Semaphore answers = new Semaphore(0);

	private volatile String health = "{}";

	private volatile String answer = ANSWER;

	private HttpServer server;

	private ApplicationContextRunner context;

	@BeforeEach
	void start() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(this.threads);
		this.server.createContext("/health", (exchange) -> reply(exchange, this.health));
		this.server.createContext("/v1/chat/completions", this::answer);
		this.server.start();
		this.context = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ShimmySidecarAutoConfiguration.class,
					ShimmyUseAutoConfiguration.class, ShimmyChatAutoConfiguration.class,
					ToolCallingAutoConfiguration.class, ChatClientAutoConfiguration.class))
			.withPropertyValues("shimmy.mode=external", "shimmy.chat.model=big",
					"shimmy.base-url=http://127.0.0.1:" + this.server.getAddress().getPort());
	}

	@AfterEach
	void stop() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	private void answer(HttpExchange exchange) throws IOException {
		this.most.accumulateAndGet(this.present.incrementAndGet(), Math::max);
		exchange.getRequestBody().readAllBytes();
		this.answers.acquireUninterruptibly();
		this.present.decrementAndGet();
		reply(exchange, this.answer);
	}

	private static void reply(HttpExchange exchange, String body) throws IOException {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().set("Content-Type", "application/json");
		exchange.sendResponseHeaders(200, (bytes.length > 0) ? bytes.length : -1);
		exchange.getResponseBody().write(bytes);
		exchange.close();
	}

	private List<CompletableFuture<String>> calls(ChatClient client) {
		return IntStream.range(0, 6)
			.mapToObj((i) -> Callers.call(() -> client.prompt("Is it?").call().content()))
			.toList();
	}

	@Test
	void limitHoldsForAServerOfSomebodyElse() {
		this.context.withPropertyValues("shimmy.chat.max-concurrent=3").run((running) -> {
			List<CompletableFuture<String>> calls = calls(running.getBean(ChatClient.class));
			Eventually.holds(() -> this.present.get() == 3
					&& running.getBean(UseSource.class).queue().equals("3 calls are under way and 3 wait"));
			this.answers.release(6);
			assertThat(calls).allSatisfy((call) -> assertThat(Callers.answer(call)).isEqualTo("Yes."));
			assertThat(this.most).hasValue(3);
		});
	}

	@Test
	void shimmyOfSomebodyElseGetsAsManyAsItCanDo() {
		this.health = "{\"service\":\"shimmy\",\"version\":\"1.7.4\"}";
		this.context.run((running) -> {
			List<CompletableFuture<String>> calls = calls(running.getBean(ChatClient.class));
			Eventually.holds(() -> this.present.get() == 2);
			this.answers.release(6);
			assertThat(calls).allSatisfy((call) -> assertThat(Callers.answer(call)).isEqualTo("Yes."));
			assertThat(this.most).hasValue(2);
		});
	}

	@Test
	void unknownServerIsNotLimitedUnlessAsked() {
		this.context.run((running) -> {
			List<CompletableFuture<String>> calls = calls(running.getBean(ChatClient.class));
			Eventually.holds(() -> this.present.get() == 6);
			this.answers.release(6);
			assertThat(calls).allSatisfy((call) -> assertThat(Callers.answer(call)).isEqualTo("Yes."));
		});
	}

	/** Row R7. */
	@Test
	void emptyReplyHasACode() {
		this.answer = "";
		this.answers.release(2);
		this.context.run((running) -> {
			ChatClient client = running.getBean(ChatClient.class);
			ShimmyException call = Callers.failure(Callers.call(() -> client.prompt("Is it?").call().content()));
			assertThat(call.code()).isEqualTo(ShimmyErrorCode.INVALID_RESPONSE);
			ShimmyException stream = Callers
				.failure(Callers.call(() -> client.prompt("Is it?").stream().content().blockLast()));
			assertThat(stream.code()).isEqualTo(ShimmyErrorCode.INVALID_RESPONSE);
		});
	}

}
