package io.github.shimmy4j.gateway.admission;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.ServerUse;
import io.github.shimmy4j.sidecar.TokenCounter;
import io.github.shimmy4j.sidecar.use.UseSource;
import org.jspecify.annotations.Nullable;

/** A server whose uses are granted on command. */
final class ScriptedServer implements UseSource {

	private final Deque<CompletableFuture<ServerUse>> asked = new ArrayDeque<>();

	private final List<Use> uses = new ArrayList<>();

	private CompletableFuture<ShimmyException> end = new CompletableFuture<>();

	private ServerEndpoint endpoint = endpoint(ServerCapabilities.SHIMMY_1);

	/** Fails each use at once; null = a use is granted or waits. */
	private @Nullable RuntimeException failure;

	private boolean grantsAtOnce;

	private static ServerEndpoint endpoint(ServerCapabilities capabilities) {
		return new ServerEndpoint(URI.create("http://127.0.0.1:1/v1"), null, "m", "m", capabilities,
				TokenCounter.UNAVAILABLE);
	}

	@Override
	public synchronized CompletableFuture<ServerUse> use() {
		if (this.failure != null) {
			return CompletableFuture.failedFuture(this.failure);
		}
		CompletableFuture<ServerUse> use = new CompletableFuture<>();
		if (this.grantsAtOnce) {
			use.complete(newUse());
		}
		else {
			this.asked.add(use);
		}
		return use;
	}

	private Use newUse() {
		Use use = new Use(this.endpoint, this.end);
		this.uses.add(use);
		return use;
	}

	/** The server is one of this kind from now on. */
	synchronized void becomes(ServerCapabilities capabilities) {
		this.endpoint = endpoint(capabilities);
	}

	synchronized void grantAtOnce() {
		this.grantsAtOnce = true;
	}

	synchronized void failAtOnce(@Nullable RuntimeException failure) {
		this.failure = failure;
	}

	/** Grants the oldest use that is still awaited; false if there is none. */
	boolean grant() {
		CompletableFuture<ServerUse> next = next();
		return next != null && next.complete(newUse());
	}

	/** Fails the oldest use that is still awaited; false if there is none. */
	boolean fail(Exception failure) {
		CompletableFuture<ServerUse> next = next();
		return next != null && next.completeExceptionally(failure);
	}

	private synchronized @Nullable CompletableFuture<ServerUse> next() {
		this.asked.removeIf(CompletableFuture::isDone);
		return this.asked.poll();
	}

	/** Number of uses that are awaited. */
	synchronized int awaited() {
		return (int) this.asked.stream().filter((use) -> !use.isDone()).count();
	}

	/** Number of granted uses that are open. */
	synchronized int inUse() {
		return (int) this.uses.stream().filter((use) -> !use.closed).count();
	}

	/** The server ends, and another one follows. */
	void lose() {
		CompletableFuture<ShimmyException> before = this.end;
		this.end = new CompletableFuture<>();
		before.complete(new ShimmyException(ShimmyErrorCode.SIDECAR_LOST, "The server ended"));
	}

	/** Number of callbacks that wait for the end of the server. */
	int observers() {
		return this.end.getNumberOfDependents();
	}

	@Override
	public String queue() {
		return "0 calls are under way and 0 wait";
	}

	@Override
	public Duration lossNotice() {
		return Duration.ofMillis(1);
	}

	@Override
	public List<String> outputTail() {
		return List.of("last line");
	}

	/** A granted use. */
	static final class Use implements ServerUse {

		final List<String> told = new ArrayList<>();

		private final ServerEndpoint endpoint;

		private final CompletableFuture<ShimmyException> lost;

		volatile boolean closed;

		private Use(ServerEndpoint endpoint, CompletableFuture<ShimmyException> lost) {
			this.endpoint = endpoint;
			this.lost = lost;
		}

		@Override
		public ServerEndpoint endpoint() {
			return this.endpoint;
		}

		@Override
		public CompletableFuture<ShimmyException> lost() {
			return this.lost;
		}

		@Override
		public void reading(Duration atMost) {
			this.told.add("reading " + atMost);
		}

		@Override
		public void progressed() {
			this.told.add("progressed");
		}

		@Override
		public void succeeded() {
			this.told.add("succeeded");
		}

		@Override
		public void failed(ShimmyException failure) {
			this.told.add("failed " + failure.code());
		}

		@Override
		public void close() {
			this.closed = true;
		}

	}

	/** The newest granted use. */
	synchronized Use newest() {
		return this.uses.get(this.uses.size() - 1);
	}

}
