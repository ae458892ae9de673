package io.github.shimmy4j.engine.schema;

import java.util.List;
import java.util.Map;

import io.github.shimmy4j.engine.schema.Grammar.Item;
import io.github.shimmy4j.engine.schema.Grammar.Repeat;
import io.github.shimmy4j.engine.schema.Grammar.Rule;

/**
 * Refuses a grammar that llama.cpp would not survive. llama.cpp follows all alternatives
 * at the same time, and finds them by recursion from each rule. So a rule that begins
 * with itself never ends, and alternatives at the beginning of alternatives multiply.
 */
final class GrammarCheck {

	private static final int OPEN = -1;

	private final Grammar grammar;

	private final Map<Integer, String> places;

	private final boolean[] empty;

	/** The number of ways to begin each rule; 0 if not known yet. */
	private final int[] choices;

	GrammarCheck(Grammar grammar, Map<Integer, String> places) {
		this.grammar = grammar;
		this.places = places;
		this.empty = new boolean[grammar.size()];
		this.choices = new int[grammar.size()];
	}

	void check(Rule root) {
		findEmpty();
		for (int id = 0; id < this.grammar.size(); id++) {
			Rule rule = new Rule(id);
			choices(rule, 0);
			for (List<Item> sequence : this.grammar.alternatives(rule)) {
				for (int from = 1; from < sequence.size(); from++) {
					choices(sequence, from, 0, rule);
				}
			}
		}
	}

	/** Finds the rules that match the empty text, directly or through other rules. */
	private void findEmpty() {
		boolean more = true;
		while (more) {
			more = false;
			for (int id = 0; id < this.empty.length; id++) {
				if (!this.empty[id] && this.grammar.alternatives(new Rule(id))
					.stream()
					.anyMatch((sequence) -> sequence.stream().allMatch(this::isEmpty))) {
					this.empty[id] = true;
					more = true;
				}
			}
		}
	}

	private boolean isEmpty(Item item) {
		if (item instanceof Repeat repeat) {
			return repeat.least() == 0 || isEmpty(repeat.item());
		}
		return item instanceof Rule rule && this.empty[rule.id()];
	}

	private int choices(Rule rule, int depth) {
		int known = this.choices[rule.id()];
		if (known == OPEN) {
			throw new SchemaException(place(rule), References.ENDLESS);
		}
		if (depth > SchemaLimits.NESTED_RULES) {
			throw SchemaLimits.tooMuch("alternatives inside each other", SchemaLimits.NESTED_RULES);
		}
		if (known == 0) {
			this.choices[rule.id()] = OPEN;
			int sum = 0;
			for (List<Item> sequence : this.grammar.alternatives(rule)) {
				sum = limited(sum + choices(sequence, 0, depth, rule), rule);
			}
			known = Math.max(1, sum);
			this.choices[rule.id()] = known;
		}
		return known;
	}

	private int choices(List<Item> sequence, int from, int depth, Rule rule) {
		int sum = 0;
		for (int i = from; i < sequence.size(); i++) {
			Item item = sequence.get(i);
			Item inner = (item instanceof Repeat repeat) ? repeat.item() : item;
			sum = limited(sum + ((inner instanceof Rule next) ? choices(next, depth + 1) : 1), rule);
			if (!isEmpty(item)) {
				return sum;
			}
		}
		return sum + 1;
	}

	private int limited(int choices, Rule rule) {
		if (choices > SchemaLimits.CHOICES) {
			throw new SchemaException(place(rule),
					"has more than " + SchemaLimits.CHOICES + " alternatives that begin at the same place");
		}
		return choices;
	}

	private String place(Rule rule) {
		return this.places.getOrDefault(rule.id(), "");
	}

}
