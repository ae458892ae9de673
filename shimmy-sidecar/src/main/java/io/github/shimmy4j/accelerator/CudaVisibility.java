package io.github.shimmy4j.accelerator;

import org.jspecify.annotations.Nullable;

/**
 * Which of NVIDIA's GPUs a process may use.
 *
 * @param value value of {@code CUDA_VISIBLE_DEVICES}, or null if it is not set, which
 * allows all
 */
record CudaVisibility(@Nullable String value) {

	/**
	 * Whether none is left: the list ends at its first entry that is no device, so that
	 * entry decides.
	 */
	boolean hidesAllOf(int devices) {
		if (this.value == null) {
			return false;
		}
		String first = this.value.split(",", 2)[0].strip();
		if (first.startsWith("GPU-") || first.startsWith("MIG-")) {
			return false;
		}
		return !first.matches("\\d{1,9}") || Integer.parseInt(first) >= devices;
	}

	@Override
	public String toString() {
		return "CUDA_VISIBLE_DEVICES='%s'".formatted(this.value);
	}

}
