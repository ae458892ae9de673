package io.github.shimmy4j.probe;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.process.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Asks servers short questions, never through a proxy. One instance serves all launches,
 * so that restarts leave no threads behind.
 */
public final class ServerClient {

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

	private final HttpClient http;

	private ServerClient(HttpClient http) {
		this.http = http;
	}

	/**
	 * Makes a client.
	 * @return a client with its own connections
	 */
	public static ServerClient create() {
		return new ServerClient(HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.proxy(HttpClient.Builder.NO_PROXY)
			.connectTimeout(CONNECT_TIMEOUT)
			.build());
	}

	/**
	 * Sends a GET.
	 * @param uri where
	 * @param key bearer token, or null for none
	 * @return the reply; cancelling it closes the connection
	 */
	public CompletableFuture<Reply> get(URI uri, @Nullable Secret key) {
		return send(request(uri, key).GET().build());
	}

	/**
	 * Sends JSON by POST.
	 * @param uri where
	 * @param key bearer token, or null for none
	 * @param json the body
	 * @return the reply; cancelling it closes the connection
	 */
	public CompletableFuture<Reply> post(URI uri, @Nullable Secret key, String json) {
		return send(request(uri, key).header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(json))
			.build());
	}

	private static HttpRequest.Builder request(URI uri, @Nullable Secret key) {
		HttpRequest.Builder request = HttpRequest.newBuilder(uri);
		if (key != null) {
			request.header("Authorization", "Bearer " + key.reveal());
		}
		return request;
	}

	private CompletableFuture<Reply> send(HttpRequest request) {
		CompletableFuture<HttpResponse<String>> response = this.http.sendAsync(request, (info) -> new BoundedText());
		CompletableFuture<Reply> reply = response
			.thenApply((received) -> new Reply(received.statusCode(), received.body()));
		reply.whenComplete((ignored, failure) -> response.cancel(true));
		return reply;
	}

}
