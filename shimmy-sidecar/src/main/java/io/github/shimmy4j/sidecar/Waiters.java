package io.github.shimmy4j.sidecar;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Those who wait for one outcome. All are answered together; who has given up is
 * forgotten at the next call.
 */
final class Waiters {

	private List<CompletableFuture<SidecarSnapshot>> waiting = new ArrayList<>();

	void add(CompletableFuture<SidecarSnapshot> waiter) {
		this.waiting.removeIf(CompletableFuture::isDone);
		this.waiting.add(waiter);
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
		answered.forEach(answer);
	}

	int size() {
		this.waiting.removeIf(CompletableFuture::isDone);
		return this.waiting.size();
	}

}
