package io.github.shimmy4j.transfer;

import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

import io.github.shimmy4j.text.PrintableLogger;

/**
 * Writes one line for each report of a model's transfer but the last, which has its own.
 */
final class ProgressLog implements TransferProgress {

	private static final PrintableLogger log = PrintableLogger.of(ProgressLog.class);

	private static final double BYTES_PER_MEGABYTE = 1_000_000;

	private final String model;

	private final LongSupplier nanoTime;

	private final long startNanos;

	ProgressLog(String model, LongSupplier nanoTime) {
		this.model = model;
		this.nanoTime = nanoTime;
		this.startNanos = nanoTime.getAsLong();
	}

	@Override
	public void transferred(long transferredBytes, long totalBytes, String source) {
		if (transferredBytes != totalBytes) {
			log.info("Model '{}': {} from {} after {} s", this.model, amount(transferredBytes, totalBytes), source,
					elapsed().toSeconds());
		}
	}

	Duration elapsed() {
		return Duration.ofNanos(this.nanoTime.getAsLong() - this.startNanos);
	}

	static String megabytes(long bytes) {
		return String.format(Locale.ROOT, "%.1f", bytes / BYTES_PER_MEGABYTE);
	}

	private static String amount(long transferredBytes, long totalBytes) {
		if (totalBytes <= 0) {
			return megabytes(transferredBytes) + " MB";
		}
		return "%s of %s MB (%d %%)".formatted(megabytes(transferredBytes), megabytes(totalBytes),
				100 * transferredBytes / totalBytes);
	}

}
