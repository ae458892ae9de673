package io.github.shimmy4j.accelerator;

import java.util.Map;

import io.github.shimmy4j.process.ProcessLauncher;

/**
 * Finds out what this machine could compute with, and recommends the first for which
 * there is a device: cuda, metal, vulkan, opencl, and the CPU where there is no GPU at
 * all. Mlx is never recommended, since it needs a server and models made for it. Safe for
 * several threads.
 */
@FunctionalInterface
public interface AcceleratorDetector {

	/**
	 * Looks at the machine the first time, and gives the same report from then on. Blocks
	 * for a few seconds at most; whatever cannot be found out is part of the report and
	 * never an exception.
	 * @return what was found
	 */
	AcceleratorReport detect();

	/**
	 * Decides for an accelerator: the one that was asked for, or for {@link GpuMode#AUTO}
	 * the recommended one. Blocks as {@link #detect()} does.
	 * @param requested what the user asks for
	 * @return the decision, with a warning where the evidence is against the request
	 */
	default AcceleratorChoice resolve(GpuMode requested) {
		return AcceleratorChoice.of(requested, detect());
	}

	/**
	 * Makes the detector of this machine. It asks the graphics drivers' own tools
	 * ({@code nvidia-smi}, {@code rocminfo}, {@code vulkaninfo}, {@code clinfo},
	 * {@code system_profiler}), all at once, and OSHI; nothing runs before the first
	 * call.
	 * @param environment variables of the server to be; {@code PATH} and
	 * {@code CUDA_VISIBLE_DEVICES} matter
	 * @return a detector that remembers its report
	 */
	static AcceleratorDetector create(Map<String, String> environment) {
		return new ProbingDetector(new EvidenceSearch(Platform.current(), environment, ProcessLauncher.system(),
				MachineFacts::ofThisMachine, EvidenceSearch.LIMIT));
	}

}
