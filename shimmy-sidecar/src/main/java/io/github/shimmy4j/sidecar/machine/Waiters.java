package io.github.shimmy4j.sidecar.machine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.github.shimmy4j.sidecar.SidecarSnapshot;

/**
 * Callers that wait for one outcome, and are answered together. Those who asked for a
 * start may be answered earlier. Cancelled waiters are removed at the next call.
 */
final class Waiters {

	private List<CompletableFuture<SidecarSnapshot>> waiting = new ArrayList<>();

	/** The waiters that asked for a start. */
	private final Set<CompletableFuture<SidecarSnapshot>> starters = Collections.newSetFromMap(new IdentityHashMap<>());

	void add(CompletableFuture<SidecarSnapshot> waiter) {
		this.starters.removeIf(CompletableFuture::isDone);
		this.waiting.removeIf(CompletableFuture::isDone);
		this.waiting.add(waiter);
	}

	void addStarter(CompletableFuture<SidecarSnapshot> waiter) {
		add(waiter);
		this.starters.add(waiter);
	}

	/** Ends the wait of starters only. */
	void failStarters(Throwable failure) {
		List<CompletableFuture<SidecarSnapshot>> told = List.copyOf(this.starters);
		this.starters.clear();
		told.forEach((starter) -> starter.completeExceptionally(failure));
	}

	void complete(SidecarSnapshot value) {
		answer((waiter) -> waiter.complete(value));
	}

	void fail(Throwable failure) {
		answer((waiter) -> waiter.completeExceptionally(failure));
	}

	private void answer(Consumer<CompletableFuture<SidecarSnapshot>> answer) {
		List<CompletableFuture<SidecarSnapshot>> answered = this.waiting;
		this.waiting = new ArrayList<>();
		this.starters.clear();
		answered.forEach(answer);
	}

	int size() {
		return (int) this.waiting.stream().filter((waiter) -> !waiter.isDone()).count();
	}

}
