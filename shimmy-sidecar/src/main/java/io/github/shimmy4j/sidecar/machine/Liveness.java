package io.github.shimmy4j.sidecar.machine;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

import io.github.shimmy4j.probe.TokenAnswer;
import io.github.shimmy4j.sidecar.LivenessOptions;
import org.jspecify.annotations.Nullable;

/**
 * Health of a ready server, judged by two signs. A server answers {@code /health} while
 * its threads run. Generations count too, because a poisoned server reports that it is
 * healthy and never generates again.
 */
public final class Liveness {

	/** One failure may be the fault of the request; two in a row need a probe. */
	private static final int FAILURES_TO_DOUBT = 2;

	private final LivenessOptions options;

	private final LongSupplier nanoTime;

	private final AnswerProgress progress;

	private int missedHealthChecks;

	private int failedGenerations;

	private long lastGeneration;

	private boolean probing;

	Liveness(LivenessOptions options, LongSupplier nanoTime) {
		this.options = options;
		this.nanoTime = nanoTime;
		this.progress = new AnswerProgress(nanoTime);
	}

	/** Another server became ready. */
	void begin(int launch) {
		this.missedHealthChecks = 0;
		this.probing = false;
		generated();
		this.progress.begin(launch);
	}

	/** The server ended. */
	void end() {
		this.progress.clear();
	}

	/** Progress of the answers under way. */
	AnswerProgress progress() {
		return this.progress;
	}

	void generated() {
		this.failedGenerations = 0;
		this.lastGeneration = this.nanoTime.getAsLong();
	}

	void failedToGenerate() {
		this.failedGenerations++;
	}

	/**
	 * Asks for a probe once the server is idle: it failed one caller while it generates
	 * for another. Other callers need not wait for the probe.
	 */
	void probeOnceIdle() {
		this.failedGenerations = FAILURES_TO_DOUBT - 1;
	}

	void healthChecked(boolean answered) {
		this.missedHealthChecks = answered ? 0 : this.missedHealthChecks + 1;
	}

	/** Whether too many health checks in a row had no answer. */
	boolean isHung() {
		return this.missedHealthChecks >= this.options.failures();
	}

	/**
	 * Whether the last generations all failed. Then no caller gets the server before a
	 * probe has succeeded; if the probe fails too, the server is poisoned.
	 */
	boolean isDoubtful() {
		return this.failedGenerations >= FAILURES_TO_DOUBT;
	}

	/**
	 * Whether to probe now: one probe at a time, and only an idle server, because a busy
	 * one may be slow without being ill.
	 */
	boolean wantsProbe(int inFlight) {
		return !this.probing && inFlight == 0 && (this.failedGenerations > 0 || isIdleForLong());
	}

	private boolean isIdleForLong() {
		long limit = this.options.idleGeneration().toNanos();
		return limit > 0 && this.nanoTime.getAsLong() - this.lastGeneration >= limit;
	}

	void probeBegan() {
		this.probing = true;
	}

	boolean isProbing() {
		return this.probing;
	}

	void probed(TokenAnswer answer) {
		this.probing = false;
		if (answer == TokenAnswer.GENERATED) {
			generated();
		}
		else {
			failedToGenerate();
		}
	}

	/**
	 * Progress of the answers under way: until when each may wait for its first token, or
	 * when it last grew. A server that generates for one caller is not ill because it is
	 * slow for another. Uses report from their own threads, for each token; the state
	 * machine reads. Reports about an earlier server are ignored.
	 */
	public static final class AnswerProgress {

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

		/**
		 * A use of a launch's server waits for its first token, for this time at most.
		 */
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

		/**
		 * Whether the answer of a use other than the given one grew within the last time.
		 */
		synchronized boolean grewBesides(Object use, Duration lately) {
			long now = this.nanoTime.getAsLong();
			return this.grown.entrySet()
				.stream()
				.anyMatch((other) -> other.getKey() != use && now - other.getValue() <= lately.toNanos());
		}

	}

}
