package io.github.shimmy4j.engine.schema;

import java.util.ArrayList;
import java.util.List;

import tools.jackson.databind.JsonNode;

import io.github.shimmy4j.engine.schema.Grammar.Item;
import io.github.shimmy4j.engine.schema.Grammar.Repeat;
import io.github.shimmy4j.engine.schema.Grammar.Rule;
import io.github.shimmy4j.engine.schema.Grammar.Text;

/**
 * Rules for arrays: first the elements with a schema of their own, then those with a
 * common schema. Without a common schema, an array has only as many elements as the
 * schema demands.
 */
final class ArrayRules {

	private final List<Subschema> schemas;

	/** The {@code prefixItems} of each part. */
	private final List<List<Subschema>> prefixes = new ArrayList<>();

	private final CountRange count;

	private final SchemaCompiler compiler;

	ArrayRules(List<Subschema> schemas, SchemaCompiler compiler) {
		this.schemas = schemas;
		this.compiler = compiler;
		this.count = CountRange.of(schemas, "minItems", "maxItems");
		for (Subschema schema : schemas) {
			JsonNode items = schema.get("items");
			if (items != null && items.isArray()) {
				throw schema.wrong("items", "must be a schema (a list of schemas is called prefixItems)");
			}
			List<Subschema> prefix = schema.list("prefixItems");
			compiler.work().countEntries(prefix.size());
			this.prefixes.add(prefix);
		}
	}

	List<List<Item>> arrays() {
		JsonRules json = this.compiler.json();
		List<List<Subschema>> positions = positions();
		boolean more = positions.isEmpty() || this.schemas.stream().anyMatch((schema) -> schema.get("items") != null)
				|| this.count.least() > positions.size();
		if (positions.isEmpty()) {
			return json.list(element(positions.size()), this.count.least(), this.count.most());
		}
		int length = Math.min(positions.size(), this.count.most());
		Rule tail = this.compiler.grammar().rule(end(length, more));
		for (int i = length - 1; i >= 0; i--) {
			List<List<Item>> alternatives = new ArrayList<>();
			List<Item> next = new ArrayList<>();
			if (i > 0) {
				next.addAll(List.of(new Text(","), json.space()));
			}
			next.addAll(List.of(this.compiler.value(positions.get(i)), tail));
			alternatives.add(next);
			if (this.count.least() <= i) {
				alternatives.add((i == 0) ? List.of(new Text("]")) : List.of(json.space(), new Text("]")));
			}
			tail = this.compiler.grammar().choice(alternatives);
		}
		return List.of(List.of(new Text("["), json.space(), tail));
	}

	/** The elements after those with a schema of their own, and the end of the array. */
	private List<Item> end(int length, boolean more) {
		List<Item> end = new ArrayList<>();
		int most = (this.count.most() == Grammar.UNLIMITED) ? this.count.most() : this.count.most() - length;
		if (more && most > 0) {
			Rule next = this.compiler.grammar()
				.rule(List.of(new Text(","), this.compiler.json().space(), element(length)));
			int least = Math.max(0, this.count.least() - length);
			boolean demanded = this.schemas.stream().noneMatch((schema) -> schema.get("items") != null);
			end.add(new Repeat(next, least, demanded ? least : most));
		}
		end.addAll(List.of(this.compiler.json().space(), new Text("]")));
		return end;
	}

	/** For each position in a {@code prefixItems}, all schemas of the element there. */
	private List<List<Subschema>> positions() {
		int longest = this.prefixes.stream().mapToInt(List::size).max().orElse(0);
		List<List<Subschema>> positions = new ArrayList<>();
		for (int i = 0; i < longest; i++) {
			positions.add(at(i));
		}
		return positions;
	}

	private Rule element(int position) {
		return this.compiler.value(at(position));
	}

	private List<Subschema> at(int position) {
		List<Subschema> found = new ArrayList<>();
		for (int i = 0; i < this.prefixes.size(); i++) {
			this.compiler.work().countSteps(1);
			List<Subschema> prefix = this.prefixes.get(i);
			Subschema rest = this.schemas.get(i).child("items");
			if (position < prefix.size()) {
				found.add(prefix.get(position));
			}
			else if (rest != null) {
				found.add(rest);
			}
		}
		return found;
	}

}
