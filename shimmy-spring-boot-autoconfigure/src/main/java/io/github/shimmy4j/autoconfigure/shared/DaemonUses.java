package io.github.shimmy4j.autoconfigure.shared;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.daemon.DaemonProof;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.process.Secret;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.ServerUse;
import io.github.shimmy4j.sidecar.TokenCounter;
import io.github.shimmy4j.sidecar.use.SlotQueue;
import io.github.shimmy4j.sidecar.use.UseSource;

/**
 * Uses of a model of this user's daemon, which is found, or started, before a use if none
 * is known. The daemon has the queue; here, only the limit of the application counts.
 */
public final class DaemonUses implements UseSource {

	/** Finding out whether a daemon has ended takes 5 s at most. */
	private static final Duration LOSS_NOTICE = Duration.ofSeconds(6);

	private final SharedDaemon daemon;

	private final SharedModel model;

	private final int maxConcurrent;

	private final SlotQueue<FoundDaemon> slots = new SlotQueue<>();

	/**
	 * Asks for nothing yet.
	 * @param daemon the daemon
	 * @param model model of the requests
	 * @param maxConcurrent most requests at the same time; 0 = any number
	 */
	DaemonUses(SharedDaemon daemon, SharedModel model, int maxConcurrent) {
		this.daemon = daemon;
		this.model = model;
		this.maxConcurrent = (maxConcurrent > 0) ? maxConcurrent : Integer.MAX_VALUE;
	}

	@Override
	public CompletableFuture<ServerUse> use() {
		CompletableFuture<ServerUse> use = new CompletableFuture<>();
		CompletableFuture<FoundDaemon> running = this.daemon.running();
		running.whenComplete((found, failure) -> {
			if (failure != null) {
				use.completeExceptionally(cause(failure));
			}
			else {
				enter(found, use);
			}
		});
		use.whenComplete((granted, failure) -> running.cancel(false));
		return use;
	}

	private static Throwable cause(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

	private void enter(FoundDaemon found, CompletableFuture<ServerUse> use) {
		CompletableFuture<FoundDaemon> slot = new CompletableFuture<>();
		slot.whenComplete((ignored, failure) -> {
			if (failure != null) {
				use.completeExceptionally(failure);
				return;
			}
			DaemonUse granted = new DaemonUse(found);
			if (!use.complete(granted)) {
				granted.close();
			}
		});
		use.whenComplete((granted, failure) -> slot.cancel(false));
		this.slots.add(slot);
		this.slots.grant(this.maxConcurrent, () -> found);
	}

	@Override
	public String queue() {
		return "%d calls of this application are under way and %d wait".formatted(inFlight(), waiting());
	}

	/** Requests of this application that the daemon works on. */
	public int inFlight() {
		return this.slots.inFlight();
	}

	/** Calls of this application that wait for one of its own to end. */
	public int waiting() {
		return this.slots.waiting();
	}

	@Override
	public Duration lossNotice() {
		return LOSS_NOTICE;
	}

	/** The daemon keeps the output of its server for itself. */
	@Override
	public List<String> outputTail() {
		return List.of();
	}

	private ServerEndpoint endpoint(FoundDaemon found) {
		return new ServerEndpoint(URI.create(found.record().url() + "/v1"),
				Secret.of(DaemonProof.ownerKey(found.record().nonce())), this.model.shown(), this.model.asked(),
				ServerCapabilities.DAEMON, TokenCounter.UNAVAILABLE);
	}

	/** One request to the daemon. */
	private final class DaemonUse implements ServerUse {

		private final FoundDaemon found;

		private final ServerEndpoint endpoint;

		private final AtomicBoolean closed = new AtomicBoolean();

		DaemonUse(FoundDaemon found) {
			this.found = found;
			this.endpoint = DaemonUses.this.endpoint(found);
		}

		@Override
		public ServerEndpoint endpoint() {
			return this.endpoint;
		}

		@Override
		public CompletableFuture<ShimmyException> lost() {
			return this.found.lost();
		}

		@Override
		public boolean heartbeatsCount() {
			return true;
		}

		@Override
		public void disconnected() {
			DaemonUses.this.daemon.suspect(this.found);
		}

		@Override
		public void succeeded() {
			// The daemon has seen it.
		}

		@Override
		public void failed(ShimmyException failure) {
			// The daemon judges its own server.
		}

		@Override
		public void close() {
			if (this.closed.compareAndSet(false, true)) {
				DaemonUses.this.slots.release();
				DaemonUses.this.slots.grant(DaemonUses.this.maxConcurrent, () -> this.found);
			}
		}

	}

}
