package io.github.shimmy4j.engine.schema;

import java.util.ArrayList;
import java.util.List;

/**
 * A grammar in the making: rules, each with alternatives, each a sequence of items.
 */
final class Grammar {

	/** For {@link Repeat}: as often as one likes. */
	static final int UNLIMITED = Integer.MAX_VALUE;

	/** An element of a sequence. */
	sealed interface Item {

	}

	/**
	 * Exactly this.
	 *
	 * @param text not empty
	 */
	record Text(String text) implements Item {

	}

	/**
	 * One character of a set, or an expression of such; in GBNF.
	 *
	 * @param gbnf begins with a character in any case
	 */
	record Fixed(String gbnf) implements Item {

	}

	/**
	 * What a rule says.
	 *
	 * @param id number of the rule
	 */
	record Rule(int id) implements Item {

	}

	/**
	 * The same several times.
	 *
	 * @param item never empty text
	 * @param least at least 0
	 * @param most at least {@code least} and 1
	 */
	record Repeat(Item item, int least, int most) implements Item {

	}

	private final List<List<List<Item>>> rules = new ArrayList<>();

	private long elements;

	private long repetitions;

	/** A rule that is defined later, since rules may need each other. */
	Rule reserve() {
		if (this.rules.size() >= SchemaLimits.RULES) {
			throw SchemaLimits.tooMuch("rules in its grammar", SchemaLimits.RULES);
		}
		this.rules.add(List.of());
		return new Rule(this.rules.size() - 1);
	}

	/** Says what a rule is. One without alternatives can never be followed. */
	void define(Rule rule, List<List<Item>> alternatives) {
		alternatives.forEach((sequence) -> sequence.forEach(this::count));
		this.rules.set(rule.id(), alternatives);
	}

	/** Says anew what a rule is, with nothing in it that was not there. */
	void replace(Rule rule, List<List<Item>> alternatives) {
		this.rules.set(rule.id(), alternatives);
	}

	/** A new rule. */
	@SafeVarargs
	final Rule rule(List<Item>... alternatives) {
		Rule rule = reserve();
		List<List<Item>> sequences = new ArrayList<>();
		for (List<Item> sequence : alternatives) {
			sequences.add(sequence);
		}
		define(rule, sequences);
		return rule;
	}

	List<List<Item>> alternatives(Rule rule) {
		return this.rules.get(rule.id());
	}

	int size() {
		return this.rules.size();
	}

	private void count(Item item) {
		this.elements += (item instanceof Text text) ? text.text().length() : 1;
		if (this.elements > SchemaLimits.ELEMENTS) {
			throw SchemaLimits.tooMuch("elements in its grammar", SchemaLimits.ELEMENTS);
		}
		if (item instanceof Repeat repeat) {
			this.repetitions += (repeat.most == UNLIMITED) ? repeat.least : repeat.most;
			if (this.repetitions > SchemaLimits.REPETITIONS) {
				throw SchemaLimits.tooMuch("repetitions, all minimum and maximum lengths together",
						SchemaLimits.REPETITIONS);
			}
		}
	}

}
