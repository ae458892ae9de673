package io.github.shimmy4j.engine.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One schema among those that a value must follow together.
 *
 * @param at JSON pointer to it
 * @param node an object or a boolean
 * @param done keywords to ignore: followed references, and alternatives already chosen
 */
record Subschema(String at, JsonNode node, Set<String> done) {

	Subschema(String at, JsonNode node) {
		this(at, node, Set.of());
	}

	/** The same schema without some keywords. */
	Subschema without(String... keywords) {
		Set<String> more = new TreeSet<>(this.done);
		more.addAll(List.of(keywords));
		return new Subschema(this.at, this.node, more);
	}

	/** The value of a keyword, or null. */
	@Nullable JsonNode get(String keyword) {
		return this.done.contains(keyword) ? null : this.node.get(keyword);
	}

	/** JSON pointer to a keyword. */
	String at(String keyword) {
		return this.at + "/" + keyword.replace("~", "~0").replace("/", "~1");
	}

	/** The schema of a keyword, or null. */
	@Nullable Subschema child(String keyword) {
		JsonNode value = get(keyword);
		return (value != null) ? new Subschema(at(keyword), value) : null;
	}

	/** The schemas in the list of a keyword; empty if it is absent. */
	List<Subschema> list(String keyword) {
		JsonNode value = get(keyword);
		List<Subschema> schemas = new ArrayList<>();
		if (value != null) {
			if (!value.isArray() || value.isEmpty()) {
				throw wrong(keyword, "must be a list of schemas");
			}
			for (JsonNode each : value) {
				schemas.add(new Subschema(at(keyword) + "/" + schemas.size(), each));
			}
		}
		return schemas;
	}

	/** The names in the object of a keyword, in order; empty if it is absent. */
	Collection<String> names(String keyword) {
		JsonNode value = get(keyword);
		if (value != null && !value.isObject()) {
			throw wrong(keyword, "must be an object");
		}
		return (value != null) ? value.propertyNames() : List.of();
	}

	/** The schema of a name in the object of a keyword. */
	Subschema named(String keyword, String name, JsonNode value) {
		return new Subschema(new Subschema(at(keyword), value).at(name), value);
	}

	/**
	 * The count that a keyword states, {@link Grammar#UNLIMITED} for no limit, or null.
	 */
	@Nullable Integer count(String keyword) {
		JsonNode value = get(keyword);
		if (value == null) {
			return null;
		}
		double number = value.isNumber() ? value.doubleValue(Double.NaN) : Double.NaN;
		if (!(number >= 0 && number < Double.POSITIVE_INFINITY) || number != Math.rint(number)) {
			throw wrong(keyword, "must be a whole number that is not negative");
		}
		// Generators of schemas write Integer.MAX_VALUE for "no limit".
		boolean limit = keyword.startsWith("min") || number < Integer.MAX_VALUE;
		if (limit && number > SchemaLimits.REPETITIONS) {
			throw wrong(keyword, "must be at most " + SchemaLimits.REPETITIONS);
		}
		return limit ? (int) number : Grammar.UNLIMITED;
	}

	/** The refusal of the value of a keyword. */
	SchemaException wrong(String keyword, String problem) {
		return new SchemaException(at(keyword),
				problem + ", is " + SchemaException.printable(String.valueOf(get(keyword))));
	}

	/** Differs from the key of any other part of the same schema. */
	String key() {
		return Keywords.CHOICES.stream()
			.filter(this.done::contains)
			.map((keyword) -> "\n" + keyword)
			.collect(Collectors.joining("", this.at, ""));
	}

}
