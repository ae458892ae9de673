package io.github.shimmy4j.autoconfigure.chat.transport;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import com.openai.client.OpenAIClientAsyncImpl;
import com.openai.client.OpenAIClientImpl;
import com.openai.core.ClientOptions;
import io.github.shimmy4j.concurrent.Threads;
import io.github.shimmy4j.sidecar.use.PatienceRule;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;

/**
 * Spring AI's OpenAI model on an HTTP client of our own: daemon threads, no proxy, no
 * retries, no total limit on a healthy stream, and nothing read from {@code OPENAI_*}.
 */
public final class ChatTransport implements AutoCloseable {

	/** Never resolved: each request goes to the server of its exchange. */
	private static final String PLACEHOLDER = "http://shimmy.invalid/v1";

	/** Never sent: each request gets the key of its server. */
	private static final String PLACEHOLDER_KEY = "sk-local";

	private final Exchanges exchanges = new Exchanges();

	private final PatienceRule patience;

	private final ExecutorService threads;

	/** Null until the first request needs it: loading OkHttp's classes takes 50 ms. */
	private @Nullable Wire wire;

	private ChatTransport(PatienceRule patience, ExecutorService threads) {
		this.patience = patience;
		this.threads = threads;
	}

	/**
	 * Makes a transport.
	 * @param idleTimeout longest silence of a server between two tokens
	 * @param firstTokenTimeout longest silence before the first; null = by the length of
	 * the prompt and the speed of the server
	 * @return a transport without connections yet
	 */
	public static ChatTransport create(Duration idleTimeout, @Nullable Duration firstTokenTimeout) {
		AtomicInteger count = new AtomicInteger();
		ExecutorService threads = Executors
			.newCachedThreadPool((task) -> Threads.daemon("shimmy-chat-" + count.incrementAndGet(), task));
		return new ChatTransport(new PatienceRule(firstTokenTimeout, idleTimeout), threads);
	}

	/** Where the exchange of a request is opened before the request is made. */
	public Exchanges exchanges() {
		return this.exchanges;
	}

	/**
	 * Makes Spring AI's model on this transport.
	 * @param options defaults of requests
	 * @param observations receives an observation of each generation
	 */
	public OpenAiChatModel model(OpenAiChatOptions options, ObservationRegistry observations) {
		ClientOptions client = ClientOptions.builder()
			.httpClient(this.exchanges.client(wire(), this.patience))
			.baseUrl(PLACEHOLDER)
			.apiKey(PLACEHOLDER_KEY)
			.maxRetries(0)
			.streamHandlerExecutor(this.threads)
			.build();
		return OpenAiChatModel.builder()
			.openAiClient(new OpenAIClientImpl(client))
			.openAiClientAsync(new OpenAIClientAsyncImpl(client))
			.options(options)
			.observationRegistry(observations)
			.build();
	}

	private synchronized Wire wire() {
		if (this.wire == null) {
			this.wire = new Wire(this.threads);
		}
		return this.wire;
	}

	/** Cancels all requests, also those whose callers have left. */
	@Override
	public synchronized void close() {
		if (this.wire != null) {
			this.wire.close();
		}
		this.threads.shutdownNow();
	}

}
