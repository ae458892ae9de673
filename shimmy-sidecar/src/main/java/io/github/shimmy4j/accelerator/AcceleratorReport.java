package io.github.shimmy4j.accelerator;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a machine could compute with.
 *
 * @param recommended the accelerator to use, never {@link GpuMode#AUTO}
 * @param reason why that one, in one sentence
 * @param candidates every accelerator with what speaks for it or against it, the
 * preferred ones first
 * @param evidence the facts that were found, one a line
 */
public record AcceleratorReport(GpuMode recommended, String reason, List<AcceleratorCandidate> candidates,
		List<String> evidence) {

	public AcceleratorReport {
		candidates = List.copyOf(candidates);
		evidence = List.copyOf(evidence);
		Set<GpuMode> judged = candidates.stream().map(AcceleratorCandidate::mode).collect(Collectors.toSet());
		if (candidates.size() != judged.size() || !judged.equals(EnumSet.complementOf(EnumSet.of(GpuMode.AUTO)))) {
			throw new IllegalArgumentException("each accelerator is judged once, but these are: " + candidates);
		}
		if (recommended == GpuMode.AUTO || !candidateIn(candidates, recommended).usable()) {
			throw new IllegalArgumentException("'%s' cannot be recommended".formatted(recommended.id()));
		}
	}

	/**
	 * Whether a GPU was found that a server could compute with. What draws pictures on
	 * the CPU, or only shows them to somebody far away, is none.
	 * @return true if there is one
	 */
	public boolean hasGpu() {
		return this.candidates.stream().anyMatch((candidate) -> candidate.usable() && candidate.mode() != GpuMode.CPU);
	}

	/**
	 * What was found out about one accelerator.
	 * @param mode the accelerator, not {@link GpuMode#AUTO}
	 * @return what speaks for it or against it
	 */
	public AcceleratorCandidate candidate(GpuMode mode) {
		return candidateIn(this.candidates, mode);
	}

	private static AcceleratorCandidate candidateIn(List<AcceleratorCandidate> candidates, GpuMode mode) {
		return candidates.stream()
			.filter((candidate) -> candidate.mode() == mode)
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("'%s' is not an accelerator".formatted(mode.id())));
	}

}
