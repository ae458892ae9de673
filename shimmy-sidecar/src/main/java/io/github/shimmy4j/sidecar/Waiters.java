package io.github.shimmy4j.sidecar;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Those who wait for one outcome. All are answered together; who has given up is
 * forgotten at the next call.
 *
 * @param <T> what they are told
 */
final class Waiters<T> {

	private List<CompletableFuture<T>> waiting = new ArrayList<>();

	void add(CompletableFuture<T> waiter) {
		this.waiting.removeIf(CompletableFuture::isDone);
		this.waiting.add(waiter);
	}

	void complete(T value) {
		answer((waiter) -> waiter.complete(value));
	}

	void fail(Throwable failure) {
		answer((waiter) -> waiter.completeExceptionally(failure));
	}

	private void answer(Consumer<CompletableFuture<T>> answer) {
		List<CompletableFuture<T>> answered = this.waiting;
		this.waiting = new ArrayList<>();
		answered.forEach(answer);
	}

	int size() {
		this.waiting.removeIf(CompletableFuture::isDone);
		return this.waiting.size();
	}

}
