package io.github.shimmy4j.sidecar.machine;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Progress of the answers under way: until when each may wait for its first token, or
 * when it last grew. A server that generates for one caller is not ill because it is slow
 * for another. Uses report from their own threads, for each token; the state machine
 * reads. Reports about an earlier server are ignored.
 */
public final class AnswerProgress {

	private static final int NO_LAUNCH = -1;

	private final LongSupplier nanoTime;

	/** Until when each use without a token may wait for its first one. */
	private final Map<Object, Long> reading = new HashMap<>();

	/** When the answer of each other use last grew. */
	private final Map<Object, Long> grown = new HashMap<>();

	private int launch = NO_LAUNCH;

	private boolean doubted;

	AnswerProgress(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
	}

	/** Another server became ready. */
	synchronized void begin(int launch) {
		clear();
		this.launch = launch;
	}

	/** The present server ended. */
	synchronized void clear() {
		this.launch = NO_LAUNCH;
		this.reading.clear();
		this.grown.clear();
		this.doubted = false;
	}

	/** A generation failed, so the state machine must hear of the next growth. */
	synchronized void doubt() {
		this.doubted = true;
	}

	/** A use of a launch's server waits for its first token, for this time at most. */
	public synchronized void reading(int launch, Object use, Duration atMost) {
		if (launch == this.launch && !this.grown.containsKey(use)) {
			this.reading.put(use, this.nanoTime.getAsLong() + atMost.toNanos());
		}
	}

	/** The answer of a use grew. True if the state machine must hear of it. */
	public synchronized boolean grew(int launch, Object use) {
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

	/** Whether a use waits for its first token, within its limit. */
	synchronized boolean isReading() {
		return isReadingBesides(null);
	}

	/** Whether another use waits for its first token, within its limit. */
	synchronized boolean isReadingBesides(@Nullable Object use) {
		long now = this.nanoTime.getAsLong();
		return this.reading.entrySet()
			.stream()
			.anyMatch((other) -> other.getKey() != use && other.getValue() - now > 0);
	}

	/** Whether an answer under way grew after a moment. */
	synchronized boolean grewSince(long moment) {
		return this.grown.values().stream().anyMatch((time) -> time - moment > 0);
	}

	/** Whether the answer of a use other than the given one grew within the last time. */
	synchronized boolean grewBesides(Object use, Duration lately) {
		long now = this.nanoTime.getAsLong();
		return this.grown.entrySet()
			.stream()
			.anyMatch((other) -> other.getKey() != use && now - other.getValue() <= lately.toNanos());
	}

}
