package io.github.shimmy4j.engine.schema;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;

import tools.jackson.databind.JsonNode;

/**
 * Limits of a schema. Above them it would take the time and memory of all users of the
 * engine.
 */
final class SchemaLimits {

	/** Characters of the schema. */
	static final int CHARACTERS = 64 * 1024;

	/** Levels of nesting. */
	static final int DEPTH = 100;

	/**
	 * Properties and definitions. Consecutive optional properties also use the stack of
	 * llama.cpp.
	 */
	static final int NAMES = 500;

	/** Sum of all repetitions. llama.cpp makes a rule of each, in 0.1 s for so many. */
	static final int REPETITIONS = 10_000;

	/** Characters and other elements of the grammar. */
	static final int ELEMENTS = 100_000;

	/** Rules of the grammar. */
	static final int RULES = 20_000;

	/**
	 * Schemas that are read while references and combinations are followed. The check of
	 * an answer reads as many for one value.
	 */
	static final int STEPS = 20_000;

	/**
	 * Entries of lists, and characters of given values and JSON pointers, that are read
	 * for combinations of schemas. Each combination reads them again.
	 */
	static final int ENTRIES = 5_000_000;

	/** Characters of the JSON pointer of a schema, which each schema below it repeats. */
	static final int PLACE = 4000;

	/** References in a row, without a value in between. */
	static final int CHAIN = 200;

	/** Alternatives at one place of the answer. Each costs time for every token. */
	static final int CHOICES = 1000;

	/** Rules that begin with each other. Each uses the stack of llama.cpp. */
	static final int NESTED_RULES = 1000;

	private static final Set<String> NAMED_SCHEMAS = Set.of("properties", "$defs", "definitions", "patternProperties",
			"dependentSchemas");

	private SchemaLimits() {
	}

	/** Refuses a schema that is too long or too deep, or has too many names. */
	static void check(JsonNode schema) {
		long characters = 0;
		long names = 0;
		Deque<Visit> open = new ArrayDeque<>();
		open.push(new Visit(schema, 0, 0));
		while (!open.isEmpty()) {
			Visit visit = open.pop();
			if (visit.depth > DEPTH) {
				throw tooMuch("levels of nesting", DEPTH);
			}
			if (visit.place > PLACE) {
				throw tooMuch("characters in the names that lead to one place", PLACE);
			}
			characters += visit.node.isContainer() ? 2 : visit.node.asString("").length() + 1;
			for (Map.Entry<String, JsonNode> entry : visit.node.properties()) {
				characters += entry.getKey().length() + 4;
				names += NAMED_SCHEMAS.contains(entry.getKey()) ? entry.getValue().size() : 0;
				open.push(new Visit(entry.getValue(), visit.depth + 1, visit.place + entry.getKey().length() + 1));
			}
			if (visit.node.isArray()) {
				visit.node.forEach((element) -> open.push(new Visit(element, visit.depth + 1, visit.place + 1)));
			}
			if (characters > CHARACTERS) {
				throw tooMuch("characters", CHARACTERS);
			}
			if (names > NAMES) {
				throw tooMuch("properties and definitions", NAMES);
			}
		}
	}

	/** The refusal of a schema that exceeds a limit. */
	static SchemaException tooMuch(String unit, int most) {
		return new SchemaException("", "has more than " + most + " " + unit);
	}

	/** Counts the work that one schema takes, and refuses too much. */
	static final class Work {

		private int steps;

		private long entries;

		/** Counts schemas that are read. */
		void countSteps(int amount) {
			this.steps += amount;
			if (this.steps > STEPS) {
				throw tooMuch("combinations of its parts", STEPS);
			}
		}

		/** Counts entries and characters that are read. */
		void countEntries(int amount) {
			this.entries += amount;
			if (this.entries > ENTRIES) {
				throw tooMuch("entries and characters in its combinations", ENTRIES);
			}
		}

	}

	private record Visit(JsonNode node, int depth, int place) {

	}

}
