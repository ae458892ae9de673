package io.github.shimmy4j.engine.schema;

import java.util.ArrayList;
import java.util.List;

/** A grammar: rules with alternatives, each of which is a sequence of items. */
final class Grammar {

	/** Any number of times. */
	static final int UNLIMITED = Integer.MAX_VALUE;

	/** An element of a sequence. */
	sealed interface Item {

	}

	/** A literal text, not empty. */
	record Text(String text) implements Item {

	}

	/** An expression in GBNF that does not match the empty text. */
	record Fixed(String gbnf) implements Item {

	}

	/** A reference to a rule. */
	record Rule(int id) implements Item {

	}

	/** An item {@code least} to {@code most} times; {@code most} is at least 1. */
	record Repeat(Item item, int least, int most) implements Item {

	}

	private final List<List<List<Item>>> rules = new ArrayList<>();

	private long elements;

	private long repetitions;

	/** A rule that is defined later, since rules may refer to each other. */
	Rule reserve() {
		if (this.rules.size() >= SchemaLimits.RULES) {
			throw SchemaLimits.tooMuch("rules in its grammar", SchemaLimits.RULES);
		}
		this.rules.add(List.of());
		return new Rule(this.rules.size() - 1);
	}

	/** Defines a rule. A rule without alternatives matches nothing. */
	void define(Rule rule, List<List<Item>> alternatives) {
		alternatives.forEach((sequence) -> sequence.forEach(this::count));
		this.rules.set(rule.id(), alternatives);
	}

	/** Replaces the alternatives of a rule by some of them. */
	void replace(Rule rule, List<List<Item>> alternatives) {
		this.rules.set(rule.id(), alternatives);
	}

	/** A new rule with any number of alternatives. */
	Rule choice(List<List<Item>> alternatives) {
		Rule rule = reserve();
		define(rule, alternatives);
		return rule;
	}

	/** A new rule with one alternative. */
	Rule rule(List<Item> sequence) {
		return choice(List.of(sequence));
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
