package io.github.shimmy4j.engine.schema;

import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.engine.schema.Grammar.Fixed;
import io.github.shimmy4j.engine.schema.Grammar.Item;
import io.github.shimmy4j.engine.schema.Grammar.Repeat;
import io.github.shimmy4j.engine.schema.Grammar.Rule;
import io.github.shimmy4j.engine.schema.Grammar.Text;

import org.jspecify.annotations.Nullable;

/** Rules for JSON of any form. */
final class JsonRules {

	/**
	 * Nesting depth where a schema allows any value. Without a limit a small model can
	 * open brackets until its context is full.
	 */
	private static final int ANY_DEPTH = 20;

	/**
	 * One character of a string, as JSON Schema counts them. Escaped surrogates are left
	 * out: a pair would count as two, and half a pair is not a character.
	 */
	private static final String CHARACTER = "[^\"\\\\\\x7F\\x00-\\x1F] | \"\\\\\" ([\"\\\\/bfnrt]"
			+ " | \"u\" ([0-9a-cA-Ce-fE-F] [0-9a-fA-F]{3} | [dD] [0-7] [0-9a-fA-F]{2}))";

	/** Has at most two digits of exponent, so that it is finite as a double. */
	private static final String NUMBER = "\"-\"? (\"0\" | [1-9] [0-9]{0,15}) (\".\" [0-9]{1,16})? ([eE] [-+]? [0-9]{1,2})?";

	private static final String WHOLE_NUMBER = "(\"0\" | \"-\"? [1-9] [0-9]{0,15})";

	private final Grammar grammar;

	private final Rule space;

	private final Rule character;

	private final Rule string;

	private final @Nullable Rule[] any = new Rule[ANY_DEPTH + 1];

	JsonRules(Grammar grammar) {
		this.grammar = grammar;
		// Bounded, so that a model cannot write white space for ever.
		this.space = grammar.choice(List.of(List.of(), List.of(new Text(" ")),
				List.of(new Text("\n"), new Repeat(new Fixed("[ \\t]"), 0, 20))));
		this.character = grammar.rule(List.of(new Fixed(CHARACTER)));
		this.string = grammar.rule(string(0, Grammar.UNLIMITED));
	}

	/** Optional white space. */
	Rule space() {
		return this.space;
	}

	/** Any string. */
	Rule string() {
		return this.string;
	}

	/** A string of a length in a range. */
	List<Item> string(int least, int most) {
		return (most == 0) ? List.of(new Text("\"\""))
				: List.of(new Text("\""), new Repeat(this.character, least, most), new Text("\""));
	}

	/** Any number. */
	List<List<Item>> number() {
		return List.of(List.of(new Fixed(NUMBER)));
	}

	/** Any whole number. */
	List<List<Item>> wholeNumber() {
		return List.of(List.of(new Fixed(WHOLE_NUMBER)));
	}

	/** Any value. */
	Rule any() {
		return any(ANY_DEPTH);
	}

	/** Any object. */
	List<List<Item>> object() {
		return object(ANY_DEPTH);
	}

	/** Any array. */
	List<List<Item>> array() {
		return array(ANY_DEPTH);
	}

	static List<List<Item>> booleans() {
		return List.of(List.of(new Text("true")), List.of(new Text("false")));
	}

	static List<List<Item>> nothing() {
		return List.of(List.of(new Text("null")));
	}

	private Rule any(int depth) {
		Rule known = this.any[depth];
		if (known != null) {
			return known;
		}
		Rule rule = this.grammar.reserve();
		this.any[depth] = rule;
		ArrayList<List<Item>> alternatives = new ArrayList<>();
		if (depth > 0) {
			alternatives.addAll(object(depth));
			alternatives.addAll(array(depth));
		}
		alternatives.add(List.of(this.string));
		alternatives.addAll(number());
		alternatives.addAll(booleans());
		alternatives.addAll(nothing());
		this.grammar.define(rule, alternatives);
		return rule;
	}

	private List<List<Item>> object(int depth) {
		return map(this.string, any(depth - 1), 0, Grammar.UNLIMITED);
	}

	private List<List<Item>> array(int depth) {
		return list(any(depth - 1), 0, Grammar.UNLIMITED);
	}

	/** An object whose members have the same form. */
	List<List<Item>> map(Rule name, Rule value, int least, int most) {
		Rule member = this.grammar.rule(List.of(name, new Text(":"), this.space, value));
		return enclosed("{", member, "}", least, most);
	}

	/** An array whose elements have the same form. */
	List<List<Item>> list(Rule element, int least, int most) {
		return enclosed("[", element, "]", least, most);
	}

	private List<List<Item>> enclosed(String open, Rule element, String close, int least, int most) {
		List<List<Item>> tails = new ArrayList<>();
		if (least == 0) {
			tails.add(List.of(new Text(close)));
		}
		if (most > 0) {
			List<Item> full = new ArrayList<>(List.of(element));
			if (most > 1) {
				Rule more = this.grammar.rule(List.of(new Text(","), this.space, element));
				full.add(new Repeat(more, Math.max(0, least - 1), (most == Grammar.UNLIMITED) ? most : most - 1));
			}
			full.addAll(List.of(this.space, new Text(close)));
			tails.add(full);
		}
		return List.of(List.of(new Text(open), this.space, this.grammar.choice(tails)));
	}

}
