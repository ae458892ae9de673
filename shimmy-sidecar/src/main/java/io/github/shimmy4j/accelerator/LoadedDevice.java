package io.github.shimmy4j.accelerator;

import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The device on which a server loaded the model, according to the server's output. The
 * requested GPU proves nothing, because shimmy 1.x falls back to the CPU silently. Safe
 * for several threads.
 */
public final class LoadedDevice {

	private final Pattern evidence;

	private volatile @Nullable String device;

	/** The pattern's first group is the name of the device. */
	public LoadedDevice(Pattern evidence) {
		this.evidence = evidence;
	}

	/** Reads a line of the server's output; true if it changed the name of the device. */
	public boolean hear(String line) {
		Matcher matcher = this.evidence.matcher(line);
		String before = this.device;
		// A model that is split over devices names the CPU too; the accelerator counts.
		if (matcher.find() && (before == null || !isCpu(matcher.group(1)))) {
			this.device = isCpu(matcher.group(1)) ? GpuMode.CPU.id() : matcher.group(1);
		}
		return !Objects.equals(before, this.device);
	}

	/** The CPU, or a GPU's buffer in main memory, such as {@code CUDA_Host}. */
	private static boolean isCpu(String name) {
		String lower = name.toLowerCase(Locale.ROOT);
		return lower.startsWith("cpu") || lower.endsWith("_host");
	}

	/**
	 * Whether the device is known not to be the requested one.
	 * @param requested accelerator that the user requested
	 * @return false as well if the device is not known, and for {@link GpuMode#AUTO}
	 */
	public boolean contradicts(GpuMode requested) {
		String name = this.device;
		if (name == null || requested == GpuMode.AUTO) {
			return false;
		}
		String lower = name.toLowerCase(Locale.ROOT);
		return !switch (requested) {
			// Shimmy 2.x describes an adapter by name, type and interface.
			case CPU -> lower.equals(GpuMode.CPU.id()) || lower.contains("(cpu,");
			case METAL -> lower.contains(GpuMode.METAL.id()) || lower.startsWith("mtl");
			case AUTO, CUDA, MLX, OPENCL, VULKAN -> lower.contains(requested.id());
		};
	}

	/** Name in the server's output, or null if it is not known yet. */
	public @Nullable String name() {
		return this.device;
	}

}
