package io.github.shimmy4j.accelerator;

import java.util.Locale;

/** Accelerator that a user asks for. */
public enum GpuMode {

	/** Whatever the server finds. */
	AUTO,

	/** None. */
	CPU,

	/** NVIDIA's. */
	CUDA,

	/** Apple's graphics interface. */
	METAL,

	/** Apple's array framework. */
	MLX,

	/** Khronos's open compute interface. */
	OPENCL,

	/** Khronos's open graphics interface. */
	VULKAN;

	/**
	 * Name in lower case, as it is written in configuration and on command lines.
	 * @return the name
	 */
	public String id() {
		return name().toLowerCase(Locale.ROOT);
	}

}
