package io.github.shimmy4j.autoconfigure.chat.transport;

import java.net.Proxy;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import com.openai.client.OpenAIClientAsyncImpl;
import com.openai.client.OpenAIClientImpl;
import com.openai.core.ClientOptions;
import com.openai.core.Timeout;
import io.github.shimmy4j.concurrent.Threads;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.http.okhttp.SpringAiOpenAiHttpClient;

/**
 * Spring AI's OpenAI model with clients of our own: daemon threads, no proxy, no retries,
 * no total limit on a healthy stream, and nothing read from {@code OPENAI_*}.
 */
public final class ChatTransport implements AutoCloseable {

	/** Never looked up: the interceptor puts the server's address in its place. */
	private static final String PLACEHOLDER = "http://shimmy.invalid/v1";

	/** Never sent: the interceptor puts the server's key in its place. */
	private static final String PLACEHOLDER_KEY = "sk-local";

	private final Exchanges exchanges;

	private final ExecutorService threads;

	private final Wire wire;

	private final SpringAiOpenAiHttpClient http;

	private final ClientOptions clientOptions;

	private ChatTransport(Exchanges exchanges, ExecutorService threads, Wire wire, SpringAiOpenAiHttpClient http,
			ClientOptions clientOptions) {
		this.exchanges = exchanges;
		this.threads = threads;
		this.wire = wire;
		this.http = http;
		this.clientOptions = clientOptions;
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
		Exchanges exchanges = new Exchanges();
		Wire wire = Wire.create(threads);
		// Of the client library's own connections, of which there are none.
		Timeout timeout = Timeout.builder().read(Duration.ZERO).request(Duration.ZERO).build();
		PatienceRule patience = new PatienceRule(firstTokenTimeout, idleTimeout, new ReadingSpeeds());
		SpringAiOpenAiHttpClient http = SpringAiOpenAiHttpClient.builder()
			.timeout(timeout)
			.proxy(Proxy.NO_PROXY)
			.dispatcherExecutorService(threads)
			.interceptor(new ExchangeInterceptor(exchanges, wire, patience))
			.build();
		ClientOptions options = ClientOptions.builder()
			.httpClient(http)
			.baseUrl(PLACEHOLDER)
			.apiKey(PLACEHOLDER_KEY)
			.maxRetries(0)
			.timeout(timeout)
			.streamHandlerExecutor(threads)
			.build();
		return new ChatTransport(exchanges, threads, wire, http, options);
	}

	/**
	 * The exchanges of this transport.
	 * @return where a request must be announced before it is made
	 */
	public Exchanges exchanges() {
		return this.exchanges;
	}

	/**
	 * Spring AI's model on this transport.
	 * @param options what requests ask for unless they say otherwise
	 * @param observations hears of each generation
	 * @return the model
	 */
	public OpenAiChatModel model(OpenAiChatOptions options, ObservationRegistry observations) {
		return OpenAiChatModel.builder()
			.openAiClient(new OpenAIClientImpl(this.clientOptions))
			.openAiClientAsync(new OpenAIClientAsyncImpl(this.clientOptions))
			.options(options)
			.observationRegistry(observations)
			.build();
	}

	/** Breaks off what is under way, also answers that nobody waits for. */
	@Override
	public void close() {
		this.http.close();
		this.wire.close();
		this.threads.shutdownNow();
	}

}
