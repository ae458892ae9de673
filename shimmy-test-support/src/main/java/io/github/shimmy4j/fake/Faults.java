package io.github.shimmy4j.fake;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;

/**
 * The faults in force, with their values. Replaced as a whole, so that a request sees one
 * consistent set.
 */
final class Faults {

	private final Map<Fault, String> values;

	private Faults(Map<Fault, String> values) {
		this.values = values;
	}

	static Faults of(Properties properties) {
		Map<Fault, String> values = new EnumMap<>(Fault.class);
		for (Fault fault : Fault.values()) {
			String value = properties.getProperty(fault.property());
			if (value != null) {
				values.put(fault, value);
			}
		}
		return new Faults(values);
	}

	static Faults none() {
		return new Faults(new EnumMap<>(Fault.class));
	}

	/** Lines of {@code name} or {@code name=value}, added to these. */
	Faults plus(String lines) {
		Map<Fault, String> sum = new EnumMap<>(Fault.class);
		sum.putAll(this.values);
		lines.lines().map(String::strip).filter((line) -> !line.isEmpty()).forEach((line) -> {
			int equals = line.indexOf('=');
			String name = (equals < 0) ? line : line.substring(0, equals);
			sum.put(Fault.ofKebabName(name), (equals < 0) ? "" : line.substring(equals + 1));
		});
		return new Faults(sum);
	}

	boolean has(Fault fault) {
		return this.values.containsKey(fault);
	}

	String text(Fault fault, String otherwise) {
		return this.values.getOrDefault(fault, otherwise);
	}

	long number(Fault fault, long otherwise) {
		String value = this.values.get(fault);
		return (value != null) ? Long.parseLong(value) : otherwise;
	}

	Duration duration(Fault fault) {
		String value = this.values.getOrDefault(fault, "0ms");
		if (value.endsWith("ms")) {
			return Duration.ofMillis(Long.parseLong(value.substring(0, value.length() - 2)));
		}
		if (value.endsWith("s")) {
			return Duration.ofSeconds(Long.parseLong(value.substring(0, value.length() - 1)));
		}
		throw new IllegalArgumentException(fault.kebabName() + " needs '500ms' or '5s', not '" + value + "'");
	}

}
