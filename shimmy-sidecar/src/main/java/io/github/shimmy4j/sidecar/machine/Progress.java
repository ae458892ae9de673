package io.github.shimmy4j.sidecar.machine;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How far the answers under way are: which of them wait for their first token, and when
 * the others last grew. A server that works for one caller is not ill because it was slow
 * for another. Uses tell their progress from their own threads, for each token; the state
 * machine reads it. News of any server but the present one are passed over.
 */
public final class Progress {

	private static final int NO_LAUNCH = -1;

	private final LongSupplier nanoTime;

	/** Until when each use that has no token yet may wait for one. */
	private final Map<Object, Long> reading = new HashMap<>();

	/** When the answer of each use that has its first token grew last. */
	private final Map<Object, Long> grown = new HashMap<>();

	private int launch = NO_LAUNCH;

	private boolean doubted;

	Progress(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
	}

	/** Another server became ready. */
	synchronized void begin(int launch) {
		clear();
		this.launch = launch;
	}

	/** The present one ended. */
	synchronized void clear() {
		this.launch = NO_LAUNCH;
		this.reading.clear();
		this.grown.clear();
		this.doubted = false;
	}

	/** A generation failed: the next progress is news. */
	synchronized void doubt() {
		this.doubted = true;
	}

	/**
	 * A use waits for its first token.
	 * @param launch of its server
	 * @param use which one
	 * @param atMost how long it may from now on
	 */
	public synchronized void reading(int launch, Object use, Duration atMost) {
		if (launch == this.launch && !this.grown.containsKey(use)) {
			this.reading.put(use, this.nanoTime.getAsLong() + atMost.toNanos());
		}
	}

	/**
	 * The answer of a use grew.
	 * @param launch of its server
	 * @param use whose answer
	 * @return whether the server was in doubt until now, which the state machine must
	 * hear
	 */
	public synchronized boolean mark(int launch, Object use) {
		if (launch != this.launch) {
			return false;
		}
		this.reading.remove(use);
		this.grown.put(use, this.nanoTime.getAsLong());
		boolean news = this.doubted;
		this.doubted = false;
		return news;
	}

	/** A use is no longer under way. */
	public synchronized void end(Object use) {
		this.reading.remove(use);
		this.grown.remove(use);
	}

	/** Whether a use waits for its first token, no longer than it may. */
	synchronized boolean isReading() {
		return this.reading.values().stream().anyMatch((until) -> until - this.nanoTime.getAsLong() > 0);
	}

	/**
	 * Whether another use waits for its first token, no longer than it may.
	 * @param use which one does not count
	 */
	synchronized boolean isReadingBesides(Object use) {
		long now = this.nanoTime.getAsLong();
		return this.reading.entrySet()
			.stream()
			.anyMatch((other) -> other.getKey() != use && other.getValue() - now > 0);
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
