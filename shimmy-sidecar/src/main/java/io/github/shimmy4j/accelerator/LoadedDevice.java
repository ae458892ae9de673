package io.github.shimmy4j.accelerator;

import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The device that a server loaded the model on, as its own output tells. A request for a
 * GPU is no evidence: shimmy 1.x falls back to the CPU in silence. Safe for several
 * threads.
 */
public final class LoadedDevice {

	private final Pattern evidence;

	private volatile @Nullable String device;

	/**
	 * Knows nothing until it has heard a telling line.
	 * @param evidence pattern whose first group names the device
	 */
	public LoadedDevice(Pattern evidence) {
		this.evidence = evidence;
	}

	/**
	 * Takes in a line of output.
	 * @param line what the server wrote
	 * @return whether the name is another one now
	 */
	public boolean hear(String line) {
		Matcher matcher = this.evidence.matcher(line);
		String before = this.device;
		// A model split over devices names the CPU too: the accelerator is the news.
		if (matcher.find() && (before == null || !isCpu(matcher.group(1)))) {
			this.device = isCpu(matcher.group(1)) ? GpuMode.CPU.id() : matcher.group(1);
		}
		return !Objects.equals(before, this.device);
	}

	/**
	 * A GPU's host buffer, such as {@code CUDA_Host}, is main memory: the CPU computes
	 * there.
	 */
	private static boolean isCpu(String name) {
		String lower = name.toLowerCase(Locale.ROOT);
		return lower.startsWith("cpu") || lower.endsWith("_host");
	}

	/**
	 * Whether this is known to be another device than the one that was asked for.
	 * @param requested what the user asks for
	 * @return false as well while the server has not said, and where nothing was asked
	 * for
	 */
	public boolean contradicts(GpuMode requested) {
		String name = this.device;
		if (name == null || requested == GpuMode.AUTO) {
			return false;
		}
		String lower = name.toLowerCase(Locale.ROOT);
		return !switch (requested) {
			// As shimmy 2.x describes an adapter: name, type and interface.
			case CPU -> lower.equals(GpuMode.CPU.id()) || lower.contains("(cpu,");
			case METAL -> lower.contains(GpuMode.METAL.id()) || lower.startsWith("mtl");
			case AUTO, CUDA, MLX, OPENCL, VULKAN -> lower.contains(requested.id());
		};
	}

	/**
	 * The device.
	 * @return its name as the server gives it, or null while it has not said
	 */
	public @Nullable String name() {
		return this.device;
	}

}
