package io.github.shimmy4j.sidecar.machine;

import java.util.function.LongSupplier;

import io.github.shimmy4j.probe.TokenAnswer;
import io.github.shimmy4j.sidecar.LivenessOptions;

/**
 * Health of a ready server, judged by two signs. A server answers {@code /health} while
 * its threads run. Generations count too, because a poisoned server reports that it is
 * healthy and never generates again.
 */
final class Liveness {

	/** One failure may be the fault of the request; two in a row need a probe. */
	private static final int FAILURES_TO_DOUBT = 2;

	private final LivenessOptions options;

	private final LongSupplier nanoTime;

	private int missedHealthChecks;

	private int failedGenerations;

	private long lastGeneration;

	private boolean probing;

	Liveness(LivenessOptions options, LongSupplier nanoTime) {
		this.options = options;
		this.nanoTime = nanoTime;
	}

	/** Another server became ready. */
	void begin() {
		this.missedHealthChecks = 0;
		this.probing = false;
		generated();
	}

	void generated() {
		this.failedGenerations = 0;
		this.lastGeneration = this.nanoTime.getAsLong();
	}

	void failedToGenerate() {
		this.failedGenerations++;
	}

	/**
	 * The server failed one caller while it generates for another. It is probed once it
	 * is idle; other callers need not wait for that.
	 */
	void failedBesideOthers() {
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

}
