package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.time.Duration;

import io.github.shimmy4j.concurrent.Pause;
import io.github.shimmy4j.text.PrintableLogger;

/**
 * How often, and how soon after, one transfer is tried again: as long as each attempt
 * brings new bytes, more than next to nothing, and a few times if not; never where the
 * server could not be reached in the first place.
 */
final class TransferRetries {

	private static final PrintableLogger logger = PrintableLogger.of(TransferRetries.class);

	private static final int LONGEST_ROW_IN_VAIN = 4;

	private static final int MOST = 100;

	private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

	/** A server that wants more than this is not waited for. */
	private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

	private final Pause pause;

	private long furthest;

	private int inVain;

	private int all;

	TransferRetries(Pause pause) {
		this.pause = pause;
	}

	/**
	 * Waits for the next attempt, or throws the failure if there is to be none.
	 * @param failure why the last one broke off
	 * @param sizeBytes how far it had come
	 */
	void failed(TryAgainException failure, long sizeBytes) throws IOException, InterruptedException {
		if (failure instanceof TryAgainException.NoAnswer && this.all == 0) {
			throw failure;
		}
		this.inVain = (sizeBytes - this.furthest >= WebLimits.LEAST_BYTES) ? 1 : this.inVain + 1;
		this.furthest = Math.max(this.furthest, sizeBytes);
		this.all++;
		Duration wait = wait(failure);
		if (this.inVain >= LONGEST_ROW_IN_VAIN || this.all >= MOST || wait.compareTo(LONGEST_WAIT) > 0) {
			throw failure;
		}
		logger.info("The transfer goes on in {} s: {}", wait.toSeconds(), failure.getMessage());
		this.pause.await(wait);
	}

	private Duration wait(TryAgainException failure) {
		Duration doubled = SHORTEST_WAIT.multipliedBy(1L << (this.inVain - 1));
		return (failure.notBefore().compareTo(doubled) > 0) ? failure.notBefore() : doubled;
	}

}
