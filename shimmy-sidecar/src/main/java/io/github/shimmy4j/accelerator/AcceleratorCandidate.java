package io.github.shimmy4j.accelerator;

/**
 * One accelerator, judged by the evidence.
 *
 * @param mode the accelerator, never {@link GpuMode#AUTO}
 * @param usable whether a device for it was found
 * @param because the evidence, or why it is not usable or not recommended; a clause in
 * lower case
 */
public record AcceleratorCandidate(GpuMode mode, boolean usable, String because) {

	public AcceleratorCandidate {
		if (mode == GpuMode.AUTO) {
			throw new IllegalArgumentException("'auto' is not an accelerator");
		}
		if (because.isBlank()) {
			throw new IllegalArgumentException("'%s' needs a reason".formatted(mode.id()));
		}
	}

	static AcceleratorCandidate usable(GpuMode mode, String because) {
		return new AcceleratorCandidate(mode, true, because);
	}

	static AcceleratorCandidate notUsable(GpuMode mode, String because) {
		return new AcceleratorCandidate(mode, false, because);
	}

}
