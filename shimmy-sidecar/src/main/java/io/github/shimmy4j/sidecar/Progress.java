package io.github.shimmy4j.sidecar;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * When the answers under way last grew. A server that generates for one caller is not ill
 * because it was slow for another. Uses mark their progress from their own threads, for
 * each token; the state machine reads it.
 */
final class Progress {

	private final LongSupplier nanoTime;

	/** When the answer of each use that is under way grew last. */
	private final Map<Object, Long> grown = new HashMap<>();

	private boolean doubted;

	Progress(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
	}

	/** Forgets everything: another server became ready, or the present one ended. */
	synchronized void clear() {
		this.grown.clear();
		this.doubted = false;
	}

	/** A generation failed: the next progress is news. */
	synchronized void doubt() {
		this.doubted = true;
	}

	/**
	 * The answer of a use grew.
	 * @param use whose answer
	 * @return whether the server was in doubt until now, which the state machine must
	 * hear
	 */
	synchronized boolean mark(Object use) {
		this.grown.put(use, this.nanoTime.getAsLong());
		boolean news = this.doubted;
		this.doubted = false;
		return news;
	}

	/** A use is no longer under way. */
	synchronized void end(Object use) {
		this.grown.remove(use);
	}

	/** How many answers under way have their first token. */
	synchronized int begun() {
		return this.grown.size();
	}

	/** Whether an answer that is under way grew since a moment. */
	synchronized boolean since(long moment) {
		return this.grown.values().stream().anyMatch((time) -> time - moment > 0);
	}

	/**
	 * Whether an answer that is under way grew lately.
	 * @param use whose answer does not count
	 * @param lately how long ago at most
	 */
	synchronized boolean besides(Object use, Duration lately) {
		long now = this.nanoTime.getAsLong();
		return this.grown.entrySet()
			.stream()
			.anyMatch((other) -> other.getKey() != use && now - other.getValue() <= lately.toNanos());
	}

}
