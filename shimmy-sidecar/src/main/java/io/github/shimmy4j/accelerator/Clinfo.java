package io.github.shimmy4j.accelerator;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the output of {@code clinfo}. Two programs have that name: one prints the name of
 * a device before its type, that of AMD's kit the type before the name.
 */
final class Clinfo {

	private static final Pattern FIELD = Pattern
		.compile("\\s+(Device Name|Device Type|Board name|Name)(:\\s*|\\s{2,})(\\S.*)");

	private static final Pattern GPU = Pattern.compile("\\bGPU\\b|CL_DEVICE_TYPE_GPU");

	private final List<FoundDevice> devices = new ArrayList<>();

	private String name = "";

	private String type = "";

	private Clinfo() {
	}

	static List<FoundDevice> devices(List<String> lines) {
		Clinfo reading = new Clinfo();
		lines.forEach(reading::read);
		return List.copyOf(reading.devices);
	}

	private void read(String line) {
		Matcher field = FIELD.matcher(line);
		if (!field.matches()) {
			return;
		}
		if (field.group(1).equals("Device Type")) {
			this.type = field.group(3).strip();
		}
		// AMD's program prints several names, all after the type.
		else if (!field.group(2).startsWith(":") || !this.type.isEmpty()) {
			this.name = field.group(3).strip();
		}
		if (!this.name.isEmpty() && !this.type.isEmpty()) {
			this.devices.add(FoundDevice.of(this.name, GPU.matcher(this.type).find(), ""));
			this.name = "";
			this.type = "";
		}
	}

}
