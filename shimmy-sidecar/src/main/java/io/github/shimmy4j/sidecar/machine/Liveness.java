package io.github.shimmy4j.sidecar.machine;

import java.util.function.LongSupplier;

import io.github.shimmy4j.probe.TokenAnswer;
import io.github.shimmy4j.sidecar.LivenessOptions;

/**
 * Whether a ready server is still well, by what was seen of it. Two signs count: answers
 * of {@code /health}, which a server gives as long as its threads run, and generations,
 * since a poisoned server says that it is healthy and never generates again.
 */
final class Liveness {

	/** One failed answer may be the question's fault, two in a row need a look. */
	private static final int FAILURES_TO_DOUBT = 2;

	private final LivenessOptions options;

	private final LongSupplier nanoTime;

	private int silences;

	private int failedGenerations;

	private long lastGeneration;

	private boolean probing;

	Liveness(LivenessOptions options, LongSupplier nanoTime) {
		this.options = options;
		this.nanoTime = nanoTime;
	}

	/** Another server became ready. */
	void begin() {
		this.silences = 0;
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
	 * It generates for somebody, and failed somebody else: it is asked for a token when
	 * nobody uses it, but others need not wait for that.
	 */
	void failedBesideOthers() {
		this.failedGenerations = FAILURES_TO_DOUBT - 1;
	}

	void looked(boolean answered) {
		this.silences = answered ? 0 : this.silences + 1;
	}

	/** Whether it did not answer too often in a row. */
	boolean isHung() {
		return this.silences >= this.options.failures();
	}

	/**
	 * Whether its last answers all failed: nobody should use it before it was asked for a
	 * token, and if that fails too it is poisoned.
	 */
	boolean isDoubtful() {
		return this.failedGenerations >= FAILURES_TO_DOUBT;
	}

	/**
	 * Whether to ask for a token now: never twice at once, and only where nobody else
	 * keeps the server busy, since a busy one is slow and not ill.
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
