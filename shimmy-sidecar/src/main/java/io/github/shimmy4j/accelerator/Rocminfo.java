package io.github.shimmy4j.accelerator;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the output of {@code rocminfo}: a section for each agent, CPU or GPU. */
final class Rocminfo {

	private static final Pattern AGENT = Pattern.compile("Agent \\d+\\s*");

	private static final Pattern FIELD = Pattern.compile("\\s+(Name|Marketing Name|Device Type):(.*)");

	private final List<FoundDevice> devices = new ArrayList<>();

	private String name = "";

	private String marketingName = "";

	private Rocminfo() {
	}

	static List<FoundDevice> devices(List<String> lines) {
		Rocminfo reading = new Rocminfo();
		lines.forEach(reading::read);
		return List.copyOf(reading.devices);
	}

	private void read(String line) {
		if (AGENT.matcher(line).matches()) {
			this.name = "";
			this.marketingName = "";
			return;
		}
		Matcher field = FIELD.matcher(line);
		if (!field.matches()) {
			return;
		}
		switch (field.group(1)) {
			case "Name" -> this.name = field.group(2).strip();
			case "Marketing Name" -> this.marketingName = field.group(2).strip();
			default -> add(field.group(2).strip());
		}
	}

	/** The type follows the names of the agent, before other names in its section. */
	private void add(String type) {
		String best = this.marketingName.isEmpty() ? this.name : this.marketingName;
		if (!best.isEmpty()) {
			this.devices.add(FoundDevice.of(best, type.equals("GPU"), best.equals(this.name) ? "" : this.name));
		}
	}

}
