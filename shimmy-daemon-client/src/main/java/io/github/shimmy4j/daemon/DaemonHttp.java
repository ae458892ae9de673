package io.github.shimmy4j.daemon;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

import io.github.shimmy4j.concurrent.Threads;
import io.github.shimmy4j.probe.Reply;
import org.jspecify.annotations.Nullable;

/**
 * The connections to the daemon, never through a proxy. They are kept from one request to
 * the next, and all that are open share them. Java 17 cannot close the JDK's client: its
 * thread ends when it is collected, so the last one that closes drops it.
 */
final class DaemonHttp implements AutoCloseable {

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

	private static final Connections CONNECTIONS = new Connections();

	private final Connections connections;

	private final FutureTask<HttpClient> http;

	private final AtomicBoolean closed = new AtomicBoolean();

	/** Opens no connection yet. */
	DaemonHttp() {
		this(CONNECTIONS);
	}

	DaemonHttp(Connections connections) {
		this.connections = connections;
		this.http = connections.share();
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
		try (Exchange exchange = Exchange.begin(this.http::get, daemon, request, longest)) {
			return exchange.reply();
		}
	}

	/** Sends JSON by POST, with the key of a daemon that has proven itself. */
	Exchange post(DaemonRecord daemon, String path, byte[] json, Duration silence) {
		return Exchange.begin(this.http::get, daemon,
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

	/** Whether another one has the same connections. */
	boolean shares(DaemonHttp other) {
		return this.http == other.http;
	}

	/** The JDK's client, as long as somebody needs it. */
	static final class Connections {

		private int users;

		private @Nullable FutureTask<HttpClient> http;

		/**
		 * Makes the client if there is none, beside: loading its classes takes as long as
		 * all that is done before the first request.
		 */
		synchronized FutureTask<HttpClient> share() {
			FutureTask<HttpClient> present = this.http;
			if (present == null) {
				present = new FutureTask<>(Connections::newClient);
				Threads.daemon("shimmy-daemon-http", present).start();
				this.http = present;
			}
			this.users++;
			return present;
		}

		synchronized void release() {
			this.users--;
			if (this.users == 0) {
				this.http = null;
			}
		}

		/** Without the default SSLContext, which would read all certificates of Java. */
		private static HttpClient newClient() throws GeneralSecurityException {
			SSLContext unused = SSLContext.getInstance("TLS");
			unused.init(null, new TrustManager[0], null);
			return HttpClient.newBuilder()
				.sslContext(unused)
				.version(HttpClient.Version.HTTP_1_1)
				.proxy(HttpClient.Builder.NO_PROXY)
				.connectTimeout(CONNECT_TIMEOUT)
				.build();
		}

	}

}
