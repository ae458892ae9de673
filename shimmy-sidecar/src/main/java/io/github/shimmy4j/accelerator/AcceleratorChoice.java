package io.github.shimmy4j.accelerator;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The accelerator to use, and the report that it is based on.
 *
 * @param requested accelerator that the user requested
 * @param mode accelerator to use: the requested one, or for {@link GpuMode#AUTO} the
 * recommended one
 * @param warning why the request is unlikely to work, as a sentence, or null
 * @param report accelerators of this machine
 */
public record AcceleratorChoice(GpuMode requested, GpuMode mode, @Nullable String warning, AcceleratorReport report) {

	public AcceleratorChoice {
		Objects.requireNonNull(requested, "requested");
		Objects.requireNonNull(report, "report");
		if (mode == GpuMode.AUTO) {
			throw new IllegalArgumentException("a choice cannot be 'auto'");
		}
	}

	/**
	 * Chooses the requested accelerator, or for {@link GpuMode#AUTO} the recommended one.
	 * @param requested accelerator that the user requested
	 * @param report accelerators of this machine
	 * @return the choice
	 */
	public static AcceleratorChoice of(GpuMode requested, AcceleratorReport report) {
		if (requested == GpuMode.AUTO) {
			return new AcceleratorChoice(requested, report.recommended(), null, report);
		}
		AcceleratorReport.Candidate candidate = report.candidate(requested);
		String warning = candidate.usable() ? null : "GPU mode '%s' is unlikely to work here: %s; '%s' would"
			.formatted(requested.id(), candidate.because(), report.recommended().id());
		return new AcceleratorChoice(requested, requested, warning, report);
	}

}
