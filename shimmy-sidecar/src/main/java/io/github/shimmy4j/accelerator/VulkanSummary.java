package io.github.shimmy4j.accelerator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the output of {@code vulkaninfo --summary}: a section for each device. */
final class VulkanSummary {

	private static final Pattern DEVICE = Pattern.compile("GPU\\d+:\\s*");

	private static final Pattern FIELD = Pattern.compile("\\s*(deviceType|deviceName)\\s*=(.*)");

	private static final String TYPE_PREFIX = "PHYSICAL_DEVICE_TYPE_";

	/** A virtual GPU is a share of a real one; renderers on the CPU have type CPU. */
	private static final Set<String> GPU_TYPES = Set.of("DISCRETE_GPU", "INTEGRATED_GPU", "VIRTUAL_GPU");

	private final List<FoundDevice> devices = new ArrayList<>();

	private String type = "";

	private VulkanSummary() {
	}

	static List<FoundDevice> devices(List<String> lines) {
		VulkanSummary reading = new VulkanSummary();
		lines.forEach(reading::read);
		return List.copyOf(reading.devices);
	}

	private void read(String line) {
		if (DEVICE.matcher(line).matches()) {
			this.type = "";
			return;
		}
		Matcher field = FIELD.matcher(line);
		if (!field.matches()) {
			return;
		}
		String value = field.group(2).strip();
		if (field.group(1).equals("deviceType")) {
			this.type = value.replace(TYPE_PREFIX, "");
		}
		else if (!this.type.isEmpty() && !value.isEmpty()) {
			this.devices.add(FoundDevice.of(value, GPU_TYPES.contains(this.type),
					this.type.toLowerCase(Locale.ROOT).replace('_', ' ').replace("gpu", "GPU").replace("cpu", "CPU")));
			this.type = "";
		}
	}

}
