package io.github.shimmy4j.accelerator;

import java.util.Locale;
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
	 */
	public void hear(String line) {
		Matcher matcher = this.evidence.matcher(line);
		// A model split over devices names the CPU too: the accelerator is the news.
		if (matcher.find() && (this.device == null || !isCpu(matcher.group(1)))) {
			this.device = isCpu(matcher.group(1)) ? GpuMode.CPU.id() : matcher.group(1);
		}
	}

	private static boolean isCpu(String name) {
		return name.toLowerCase(Locale.ROOT).startsWith("cpu");
	}

	/**
	 * The device.
	 * @return its name as the server gives it, or null while it has not said
	 */
	public @Nullable String name() {
		return this.device;
	}

}
