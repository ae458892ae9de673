package io.github.shimmy4j.engine.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.github.shimmy4j.engine.schema.Grammar.Item;
import io.github.shimmy4j.engine.schema.Grammar.Rule;
import io.github.shimmy4j.engine.schema.Grammar.Text;

/**
 * Objects: properties in the order in which the schema names them, optional ones or not
 * at all, then any others. Others come only where {@code additionalProperties} asks for
 * them, or where the schema names no property at all.
 */
final class ObjectRules {

	private final List<Part> parts;

	private final SchemaCompiler compiler;

	/** In order. */
	private final Set<String> declared = new LinkedHashSet<>();

	private final Set<String> required = new LinkedHashSet<>();

	private final CountRange count;

	/** Reads what is said of objects. */
	ObjectRules(List<Part> parts, SchemaCompiler compiler) {
		this.parts = parts;
		this.compiler = compiler;
		for (Part part : parts) {
			Collection<String> names = part.names("properties");
			compiler.entries(names.size());
			this.declared.addAll(names);
			require(part);
		}
		this.declared.addAll(this.required);
		this.count = CountRange.of(parts, "minProperties", "maxProperties");
	}

	private void require(Part part) {
		JsonNode names = part.get("required");
		if (names == null) {
			return;
		}
		if (!names.isArray()) {
			throw part.wrong("required", "must be a list of names");
		}
		this.compiler.entries(names.size());
		for (JsonNode name : names) {
			if (!name.isString()) {
				throw part.wrong("required", "must be a list of names");
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
			throw new SchemaException(this.count.leastAt(),
					"'minProperties' above 1 and above the number of required properties cannot be held by a grammar");
		}
		if (this.declared.isEmpty()) {
			JsonRules json = this.compiler.json();
			return json.map(json.string(), this.compiler.value(said("", false)), this.count.least(),
					others ? this.count.most() : 0);
		}
		if (this.count.most() < most || (others && this.count.most() < Grammar.UNLIMITED)) {
			throw new SchemaException(this.count.mostAt(),
					"'maxProperties' below the number of possible properties cannot be held by a grammar");
		}
		return members(others);
	}

	private boolean hasOthers() {
		List<JsonNode> said = new ArrayList<>();
		for (Part part : this.parts) {
			JsonNode value = part.get("additionalProperties");
			if (value != null) {
				said.add(value);
			}
		}
		boolean refused = said.stream().anyMatch((value) -> value.isBoolean() && !value.asBoolean());
		return !refused && (!said.isEmpty() || this.declared.isEmpty());
	}

	/**
	 * Two rules for each property, of constant size: what follows a comma ("next"), and
	 * what follows a member ("rest"). Built from the end.
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
					this.compiler.value(said(name, true)), rest));
			if (optional && next != null) {
				alternatives.add(List.of(next));
			}
			next = grammar.reserve();
			grammar.define(next, alternatives);
			closable = closable && optional;
			rest = grammar.reserve();
			grammar.define(rest, rest(next, closable));
		}
		Rule first = grammar.reserve();
		List<List<Item>> start = new ArrayList<>();
		start.add(List.of(new Text("\""), Objects.requireNonNull(next)));
		if (closable && this.count.least() == 0) {
			start.add(List.of(new Text("}")));
		}
		grammar.define(first, start);
		return List.of(List.of(new Text("{"), space, first));
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
		Rule name = OtherNames.than(names, this.compiler.grammar());
		return this.compiler.grammar()
			.rule(List.of(name, this.compiler.json().space(), this.compiler.value(said("", false)), rest));
	}

	/**
	 * What all schemas say of the value of a property: each what it declares for it, or
	 * for those that it does not declare.
	 */
	private List<Part> said(String name, boolean isDeclared) {
		List<Part> found = new ArrayList<>();
		for (Part part : this.parts) {
			this.compiler.work(1);
			JsonNode properties = part.get("properties");
			JsonNode value = (isDeclared && properties != null) ? properties.get(name) : null;
			Part other = part.schema("additionalProperties");
			if (value != null) {
				found.add(part.named("properties", name, value));
			}
			else if (other != null) {
				found.add(other);
			}
		}
		return found;
	}

}
