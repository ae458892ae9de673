package io.github.shimmy4j.autoconfigure.shared;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.concurrent.Waits;
import io.github.shimmy4j.daemon.DaemonProof;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.process.Secret;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.ServerUse;
import io.github.shimmy4j.sidecar.TokenCounter;
import io.github.shimmy4j.sidecar.use.SlotQueue;
import io.github.shimmy4j.sidecar.use.UseSource;

/**
 * Uses of a model of this user's daemon, which is found, or started, before each use. The
 * daemon has the queue; here, only the limit of the application counts.
 */
public final class DaemonUses implements UseSource {

	/** Finding out whether a daemon has ended takes 5 s at most. */
	private static final Duration LOSS_NOTICE = Duration.ofSeconds(6);

	private final SharedDaemon daemon;

	private final SharedModel model;

	private final int maxConcurrent;

	private final SlotQueue<Slot> slots = new SlotQueue<>();

	/** Calls that have a slot and wait for the daemon. */
	private final AtomicInteger searching = new AtomicInteger();

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

	/**
	 * Looks for the daemon in its turn, since one that was found earlier may have ended.
	 */
	@Override
	public CompletableFuture<ServerUse> use() {
		CompletableFuture<ServerUse> use = new CompletableFuture<>();
		CompletableFuture<Slot> turn = new CompletableFuture<>();
		turn.whenComplete((slot, failure) -> {
			if (failure != null) {
				use.completeExceptionally(failure);
			}
			else {
				find(slot, use);
			}
		});
		use.whenComplete((granted, failure) -> turn.cancel(false));
		this.slots.add(turn);
		grant();
		return use;
	}

	private void grant() {
		this.slots.grant(this.maxConcurrent, Slot::new);
	}

	private void find(Slot slot, CompletableFuture<ServerUse> use) {
		this.searching.incrementAndGet();
		CompletableFuture<FoundDaemon> running = this.daemon.running();
		running.whenComplete((found, failure) -> {
			this.searching.decrementAndGet();
			if (failure != null) {
				slot.close();
				use.completeExceptionally(Waits.cause(failure));
				return;
			}
			DaemonUse granted = new DaemonUse(found, slot);
			if (!use.complete(granted)) {
				granted.close();
			}
		});
		use.whenComplete((granted, failure) -> running.cancel(false));
	}

	@Override
	public String queue() {
		return "%d calls of this application are under way and %d wait".formatted(inFlight(), waiting());
	}

	/** Requests of this application that the daemon works on. */
	public int inFlight() {
		// The two are not read at the same moment.
		return Math.max(0, this.slots.inFlight() - this.searching.get());
	}

	/**
	 * Calls of this application that wait for the daemon, or for one of its own to end.
	 */
	public int waiting() {
		return this.slots.waiting() + this.searching.get();
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

	/** One of the application's calls that may be under way at the same time. */
	private final class Slot {

		private final AtomicBoolean closed = new AtomicBoolean();

		void close() {
			if (this.closed.compareAndSet(false, true)) {
				DaemonUses.this.slots.release();
				grant();
			}
		}

	}

	/** One request to the daemon. */
	private final class DaemonUse implements ServerUse {

		private final FoundDaemon found;

		private final Slot slot;

		private final ServerEndpoint endpoint;

		DaemonUse(FoundDaemon found, Slot slot) {
			this.found = found;
			this.slot = slot;
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
			this.slot.close();
		}

	}

}
