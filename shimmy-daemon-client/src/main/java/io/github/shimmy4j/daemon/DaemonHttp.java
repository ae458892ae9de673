package io.github.shimmy4j.daemon;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.shimmy4j.probe.Reply;
import org.jspecify.annotations.Nullable;

/** Requests to the daemon, on connections that all of this JVM share. */
final class DaemonHttp implements AutoCloseable {

	private static final HttpConnections SHARED = new HttpConnections();

	private final HttpConnections connections;

	private final AtomicBoolean closed = new AtomicBoolean();

	/** Opens no connection yet. */
	DaemonHttp() {
		this(SHARED);
	}

	DaemonHttp(HttpConnections connections) {
		this.connections = connections;
		connections.use();
	}

	/**
	 * Sends a GET and waits for its short answer.
	 * @param daemon the daemon
	 * @param path path and query
	 * @param key bearer token, or null for none
	 * @param longest longest wait for the whole answer
	 * @throws IOException if there is no answer
	 * @throws InterruptedException if the thread was interrupted
	 */
	Reply get(DaemonRecord daemon, String path, @Nullable String key, Duration longest)
			throws IOException, InterruptedException {
		HttpRequest request = request(daemon, path, key).GET().build();
		try (Exchange exchange = Exchange.begin(this.connections.client(), daemon, request, longest)) {
			return exchange.reply();
		}
	}

	/** Sends JSON by POST, with the key of a daemon that has proven itself. */
	Exchange post(DaemonRecord daemon, String path, byte[] json, Duration silence) {
		return Exchange.begin(this.connections.client(), daemon,
				request(daemon, path, DaemonProof.ownerKey(daemon.nonce())).header("Content-Type", "application/json")
					.POST(HttpRequest.BodyPublishers.ofByteArray(json))
					.build(),
				silence);
	}

	private static HttpRequest.Builder request(DaemonRecord daemon, String path, @Nullable String key) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(daemon.url() + path));
		if (key != null) {
			request.header("Authorization", "Bearer " + key);
		}
		return request;
	}

	/** Requests that are under way go on. Idempotent. */
	@Override
	public void close() {
		if (this.closed.compareAndSet(false, true)) {
			this.connections.release();
		}
	}

}
