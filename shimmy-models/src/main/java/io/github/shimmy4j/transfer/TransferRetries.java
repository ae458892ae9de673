package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.time.Duration;

import io.github.shimmy4j.concurrent.Pause;
import io.github.shimmy4j.text.PrintableLogger;

/**
 * Decides about the retries of one transfer. It goes on while attempts bring new bytes,
 * gives up after a few attempts in a row that bring nearly none, and never retries a
 * server that could not be reached at the first attempt.
 */
final class TransferRetries {

	private static final PrintableLogger logger = PrintableLogger.of(TransferRetries.class);

	private static final int MAX_FRUITLESS_IN_A_ROW = 4;

	private static final int MAX_ATTEMPTS = 100;

	private static final Duration MIN_WAIT = Duration.ofSeconds(1);

	/** A server that asks for a longer wait is given up. */
	private static final Duration MAX_WAIT = Duration.ofSeconds(60);

	private final Pause pause;

	private long furthest;

	private int fruitless;

	private int attempts;

	TransferRetries(Pause pause) {
		this.pause = pause;
	}

	/** Waits before the next attempt, or throws the failure if there is to be none. */
	void failed(RetryableException failure, long sizeBytes) throws IOException, InterruptedException {
		if (failure instanceof RetryableException.NoAnswer && this.attempts == 0) {
			throw failure;
		}
		this.fruitless = (sizeBytes - this.furthest >= WebLimits.MIN_BYTES) ? 1 : this.fruitless + 1;
		this.furthest = Math.max(this.furthest, sizeBytes);
		this.attempts++;
		Duration wait = wait(failure);
		if (this.fruitless >= MAX_FRUITLESS_IN_A_ROW || this.attempts >= MAX_ATTEMPTS || wait.compareTo(MAX_WAIT) > 0) {
			throw failure;
		}
		logger.info("Transfer failed, retrying in {} s: {}", wait.toSeconds(), failure.getMessage());
		this.pause.await(wait);
	}

	private Duration wait(RetryableException failure) {
		Duration doubled = MIN_WAIT.multipliedBy(1L << (this.fruitless - 1));
		return (failure.retryAfter().compareTo(doubled) > 0) ? failure.retryAfter() : doubled;
	}

}
