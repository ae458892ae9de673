package io.github.shimmy4j.engine.schema;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.github.shimmy4j.engine.schema.Grammar.Item;
import io.github.shimmy4j.engine.schema.Grammar.Rule;

/**
 * Makes a grammar of one schema. Each combination of schemas that a value must follow
 * becomes one rule, however often it occurs, so schemas may refer to themselves. Rules
 * are taken from a queue, so no schema can cause recursion.
 */
final class SchemaCompiler {

	private final References references;

	private final Grammar grammar = new Grammar();

	private final JsonRules json = new JsonRules(this.grammar);

	private final Map<List<String>, Rule> rules = new HashMap<>();

	private final Map<Integer, String> places = new HashMap<>();

	private final Deque<Pending> pending = new ArrayDeque<>();

	SchemaCompiler(JsonNode schema) {
		this.references = new References(schema);
	}

	CompiledGrammar compile() {
		Rule root = value(List.of(this.references.root()));
		while (!this.pending.isEmpty()) {
			Pending next = this.pending.pop();
			this.grammar.define(next.rule, alternatives(next.parts));
		}
		GrammarText text = new GrammarText(this.grammar, this.places);
		return new CompiledGrammar(text.render(root), text.characters());
	}

	/** JSON pointers to the schemas that have been read. */
	Set<String> read() {
		return this.references.read();
	}

	Grammar grammar() {
		return this.grammar;
	}

	JsonRules json() {
		return this.json;
	}

	/** Counts schemas that are read. */
	void countSteps(int amount) {
		this.references.countSteps(amount);
	}

	/** Counts entries and characters that are read. */
	void countEntries(int amount) {
		this.references.countEntries(amount);
	}

	/** A rule for a value that must follow all of some schemas. */
	Rule value(List<Part> parts) {
		List<Part> expanded = this.references.expand(parts);
		List<String> key = expanded.stream().map(Part::key).toList();
		Rule known = this.rules.get(key);
		if (known != null) {
			return known;
		}
		Rule rule = this.grammar.reserve();
		this.rules.put(key, rule);
		if (!expanded.isEmpty()) {
			this.places.put(rule.id(), expanded.get(0).at());
		}
		this.pending.add(new Pending(rule, expanded));
		return rule;
	}

	private List<List<Item>> alternatives(List<Part> parts) {
		if (parts.stream().anyMatch((part) -> part.node().isBoolean())) {
			return List.of();
		}
		for (Part part : parts) {
			for (String keyword : Keywords.CHOICES) {
				if (part.get(keyword) != null) {
					return choices(parts, part, keyword);
				}
			}
		}
		return values(parts);
	}

	/** The keywords beside an {@code anyOf} apply to each of its alternatives. */
	private List<List<Item>> choices(List<Part> parts, Part chooser, String keyword) {
		String chosen = chooser.without(keyword).key();
		if (parts.stream().anyMatch((part) -> part.key().equals(chosen))) {
			// An alternative refers back to this keyword.
			throw new SchemaException(chooser.at(keyword), References.ENDLESS);
		}
		List<List<Item>> alternatives = new ArrayList<>();
		for (Part choice : chooser.list(keyword)) {
			List<Part> together = new ArrayList<>();
			for (Part part : parts) {
				together.add(part.key().equals(chooser.key()) ? part.without(keyword) : part);
			}
			together.add(choice);
			alternatives.add(List.of(value(together)));
		}
		return alternatives;
	}

	private List<List<Item>> values(List<Part> parts) {
		Set<JsonType> types = JsonType.allowed(parts);
		Set<String> given = GivenValues.of(parts, types, this);
		if (given != null) {
			return Literals.oneOf(given, this.grammar);
		}
		ObjectRules objects = new ObjectRules(parts, this);
		ArrayRules arrays = new ArrayRules(parts, this);
		TextRules texts = new TextRules(parts, this.json);
		NumberRules numbers = new NumberRules(parts, texts.format(), this.grammar, this.json);
		if (types == null) {
			types = implied(parts, texts);
		}
		if (types == null) {
			return List.of(List.of(this.json.any()));
		}
		List<List<Item>> alternatives = new ArrayList<>();
		for (JsonType type : types) {
			alternatives.addAll(switch (type) {
				case OBJECT -> has(parts, Keywords.OBJECT) ? objects.objects() : this.json.object();
				case ARRAY -> has(parts, Keywords.ARRAY) ? arrays.arrays() : this.json.array();
				case STRING -> texts.strings();
				case NUMBER -> numbers.numbers();
				case INTEGER -> types.contains(JsonType.NUMBER) ? List.<List<Item>>of() : numbers.wholeNumbers();
				case BOOLEAN -> JsonRules.booleans();
				case NULL -> JsonRules.nothing();
			});
		}
		return alternatives;
	}

	/** Without a {@code type}, a keyword of one type implies that type. */
	private static @Nullable Set<JsonType> implied(List<Part> parts, TextRules texts) {
		Set<JsonType> implied = EnumSet.noneOf(JsonType.class);
		if (has(parts, Keywords.OBJECT)) {
			implied.add(JsonType.OBJECT);
		}
		if (has(parts, Keywords.ARRAY)) {
			implied.add(JsonType.ARRAY);
		}
		if (texts.isSet()) {
			implied.add(JsonType.STRING);
		}
		if (has(parts, Keywords.NUMBER)) {
			implied.add(JsonType.NUMBER);
		}
		else if (texts.format() != null && !texts.isSet()) {
			implied.add(texts.format().startsWith("int") ? JsonType.INTEGER : JsonType.NUMBER);
		}
		return implied.isEmpty() ? null : implied;
	}

	private static boolean has(List<Part> parts, Set<String> keywords) {
		return parts.stream().anyMatch((part) -> keywords.stream().anyMatch((name) -> part.get(name) != null));
	}

	/**
	 * The grammar of a schema.
	 *
	 * @param text GBNF
	 * @param characters code points that the grammar demands somewhere
	 */
	record CompiledGrammar(String text, Set<Integer> characters) {

	}

	private record Pending(Rule rule, List<Part> parts) {

	}

}
