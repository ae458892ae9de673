package io.github.shimmy4j.sidecar.use;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.ServerUse;
import io.github.shimmy4j.sidecar.TokenCounter;

/** A use of no server, which records its calls. */
final class RecordedUse implements ServerUse {

	private final ServerCapabilities capabilities;

	final CompletableFuture<ShimmyException> lost = new CompletableFuture<>();

	final List<ShimmyException> failures = new ArrayList<>();

	int successes;

	int progress;

	final List<Duration> reading = new ArrayList<>();

	boolean closed;

	RecordedUse(ServerCapabilities capabilities) {
		this.capabilities = capabilities;
	}

	@Override
	public ServerEndpoint endpoint() {
		return new ServerEndpoint(URI.create("http://127.0.0.1:9/v1"), null, "tiny", "tiny", this.capabilities,
				TokenCounter.UNAVAILABLE);
	}

	@Override
	public CompletableFuture<ShimmyException> lost() {
		return this.lost;
	}

	@Override
	public void reading(Duration atMost) {
		this.reading.add(atMost);
	}

	@Override
	public void progressed() {
		this.progress++;
	}

	@Override
	public void succeeded() {
		this.successes++;
	}

	@Override
	public void failed(ShimmyException failure) {
		this.failures.add(failure);
	}

	@Override
	public void close() {
		this.closed = true;
	}

}
