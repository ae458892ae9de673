package io.github.shimmy4j.autoconfigure.chat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.shimmy4j.autoconfigure.Reasoning;
import io.github.shimmy4j.autoconfigure.chat.transport.ChatTransport;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.probe.ServerClient;
import io.github.shimmy4j.sidecar.use.Exchange.Admission;
import io.github.shimmy4j.sidecar.use.Exchange.AdmissionListener;
import io.github.shimmy4j.sidecar.use.ExternalUses;
import io.github.shimmy4j.sidecar.use.UseSource;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * A server of others whose answers a test writes, and a chat model that asks it. Each
 * answer is given to a stream and to a call, which must judge alike.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ForeignServer {

	static final String EVENTS = "text/event-stream";

	static final String JSON = "application/json";

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final OpenAiChatOptions options = OpenAiChatOptions.builder().model("big").maxTokens(8).build();

	private final ChatTransport transport = ChatTransport.create(Duration.ofSeconds(30), null);

	private HttpServer server;

	private ShimmyChatModel model;

	private volatile byte[] answer = {};

	volatile int status = 200;

	private volatile String contentType = EVENTS;

	volatile String request = "";

	/** Whether the server forgets to end its answers. */
	volatile boolean endless;

	@BeforeAll
	void start() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(this.threads);
		this.server.createContext("/v1/chat/completions", this::answer);
		this.server.start();
		UseSource uses = new ExternalUses(ServerClient.create(),
				URI.create("http://127.0.0.1:" + this.server.getAddress().getPort() + "/v1"), null, "big", 0,
				System::nanoTime);
		this.model = new ShimmyChatModel(() -> this.transport.model(this.options, ObservationRegistry.NOOP),
				new Admission(uses, Duration.ofSeconds(30), AdmissionListener.NONE, System::nanoTime),
				this.transport.exchanges(), new PromptCheck(this.options, null, null, Reasoning.AUTO));
	}

	@AfterAll
	void stop() {
		this.transport.close();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	private void answer(HttpExchange exchange) throws IOException {
		this.request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
		if (!this.contentType.isEmpty()) {
			exchange.getResponseHeaders().set("Content-Type", this.contentType);
		}
		boolean endless = this.endless;
		exchange.sendResponseHeaders(this.status, endless ? 0 : ((this.answer.length > 0) ? this.answer.length : -1));
		exchange.getResponseBody().write(this.answer);
		exchange.getResponseBody().flush();
		if (!endless) {
			exchange.close();
		}
	}

	void answers(String type, String body) {
		this.status = 200;
		this.contentType = type;
		this.answer = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
	}

	/** Chunks as events, with the ends of lines that most servers have. */
	void streams(String... chunks) {
		StringBuilder events = new StringBuilder();
		for (String chunk : chunks) {
			events.append("data: ").append(chunk).append("\n\n");
		}
		answers(EVENTS, events.toString());
	}

	List<ChatResponse> stream() {
		return Objects
			.requireNonNull(this.model.stream(new Prompt("Hello")).collectList().block(Duration.ofSeconds(30)));
	}

	ChatResponse call() {
		return this.model.call(new Prompt("Hello"));
	}

	private static String text(List<ChatResponse> chunks) {
		StringBuilder text = new StringBuilder();
		chunks.stream()
			.flatMap((chunk) -> chunk.getResults().stream())
			.map((result) -> result.getOutput().getText())
			.filter(Objects::nonNull)
			.forEach(text::append);
		return text.toString();
	}

	void assertSays(String words, String reason) {
		List<ChatResponse> chunks = stream();
		assertThat(text(chunks)).isEqualTo(words);
		assertThat(chunks.stream()
			.flatMap((chunk) -> chunk.getResults().stream())
			.map((result) -> result.getMetadata().getFinishReason())
			.filter(Objects::nonNull)).containsExactly(reason);
		ChatResponse whole = call();
		assertThat(whole.getResult().getOutput().getText()).isEqualTo(words);
		assertThat(whole.getResult().getMetadata().getFinishReason()).isEqualTo(reason);
	}

	void assertFails(ShimmyErrorCode code, String... words) {
		ShimmyException stream = catchThrowableOfType(ShimmyException.class, this::stream);
		ShimmyException call = catchThrowableOfType(ShimmyException.class, this::call);
		assertThat(List.of(stream, call)).allSatisfy((failure) -> {
			assertThat(failure.code()).isEqualTo(code);
			assertThat(failure).hasMessageContainingAll(words);
		});
		assertThat(call).hasMessage(stream.getMessage());
	}

}
