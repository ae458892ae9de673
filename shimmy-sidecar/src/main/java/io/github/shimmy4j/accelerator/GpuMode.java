package io.github.shimmy4j.accelerator;

import java.util.Locale;

/** Accelerator that a user can request. */
public enum GpuMode {

	/** Whatever the server chooses. */
	AUTO,

	/** No accelerator. */
	CPU,

	/** NVIDIA's compute interface. */
	CUDA,

	/** Apple's graphics interface. */
	METAL,

	/** Apple's array framework. */
	MLX,

	/** Khronos's open compute interface. */
	OPENCL,

	/** Khronos's open graphics interface. */
	VULKAN;

	/** Name as written in configuration and on command lines, in lower case. */
	public String id() {
		return name().toLowerCase(Locale.ROOT);
	}

}
