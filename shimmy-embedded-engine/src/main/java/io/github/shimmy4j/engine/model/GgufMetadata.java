package io.github.shimmy4j.engine.model;

import java.util.Map;

/**
 * Keys and values of a GGUF header: numbers, flags and short texts; lists are left out.
 *
 * @param values values of type {@code Long}, {@code Boolean} or {@code String}
 */
record GgufMetadata(Map<String, Object> values) {

	GgufMetadata {
		values = Map.copyOf(values);
	}

	String text(String key, String otherwise) {
		return (this.values.get(key) instanceof String text) ? text : otherwise;
	}

	long number(String key, long otherwise) {
		return (this.values.get(key) instanceof Long number) ? number : otherwise;
	}

	boolean flag(String key, boolean otherwise) {
		return (this.values.get(key) instanceof Boolean flag) ? flag : otherwise;
	}

}
