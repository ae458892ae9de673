package io.github.shimmy4j.protocol.field;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** The rules of all fields of one object of a protocol. */
public interface FieldRules {

	/** The rules by the names of their fields, in the order of the documentation. */
	Map<String, FieldRule> byField();

	/** All rules, in the order of the documentation. */
	default List<FieldRule> rules() {
		return List.copyOf(byField().values());
	}

	/** The rule of a field; null if the protocol has no such field. */
	default @Nullable FieldRule rule(String field) {
		return byField().get(field);
	}

	/**
	 * Makes a table.
	 * @param rules its rules, in the order of the documentation
	 */
	static Map<String, FieldRule> table(List<FieldRule> rules) {
		Map<String, FieldRule> table = new LinkedHashMap<>();
		rules.forEach((rule) -> table.put(rule.field(), rule));
		return Collections.unmodifiableMap(table);
	}

}
