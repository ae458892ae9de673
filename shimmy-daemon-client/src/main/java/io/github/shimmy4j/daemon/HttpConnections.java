package io.github.shimmy4j.daemon;

import java.lang.ref.WeakReference;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

import io.github.shimmy4j.concurrent.Threads;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's HTTP client, which keeps connections, for all that use it at the same time.
 * Java 17 cannot close it: its thread ends when it is collected, so it is held only as
 * long as somebody uses it.
 */
final class HttpConnections {

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

	private final Callable<HttpClient> maker;

	private int users;

	private @Nullable CompletableFuture<HttpClient> held;

	/** The one of earlier users, unless it was collected. */
	private WeakReference<CompletableFuture<HttpClient>> last = new WeakReference<>(null);

	/** Never through a proxy. */
	HttpConnections() {
		this(HttpConnections::make);
	}

	HttpConnections(Callable<HttpClient> maker) {
		this.maker = maker;
	}

	/**
	 * Without the default SSLContext, which would read all certificates of Java: no
	 * daemon speaks TLS.
	 */
	private static HttpClient make() throws GeneralSecurityException {
		SSLContext unused = SSLContext.getInstance("TLS");
		unused.init(null, new TrustManager[0], null);
		return HttpClient.newBuilder()
			.sslContext(unused)
			.version(HttpClient.Version.HTTP_1_1)
			.proxy(HttpClient.Builder.NO_PROXY)
			.connectTimeout(CONNECT_TIMEOUT)
			.build();
	}

	/**
	 * Begins a use. The client is made beside: loading its classes takes as long as all
	 * that is done before the first request.
	 */
	synchronized void use() {
		CompletableFuture<HttpClient> present = client();
		this.users++;
		this.held = present;
	}

	/** Ends a use; requests that are under way go on. */
	synchronized void release() {
		this.users--;
		if (this.users == 0) {
			this.held = null;
		}
	}

	/** The client, which is made anew if its making has failed. */
	synchronized CompletableFuture<HttpClient> client() {
		CompletableFuture<HttpClient> present = this.last.get();
		if (present == null || present.isCompletedExceptionally()) {
			present = CompletableFuture.supplyAsync(this::made,
					(task) -> Threads.daemon("shimmy-daemon-http", task).start());
			this.last = new WeakReference<>(present);
		}
		if (this.users > 0) {
			this.held = present;
		}
		return present;
	}

	/** Whether the client stays in memory now. */
	synchronized boolean isHeld() {
		return this.held != null;
	}

	private HttpClient made() {
		try {
			return this.maker.call();
		}
		catch (Exception ex) {
			throw new CompletionException(ex);
		}
	}

}
