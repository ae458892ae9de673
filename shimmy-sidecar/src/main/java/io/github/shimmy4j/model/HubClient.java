package io.github.shimmy4j.model;

import java.io.IOException;
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

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.process.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Asks Hugging Face, or a mirror, by the variables that its own client has: see <a href=
 * "https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables">
 * HF_ENDPOINT, HF_TOKEN and HF_HUB_OFFLINE</a>.
 */
final class HubClient {

	/**
	 * As huggingface_hub: long enough for a slow network, short enough to try elsewhere.
	 */
	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

	/** Silence after which the server, or what is between, has forgotten us. */
	private static final Duration STALL_TIMEOUT = Duration.ofSeconds(30);

	private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

	private static final int MOST_REDIRECTS = 10;

	private static final Set<String> TRUE = Set.of("1", "on", "yes", "true");

	private final URI endpoint;

	private final @Nullable Secret token;

	private final boolean offline;

	private final Duration connectTimeout;

	private final Duration stallTimeout;

	private HubClient(URI endpoint, @Nullable Secret token, boolean offline, Duration connectTimeout,
			Duration stallTimeout) {
		this.endpoint = endpoint;
		this.token = token;
		this.offline = offline;
		this.connectTimeout = connectTimeout;
		this.stallTimeout = stallTimeout;
	}

	static HubClient of(Map<String, String> environment) {
		String token = environment.getOrDefault("HF_TOKEN", "").strip();
		String offline = environment.getOrDefault("HF_HUB_OFFLINE", "").strip().toLowerCase(Locale.ROOT);
		return new HubClient(endpoint(environment.getOrDefault("HF_ENDPOINT", "")),
				token.isEmpty() ? null : Secret.of(token), TRUE.contains(offline), CONNECT_TIMEOUT, STALL_TIMEOUT);
	}

	/** The same with another limit. */
	HubClient waitingFor(Duration timeout) {
		return new HubClient(this.endpoint, this.token, this.offline, timeout, timeout);
	}

	Duration stallTimeout() {
		return this.stallTimeout;
	}

	URI address(ModelSource.Hub source) {
		return URI.create(
				"%s/%s/resolve/%s/%s".formatted(this.endpoint, source.repository(), source.revision(), source.file()));
	}

	/**
	 * Gets something, also from where the hub points to: but never from HTTPS to HTTP,
	 * and the token is for the hub alone.
	 * @param address what to get
	 * @param headers further headers
	 * @return the answer, whatever its status; its body is to be read or closed
	 */
	HttpResponse<Flow.Publisher<List<ByteBuffer>>> get(URI address, Map<String, String> headers)
			throws IOException, InterruptedException {
		return ask("GET", address, headers, (response, target) -> true);
	}

	/**
	 * Asks what a file is. The hub answers that itself, while it points to a storage that
	 * does not know; a renamed repository is elsewhere in the hub.
	 * @param source the file, also at a branch or tag
	 * @return what it is at this moment
	 * @throws IOException if the hub does not say it
	 */
	RemoteFile lookUp(ModelSource.Hub source) throws IOException, InterruptedException {
		HttpResponse<Flow.Publisher<List<ByteBuffer>>> response = ask("HEAD", address(source), Map.of(),
				(answer, target) -> isHub(target) && !HubAnswer.describes(answer));
		new ResponseBody(response.body()).close();
		return HubAnswer.of(response).file();
	}

	private HttpResponse<Flow.Publisher<List<ByteBuffer>>> ask(String method, URI address, Map<String, String> headers,
			BiPredicate<HttpResponse<?>, URI> follows) throws IOException, InterruptedException {
		if (this.offline) {
			throw new IOException("HF_HUB_OFFLINE is set");
		}
		HttpClient client = HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
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

	private HttpRequest request(String method, URI address, Map<String, String> headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(address)
			.method(method, HttpRequest.BodyPublishers.noBody())
			.header("User-Agent", "shimmy4j");
		headers.forEach(request::header);
		if (this.token != null && isHub(address)) {
			request.header("Authorization", "Bearer " + this.token.reveal());
		}
		return request.build();
	}

	private boolean isHub(URI address) {
		return address.getScheme().equalsIgnoreCase(this.endpoint.getScheme())
				&& address.getHost().equalsIgnoreCase(this.endpoint.getHost())
				&& address.getPort() == this.endpoint.getPort();
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

	private static URI endpoint(String value) {
		String address = value.isBlank() ? "https://huggingface.co" : value.strip().replaceAll("/+$", "");
		if (!address.matches("https?://[^/\\s]+\\S*")) {
			throw new ShimmyException(ShimmyErrorCode.INVALID_CONFIGURATION,
					"HF_ENDPOINT is '%s', which is not an http or https address".formatted(value));
		}
		return URI.create(address);
	}

}
