package io.github.shimmy4j.daemon;

import java.io.IOException;
import java.net.http.HttpClient;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class HttpConnectionsTests {

	private final HttpConnections connections = new HttpConnections();

	/** Before, an application that was deployed anew left its classes in memory. */
	@Test
	void clientIsHeldAsLongAsSomebodyUsesIt() {
		DaemonHttp first = new DaemonHttp(this.connections);
		DaemonHttp second = new DaemonHttp(this.connections);
		first.close();
		first.close();
		assertThat(this.connections.isHeld()).isTrue();
		second.close();
		assertThat(this.connections.isHeld()).isFalse();
	}

	/**
	 * Before, a program that opens a client for each request made one after the other.
	 */
	@Test
	void laterUserGetsTheClientThatIsStillThere() {
		new DaemonHttp(this.connections).close();
		CompletableFuture<HttpClient> before = this.connections.client();
		try (DaemonHttp later = new DaemonHttp(this.connections)) {
			assertThat(this.connections.client()).isSameAs(before);
		}
	}

	/** Before, one moment without a free descriptor made all later requests fail. */
	@Test
	void clientThatCouldNotBeMadeIsMadeByTheNextRequest() throws Exception {
		CountDownLatch seen = new CountDownLatch(1);
		AtomicBoolean failed = new AtomicBoolean();
		HttpConnections scarce = new HttpConnections(() -> {
			seen.await();
			if (failed.compareAndSet(false, true)) {
				throw new IOException("Too many open files");
			}
			return HttpClient.newHttpClient();
		});
		scarce.use();
		CompletableFuture<HttpClient> first = scarce.client();
		seen.countDown();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(first::get)
			.withMessageContaining("Too many open files");
		assertThat(scarce.client().get()).isNotNull();
	}

}
