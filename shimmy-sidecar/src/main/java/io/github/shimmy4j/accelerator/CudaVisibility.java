package io.github.shimmy4j.accelerator;

import org.jspecify.annotations.Nullable;

/**
 * The NVIDIA GPUs that a process may use.
 *
 * @param value value of {@code CUDA_VISIBLE_DEVICES}; null = not set, all are allowed
 */
record CudaVisibility(@Nullable String value) {

	/**
	 * Whether no GPU is allowed. CUDA ignores all entries after the first invalid one.
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
