package io.github.shimmy4j.accelerator;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Accelerators of a machine, and the recommended one.
 *
 * @param recommended accelerator to use, never {@link GpuMode#AUTO}
 * @param reason why it is recommended, in one sentence
 * @param candidates all accelerators with the reasons for or against them, preferred ones
 * first
 * @param evidence facts that were found, one a line
 */
public record AcceleratorReport(GpuMode recommended, String reason, List<Candidate> candidates, List<String> evidence) {

	public AcceleratorReport {
		candidates = List.copyOf(candidates);
		evidence = List.copyOf(evidence);
		Set<GpuMode> judged = candidates.stream().map(Candidate::mode).collect(Collectors.toSet());
		if (candidates.size() != judged.size() || !judged.equals(EnumSet.complementOf(EnumSet.of(GpuMode.AUTO)))) {
			throw new IllegalArgumentException("each accelerator is judged once, but these are: " + candidates);
		}
		if (recommended == GpuMode.AUTO || !candidateIn(candidates, recommended).usable()) {
			throw new IllegalArgumentException("'%s' cannot be recommended".formatted(recommended.id()));
		}
	}

	/**
	 * Whether a GPU was found that a server can compute with. Software renderers and
	 * adapters that only show pictures do not count.
	 * @return true if there is one
	 */
	public boolean hasGpu() {
		return this.candidates.stream().anyMatch((candidate) -> candidate.usable() && candidate.mode() != GpuMode.CPU);
	}

	/**
	 * Whether a GPU has a graphics interface, as shimmy 2.x needs for wgpu. CUDA alone,
	 * as in many containers, is none.
	 * @return true if Vulkan or Metal is usable
	 */
	public boolean hasGraphicsInterface() {
		return candidate(GpuMode.VULKAN).usable() || candidate(GpuMode.METAL).usable();
	}

	/**
	 * Findings about one accelerator.
	 * @param mode the accelerator, not {@link GpuMode#AUTO}
	 * @return the reasons for or against it
	 */
	public Candidate candidate(GpuMode mode) {
		return candidateIn(this.candidates, mode);
	}

	private static Candidate candidateIn(List<Candidate> candidates, GpuMode mode) {
		return candidates.stream()
			.filter((candidate) -> candidate.mode() == mode)
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("'%s' is not an accelerator".formatted(mode.id())));
	}

	/**
	 * An accelerator, judged by the evidence.
	 *
	 * @param mode the accelerator, never {@link GpuMode#AUTO}
	 * @param usable whether a device for it was found
	 * @param because the evidence, or why it is not usable or not recommended; a clause
	 * in lower case
	 */
	public record Candidate(GpuMode mode, boolean usable, String because) {

		public Candidate {
			if (mode == GpuMode.AUTO) {
				throw new IllegalArgumentException("'auto' is not an accelerator");
			}
			if (because.isBlank()) {
				throw new IllegalArgumentException("'%s' needs a reason".formatted(mode.id()));
			}
		}

		static Candidate usable(GpuMode mode, String because) {
			return new Candidate(mode, true, because);
		}

		static Candidate notUsable(GpuMode mode, String because) {
			return new Candidate(mode, false, because);
		}

	}

}
