package io.github.shimmy4j.transfer;

import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.text.PrintableLogger;
import io.github.shimmy4j.text.PrintableText;

/** Collects the failures of the sources of one file. */
final class SourceFailures {

	private static final PrintableLogger logger = PrintableLogger.of(SourceFailures.class);

	private final WantedFile wanted;

	private final int sources;

	private final List<String> reasons = new ArrayList<>();

	private final List<Exception> causes = new ArrayList<>();

	SourceFailures(WantedFile wanted, int sources) {
		this.wanted = wanted;
		this.sources = sources;
	}

	void add(SourceReference source, Exception cause) {
		String reason = source.description() + ": " + TransferReason.of(cause);
		this.reasons.add(reason);
		this.causes.add(cause);
		if (this.causes.size() == this.sources) {
			return;
		}
		if (isMismatch(cause)) {
			logger.warn("Source sent wrong content, trying the next one for '{}': {}", this.wanted.name(), reason);
		}
		else {
			logger.info("Source failed, trying the next one for '{}': {}", this.wanted.name(), reason);
		}
	}

	/** CHECKSUM_MISMATCH if any source sent wrong content, else DOWNLOAD_FAILED. */
	ShimmyException summary() {
		boolean mismatch = this.causes.stream().anyMatch(SourceFailures::isMismatch);
		ShimmyException pip = this.causes.stream()
			.filter(ShimmyException.class::isInstance)
			.map(ShimmyException.class::cast)
			.filter((cause) -> !cause.outputTail().isEmpty())
			.findFirst()
			.orElse(null);
		ShimmyException summary = new ShimmyException(
				mismatch ? ShimmyErrorCode.CHECKSUM_MISMATCH : ShimmyErrorCode.DOWNLOAD_FAILED,
				"'%s' could not be fetched%s: %s".formatted(this.wanted.name(),
						(this.sources == 1) ? "" : " from any of its %d sources".formatted(this.sources),
						String.join("; ", this.reasons)),
				null, (pip != null) ? pip.exitStatus() : null, (pip != null) ? pip.outputTail() : List.of());
		this.causes.forEach((cause) -> summary.addSuppressed(PrintableText.of(cause)));
		return summary;
	}

	private static boolean isMismatch(Exception cause) {
		return cause instanceof ShimmyException failure && failure.code() == ShimmyErrorCode.CHECKSUM_MISMATCH;
	}

}
