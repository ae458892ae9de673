package io.github.shimmy4j.accelerator;

import java.util.Map;

import io.github.shimmy4j.process.ProcessLauncher;

/**
 * Detects the accelerators of this machine, and recommends the first with a device: cuda,
 * metal, vulkan, opencl, or the CPU if there is no GPU. Mlx is never recommended, because
 * it needs its own server and models. Safe for several threads.
 */
@FunctionalInterface
public interface AcceleratorDetector {

	/**
	 * Detects the accelerators on the first call, and returns the same report later.
	 * Blocks for a few seconds at most. Facts that cannot be found out are part of the
	 * report, and never an exception.
	 * @return the report
	 */
	AcceleratorReport detect();

	/**
	 * Chooses the requested accelerator, or for {@link GpuMode#AUTO} the recommended one.
	 * Blocks as {@link #detect()}.
	 * @param requested accelerator that the user requested
	 * @return the choice, with a warning if the request is unlikely to work
	 */
	default AcceleratorChoice resolve(GpuMode requested) {
		return AcceleratorChoice.of(requested, detect());
	}

	/**
	 * Creates the detector of this machine. On its first call it asks OSHI and the tools
	 * of graphics drivers ({@code nvidia-smi}, {@code rocminfo}, {@code vulkaninfo},
	 * {@code clinfo}, {@code system_profiler}), all at once.
	 * @param environment variables of the server; {@code PATH} and
	 * {@code CUDA_VISIBLE_DEVICES} are used
	 * @return a detector that keeps its report
	 */
	static AcceleratorDetector create(Map<String, String> environment) {
		return new EvidenceSearch(Platform.current(), environment, ProcessLauncher.system(),
				MachineFacts::ofThisMachine, EvidenceSearch.LIMIT);
	}

}
