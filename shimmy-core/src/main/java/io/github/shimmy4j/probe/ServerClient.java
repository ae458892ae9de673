package io.github.shimmy4j.probe;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.concurrent.Threads;
import io.github.shimmy4j.process.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Asks servers short questions, never through a proxy. One instance serves all launches,
 * so that restarts leave no threads behind.
 */
public final class ServerClient {

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

	/** Null until the first question. */
	private @Nullable HttpClient http;

	private ServerClient() {
	}

	/**
	 * Makes a client.
	 * @return a client with its own connections, of which there are none yet
	 */
	public static ServerClient create() {
		return new ServerClient();
	}

	/** Loading the classes and the certificates takes 80 ms. */
	private synchronized HttpClient http() {
		if (this.http == null) {
			this.http = HttpClient.newBuilder()
				.version(HttpClient.Version.HTTP_1_1)
				.proxy(HttpClient.Builder.NO_PROXY)
				.connectTimeout(CONNECT_TIMEOUT)
				.build();
		}
		return this.http;
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
		CompletableFuture<Reply> reply = new CompletableFuture<>();
		// Not sendAsync: it answers on the common pool, and is late where that is full.
		Thread asking = Threads.daemon("shimmy-question", () -> ask(request, reply));
		reply.whenComplete((ignored, failure) -> {
			if (failure != null) {
				asking.interrupt();
			}
		});
		try {
			asking.start();
		}
		catch (OutOfMemoryError ex) {
			reply.completeExceptionally(ex);
		}
		return reply;
	}

	private void ask(HttpRequest request, CompletableFuture<Reply> reply) {
		try {
			HttpResponse<String> received = http().send(request, (info) -> new BoundedText());
			reply.complete(new Reply(received.statusCode(), received.body()));
		}
		catch (IOException | InterruptedException | RuntimeException | Error ex) {
			reply.completeExceptionally(ex);
		}
	}

}
