package io.github.shimmy4j.accelerator;

import io.github.shimmy4j.text.PrintableLogger;
import org.jspecify.annotations.Nullable;

/** Searches once; callers during the search wait for the same report. */
final class ProbingDetector implements AcceleratorDetector {

	private static final PrintableLogger logger = PrintableLogger.of(ProbingDetector.class);

	private final EvidenceSearch search;

	private @Nullable AcceleratorReport report;

	ProbingDetector(EvidenceSearch search) {
		this.search = search;
	}

	@Override
	public synchronized AcceleratorReport detect() {
		AcceleratorReport known = this.report;
		if (known == null) {
			known = Recommendation.of(this.search.search());
			logger.info("Recommended accelerator: {}. {}", known.recommended().id(), known.reason());
			known.evidence().forEach((fact) -> logger.debug("Accelerators: {}", fact));
			this.report = known;
		}
		return known;
	}

}
