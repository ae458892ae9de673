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

	private final SchemaLimits.Work work = new SchemaLimits.Work();

	private final References references;

	private final Grammar grammar = new Grammar();

	private final JsonRules json = new JsonRules(this.grammar);

	private final Map<List<String>, Rule> rules = new HashMap<>();

	private final Map<Integer, String> places = new HashMap<>();

	private final Deque<Pending> pending = new ArrayDeque<>();

	SchemaCompiler(JsonNode schema) {
		this.references = new References(schema, this.work);
	}

	CompiledGrammar compile() {
		Rule root = value(List.of(this.references.root()));
		while (!this.pending.isEmpty()) {
			Pending next = this.pending.pop();
			this.grammar.define(next.rule, alternatives(next.schemas));
		}
		GrammarText text = new GrammarText(this.grammar, this.places);
		return new CompiledGrammar(text.render(root), text.characters(), this.references.read());
	}

	Grammar grammar() {
		return this.grammar;
	}

	JsonRules json() {
		return this.json;
	}

	SchemaLimits.Work work() {
		return this.work;
	}

	/** A rule for a value that must follow all of some schemas. */
	Rule value(List<Subschema> schemas) {
		List<Subschema> expanded = this.references.expand(schemas);
		List<String> key = expanded.stream().map(Subschema::key).toList();
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

	private List<List<Item>> alternatives(List<Subschema> schemas) {
		if (schemas.stream().anyMatch((schema) -> schema.node().isBoolean())) {
			return List.of();
		}
		for (Subschema schema : schemas) {
			for (String keyword : Keywords.CHOICES) {
				if (schema.get(keyword) != null) {
					return choices(schemas, schema, keyword);
				}
			}
		}
		return values(schemas);
	}

	/** The keywords beside an {@code anyOf} apply to each of its alternatives. */
	private List<List<Item>> choices(List<Subschema> schemas, Subschema chooser, String keyword) {
		String chosen = chooser.without(keyword).key();
		if (schemas.stream().anyMatch((schema) -> schema.key().equals(chosen))) {
			// An alternative refers back to this keyword.
			throw new SchemaException(chooser.at(keyword), References.ENDLESS);
		}
		List<List<Item>> alternatives = new ArrayList<>();
		for (Subschema choice : chooser.list(keyword)) {
			List<Subschema> together = new ArrayList<>();
			for (Subschema schema : schemas) {
				together.add(schema.key().equals(chooser.key()) ? schema.without(keyword) : schema);
			}
			together.add(choice);
			alternatives.add(List.of(value(together)));
		}
		return alternatives;
	}

	private List<List<Item>> values(List<Subschema> schemas) {
		Set<JsonType> types = JsonType.allowed(schemas);
		Set<String> given = GivenValues.of(schemas, types, this.work);
		if (given != null) {
			return Literals.oneOf(given, this.grammar);
		}
		ObjectRules objects = new ObjectRules(schemas, this);
		ArrayRules arrays = new ArrayRules(schemas, this);
		TextRules texts = new TextRules(schemas, this.json);
		NumberRules numbers = new NumberRules(schemas, texts.format(), this.grammar, this.json);
		if (types == null) {
			types = implied(schemas, texts);
		}
		if (types == null) {
			return List.of(List.of(this.json.any()));
		}
		List<List<Item>> alternatives = new ArrayList<>();
		for (JsonType type : types) {
			alternatives.addAll(switch (type) {
				case OBJECT -> has(schemas, Keywords.OBJECT) ? objects.objects() : this.json.object();
				case ARRAY -> has(schemas, Keywords.ARRAY) ? arrays.arrays() : this.json.array();
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
	private static @Nullable Set<JsonType> implied(List<Subschema> schemas, TextRules texts) {
		Set<JsonType> implied = EnumSet.noneOf(JsonType.class);
		if (has(schemas, Keywords.OBJECT)) {
			implied.add(JsonType.OBJECT);
		}
		if (has(schemas, Keywords.ARRAY)) {
			implied.add(JsonType.ARRAY);
		}
		if (texts.isSet()) {
			implied.add(JsonType.STRING);
		}
		if (has(schemas, Keywords.NUMBER)) {
			implied.add(JsonType.NUMBER);
		}
		else if (texts.format() != null && !texts.isSet()) {
			implied.add(texts.format().startsWith("int") ? JsonType.INTEGER : JsonType.NUMBER);
		}
		return implied.isEmpty() ? null : implied;
	}

	private static boolean has(List<Subschema> schemas, Set<String> keywords) {
		return schemas.stream().anyMatch((schema) -> keywords.stream().anyMatch((name) -> schema.get(name) != null));
	}

	/**
	 * The grammar of a schema.
	 *
	 * @param text GBNF
	 * @param characters code points that the grammar demands somewhere
	 * @param read JSON pointers to the schemas that the grammar covers
	 */
	record CompiledGrammar(String text, Set<Integer> characters, Set<String> read) {

	}

	private record Pending(Rule rule, List<Subschema> schemas) {

	}

}
