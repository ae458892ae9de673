package io.github.shimmy4j.engine.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.github.shimmy4j.engine.schema.Grammar.Item;
import io.github.shimmy4j.engine.schema.Grammar.Rule;
import io.github.shimmy4j.engine.schema.Grammar.Text;

/**
 * Rules for objects: the declared properties in the order of the schema, then others.
 * Other properties are possible only if {@code additionalProperties} asks for them, or if
 * the schema declares none.
 */
final class ObjectRules {

	private final List<Subschema> schemas;

	private final SchemaCompiler compiler;

	/** In the order of the schema. */
	private final Set<String> declared = new LinkedHashSet<>();

	private final Set<String> required = new LinkedHashSet<>();

	private final CountRange count;

	ObjectRules(List<Subschema> schemas, SchemaCompiler compiler) {
		this.schemas = schemas;
		this.compiler = compiler;
		for (Subschema schema : schemas) {
			Collection<String> names = schema.names("properties");
			compiler.work().countEntries(names.size());
			this.declared.addAll(names);
			require(schema);
		}
		this.declared.addAll(this.required);
		this.count = CountRange.of(schemas, "minProperties", "maxProperties");
	}

	private void require(Subschema schema) {
		JsonNode names = schema.get("required");
		if (names == null) {
			return;
		}
		if (!names.isArray()) {
			throw schema.wrong("required", "must be a list of names");
		}
		this.compiler.work().countEntries(names.size());
		for (JsonNode name : names) {
			if (!name.isString()) {
				throw schema.wrong("required", "must be a list of names");
			}
			this.required.add(name.asString());
		}
	}

	List<List<Item>> objects() {
		boolean others = hasOthers();
		int most = this.declared.size();
		if (this.count.most() < this.required.size()) {
			throw new SchemaException(this.count.mostAt(), "maxProperties " + this.count.most() + " is below the "
					+ this.required.size() + " properties that are required");
		}
		if (this.count.least() > Math.max(1, this.required.size())) {
			throw new SchemaException(this.count.leastAt(), "minProperties " + this.count.least()
					+ " is above 1 and above the number of required properties, which a grammar cannot enforce");
		}
		if (this.declared.isEmpty()) {
			JsonRules json = this.compiler.json();
			return json.map(json.string(), this.compiler.value(schemasOf("", false)), this.count.least(),
					others ? this.count.most() : 0);
		}
		if (this.count.most() < most || (others && this.count.most() < Grammar.UNLIMITED)) {
			throw new SchemaException(this.count.mostAt(), "maxProperties " + this.count.most()
					+ " is below the number of possible properties, which a grammar cannot enforce");
		}
		return members(others);
	}

	private boolean hasOthers() {
		List<JsonNode> rules = this.schemas.stream()
			.flatMap((schema) -> Stream.ofNullable(schema.get("additionalProperties")))
			.toList();
		boolean refused = rules.stream().anyMatch((value) -> value.isBoolean() && !value.asBoolean());
		return !refused && (!rules.isEmpty() || this.declared.isEmpty());
	}

	/**
	 * Builds two rules of constant size for each property, from the last to the first:
	 * the text after a comma ("next"), and the text after a member ("rest").
	 */
	private List<List<Item>> members(boolean others) {
		Grammar grammar = this.compiler.grammar();
		Rule space = this.compiler.json().space();
		List<String> names = new ArrayList<>(this.declared);
		Rule rest = grammar.reserve();
		Rule next = others ? others(names, rest) : null;
		grammar.define(rest, rest(next, true));
		boolean closable = true;
		for (int i = names.size() - 1; i >= 0; i--) {
			String name = names.get(i);
			boolean optional = !this.required.contains(name);
			List<List<Item>> alternatives = new ArrayList<>();
			alternatives.add(List.of(new Text(Literals.quoted(name).substring(1) + ":"), space,
					this.compiler.value(schemasOf(name, true)), rest));
			if (optional && next != null) {
				alternatives.add(List.of(next));
			}
			next = grammar.choice(alternatives);
			closable = closable && optional;
			rest = grammar.choice(rest(next, closable));
		}
		List<List<Item>> start = new ArrayList<>();
		start.add(List.of(new Text("\""), Objects.requireNonNull(next)));
		if (closable && this.count.least() == 0) {
			start.add(List.of(new Text("}")));
		}
		return List.of(List.of(new Text("{"), space, grammar.choice(start)));
	}

	private List<List<Item>> rest(@Nullable Rule next, boolean closable) {
		Rule space = this.compiler.json().space();
		List<List<Item>> alternatives = new ArrayList<>();
		if (next != null) {
			alternatives.add(List.of(new Text(","), space, new Text("\""), next));
		}
		if (closable) {
			alternatives.add(List.of(space, new Text("}")));
		}
		return alternatives;
	}

	private Rule others(List<String> names, Rule rest) {
		Rule name = Literals.otherThan(names, this.compiler.grammar());
		return this.compiler.grammar()
			.rule(List.of(name, this.compiler.json().space(), this.compiler.value(schemasOf("", false)), rest));
	}

	/** All schemas of a property's value, declared or of {@code additionalProperties}. */
	private List<Subschema> schemasOf(String name, boolean isDeclared) {
		List<Subschema> found = new ArrayList<>();
		for (Subschema schema : this.schemas) {
			this.compiler.work().countSteps(1);
			JsonNode properties = schema.get("properties");
			JsonNode value = (isDeclared && properties != null) ? properties.get(name) : null;
			Subschema other = schema.child("additionalProperties");
			if (value != null) {
				found.add(schema.named("properties", name, value));
			}
			else if (other != null) {
				found.add(other);
			}
		}
		return found;
	}

}
