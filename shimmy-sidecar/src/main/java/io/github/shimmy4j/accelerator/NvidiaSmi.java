package io.github.shimmy4j.accelerator;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads what {@code nvidia-smi} prints: a line a GPU, name, driver and memory in MiB. */
final class NvidiaSmi {

	private static final Pattern DRIVER = Pattern.compile("\\d+(\\.\\d+)+");

	/** Memory that the GPU shares with the CPU is given as {@code [N/A]}. */
	private static final Pattern MEMORY = Pattern.compile("\\d+|\\[.*]");

	private NvidiaSmi() {
	}

	static List<FoundDevice> devices(List<String> lines) {
		return lines.stream().flatMap(NvidiaSmi::device).toList();
	}

	/** Complaints have commas too, but neither a version nor a size after them. */
	private static Stream<FoundDevice> device(String line) {
		List<String> fields = Stream.of(line.split(",", -1)).map(String::strip).toList();
		if (fields.size() != 3 || fields.get(0).isEmpty() || !DRIVER.matcher(fields.get(1)).matches()
				|| !MEMORY.matcher(fields.get(2)).matches()) {
			return Stream.empty();
		}
		String memory = fields.get(2).startsWith("[") ? "" : ", %s MiB".formatted(fields.get(2));
		return Stream.of(FoundDevice.of(fields.get(0), true, "driver " + fields.get(1) + memory));
	}

}
