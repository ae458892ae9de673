package io.github.shimmy4j.accelerator;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The accelerator to use, and what speaks for it.
 *
 * @param requested what the user asked for
 * @param mode what to use: the request, or what is recommended where there is none; never
 * {@link GpuMode#AUTO}
 * @param warning why the request is unlikely to work, as a sentence, or null
 * @param report what was found on this machine
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
	 * Lets a request win, and no request leave it to the report.
	 * @param requested what the user asks for
	 * @param report what was found
	 * @return the choice
	 */
	public static AcceleratorChoice of(GpuMode requested, AcceleratorReport report) {
		if (requested == GpuMode.AUTO) {
			return new AcceleratorChoice(requested, report.recommended(), null, report);
		}
		AcceleratorCandidate candidate = report.candidate(requested);
		String warning = candidate.usable() ? null : "GPU mode '%s' is unlikely to work here: %s; '%s' would"
			.formatted(requested.id(), candidate.because(), report.recommended().id());
		return new AcceleratorChoice(requested, requested, warning, report);
	}

}
