package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiPredicate;

import org.jspecify.annotations.Nullable;

/**
 * Asks by HTTP, and goes where it is sent: but never from HTTPS to HTTP, and not for
 * ever.
 *
 * @param proxies which way to which server
 * @param connectTimeout longest wait for a connection
 * @param stallTimeout longest silence of a server
 */
record WebClient(ProxySelector proxies, Duration connectTimeout, Duration stallTimeout) {

	/** Follows wherever an answer points to. */
	static final BiPredicate<HttpResponse<?>, URI> EVERYWHERE = (response, target) -> true;

	/**
	 * As huggingface_hub: long enough for a slow network, short enough to try elsewhere.
	 */
	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

	/** Silence after which the server, or what is between, has forgotten us. */
	private static final Duration STALL_TIMEOUT = Duration.ofSeconds(30);

	private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

	private static final int MOST_REDIRECTS = 10;

	static WebClient of(Map<String, String> environment) {
		return new WebClient(ProxyChoice.of(environment), CONNECT_TIMEOUT, STALL_TIMEOUT);
	}

	/** The same with another limit. */
	WebClient waitingFor(Duration timeout) {
		return new WebClient(this.proxies, timeout, timeout);
	}

	/**
	 * Asks for something.
	 * @param method HTTP method
	 * @param address what to ask for
	 * @param headers headers for each server that is asked
	 * @param follows whether to go where an answer points to
	 * @return the answer, whatever its status; its body is to be read or closed
	 */
	HttpResponse<Flow.Publisher<List<ByteBuffer>>> ask(String method, URI address, Headers headers,
			BiPredicate<HttpResponse<?>, URI> follows) throws IOException, InterruptedException {
		HttpClient client = HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.proxy(this.proxies)
			.connectTimeout(this.connectTimeout)
			.followRedirects(HttpClient.Redirect.NEVER)
			.build();
		HttpResponse<Flow.Publisher<List<ByteBuffer>>> response = send(client, request(method, address, headers));
		URI next = next(response);
		for (int hop = 0; next != null && follows.test(response, next) && hop < MOST_REDIRECTS; hop++) {
			new ResponseBody(response.body()).close();
			response = send(client, request(method, next, headers));
			next = next(response);
		}
		return response;
	}

	private static HttpRequest request(String method, URI address, Headers headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(address)
			.method(method, HttpRequest.BodyPublishers.noBody())
			.header("User-Agent", "shimmy4j");
		headers.forServer(address).forEach(request::header);
		return request.build();
	}

	private HttpResponse<Flow.Publisher<List<ByteBuffer>>> send(HttpClient client, HttpRequest request)
			throws IOException, InterruptedException {
		CompletableFuture<HttpResponse<Flow.Publisher<List<ByteBuffer>>>> answer = client.sendAsync(request,
				BodyHandlers.ofPublisher());
		try {
			return answer.get(answerMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			throw TransferReason.ioFailure(ex.getCause());
		}
		catch (TimeoutException ex) {
			throw new IOException("'%s' did not answer within %d ms".formatted(request.uri(), answerMillis()), ex);
		}
		finally {
			answer.cancel(true);
		}
	}

	private long answerMillis() {
		return this.connectTimeout.plus(this.stallTimeout).toMillis();
	}

	/** Where the answer points to; null if nowhere that may be gone to. */
	private static @Nullable URI next(HttpResponse<?> response) throws IOException {
		String location = response.headers().firstValue("Location").orElse("");
		if (!REDIRECTS.contains(response.statusCode()) || location.isEmpty()) {
			return null;
		}
		try {
			URI target = response.uri().resolve(location);
			String scheme = Objects.requireNonNullElse(target.getScheme(), "").toLowerCase(Locale.ROOT);
			boolean secure = scheme.equals("https");
			boolean lessSecure = scheme.equals("http") && !response.uri().getScheme().equalsIgnoreCase("https");
			return (target.getHost() != null && (secure || lessSecure)) ? target : null;
		}
		catch (IllegalArgumentException ex) {
			throw new IOException("'%s' points to '%s', which is not an address".formatted(response.uri(), location),
					ex);
		}
	}

	/**
	 * What is sent to whom: a token is for one server, and not for where it points to.
	 */
	@FunctionalInterface
	interface Headers {

		Map<String, String> forServer(URI address);

	}

}
