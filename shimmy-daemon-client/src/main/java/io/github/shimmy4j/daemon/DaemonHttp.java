package io.github.shimmy4j.daemon;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;

import io.github.shimmy4j.probe.Reply;
import org.jspecify.annotations.Nullable;

/**
 * The connections to the daemon, never through a proxy. They are kept from one request to
 * the next, and all clients of this JVM share them: the threads of the JDK's client end
 * only when it is collected, and Java 17 cannot close it.
 */
final class DaemonHttp {

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

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
		try (Exchange exchange = Exchange.begin(Shared.HTTP, daemon, request, longest)) {
			return exchange.reply();
		}
	}

	/** Sends JSON by POST, with the key of a daemon that has proven itself. */
	Exchange post(DaemonRecord daemon, String path, byte[] json, Duration silence) {
		return Exchange.begin(Shared.HTTP, daemon,
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

	/** Made with the first request: loading the classes takes 80 ms. */
	private static final class Shared {

		private static final HttpClient HTTP = HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.proxy(HttpClient.Builder.NO_PROXY)
			.connectTimeout(CONNECT_TIMEOUT)
			.build();

	}

}
