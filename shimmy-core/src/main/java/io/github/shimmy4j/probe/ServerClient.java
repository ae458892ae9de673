package io.github.shimmy4j.probe;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.shimmy4j.concurrent.Threads;
import io.github.shimmy4j.process.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Asks servers short questions, never through a proxy. One instance serves all launches,
 * so that restarts leave no threads behind.
 */
public final class ServerClient {

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

	private static final int LONGEST_REPLY = 1024 * 1024;

	private final int longestReply;

	/** Null until the first question. */
	private @Nullable HttpClient http;

	private ServerClient(int longestReply) {
		this.longestReply = longestReply;
	}

	/**
	 * Makes a client.
	 * @return a client with its own connections, of which there are none yet
	 */
	public static ServerClient create() {
		return create(LONGEST_REPLY);
	}

	/**
	 * Makes a client for longer replies than those to short questions.
	 * @param longestReply bytes of the longest body that is accepted
	 * @return a client with its own connections, of which there are none yet
	 */
	public static ServerClient create(int longestReply) {
		return new ServerClient(longestReply);
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
			reply.complete(ask(request));
		}
		catch (IOException | InterruptedException | RuntimeException | Error ex) {
			reply.completeExceptionally(ex);
		}
	}

	/**
	 * Asks again when a connection ends before a status: a server may close a kept
	 * connection just as we send on it, and the JDK does not repeat a POST by itself. Our
	 * questions change nothing at the server.
	 */
	private Reply ask(HttpRequest request) throws IOException, InterruptedException {
		AtomicBoolean answered = new AtomicBoolean();
		try {
			return ask(request, answered);
		}
		catch (ConnectException | HttpTimeoutException ex) {
			throw ex;
		}
		catch (IOException ex) {
			if (answered.get()) {
				throw ex;
			}
			try {
				return ask(request, answered);
			}
			catch (IOException again) {
				ex.addSuppressed(again);
				throw ex;
			}
		}
	}

	private Reply ask(HttpRequest request, AtomicBoolean answered) throws IOException, InterruptedException {
		HttpResponse<String> received = http().send(request, (info) -> {
			answered.set(true);
			return new BoundedText(this.longestReply);
		});
		return new Reply(received.statusCode(), received.body());
	}

}
