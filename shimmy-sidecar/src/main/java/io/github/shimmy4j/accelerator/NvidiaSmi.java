package io.github.shimmy4j.accelerator;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the output of {@code nvidia-smi}: a GPU a line, as name, driver and MiB. */
final class NvidiaSmi {

	private static final Pattern DRIVER = Pattern.compile("\\d+(\\.\\d+)+");

	/** {@code [N/A]} stands for memory that the GPU shares with the CPU. */
	private static final Pattern MEMORY = Pattern.compile("\\d+|\\[.*]");

	private NvidiaSmi() {
	}

	static List<FoundDevice> devices(List<String> lines) {
		return lines.stream().flatMap(NvidiaSmi::device).toList();
	}

	/** Empty for a complaint, which may have commas but no version and size. */
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
