package io.github.shimmy4j.accelerator;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A device that a tool lists.
 *
 * @param name its name
 * @param gpu whether it is a GPU, and not a renderer on the CPU
 * @param detail further details from the tool, or empty
 */
record FoundDevice(String name, boolean gpu, String detail) {

	static FoundDevice of(String name, boolean gpu, String detail) {
		return new FoundDevice(name, gpu && !DeviceName.isSoftware(name), detail);
	}

	static String names(List<FoundDevice> devices) {
		return devices.stream().map(FoundDevice::toString).collect(Collectors.joining(", "));
	}

	@Override
	public String toString() {
		return this.detail.isEmpty() ? this.name : "%s (%s)".formatted(this.name, this.detail);
	}

}
