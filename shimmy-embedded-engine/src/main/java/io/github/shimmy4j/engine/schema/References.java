package io.github.shimmy4j.engine.schema;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** Follows {@code $ref} and {@code allOf} inside one schema, and never outside it. */
final class References {

	static final String ENDLESS = "refers to itself without a value in between";

	private final JsonNode root;

	private final Set<String> read = new HashSet<>();

	private final SchemaLimits.Work work;

	References(JsonNode root, SchemaLimits.Work work) {
		this.root = root;
		this.work = work;
	}

	Subschema root() {
		return new Subschema("", this.root);
	}

	/** JSON pointers to the schemas that have been followed. */
	Set<String> read() {
		return this.read;
	}

	/**
	 * Adds the targets of references to schemas that a value must follow together. Keeps
	 * the order, because the first schema decides the order of properties.
	 * @return each schema once, without those that allow everything
	 */
	List<Subschema> expand(List<Subschema> schemas) {
		Map<String, Subschema> found = new LinkedHashMap<>();
		for (Subschema schema : schemas) {
			add(schema, found, new LinkedHashSet<>());
		}
		return new ArrayList<>(found.values());
	}

	private void add(Subschema schema, Map<String, Subschema> found, Set<String> path) {
		this.work.countSteps(1);
		this.work.countEntries(schema.at().length());
		if (schema.node().isBoolean()) {
			if (!schema.node().asBoolean()) {
				found.put(schema.key(), schema);
			}
			return;
		}
		if (!schema.node().isObject()) {
			throw new SchemaException(schema.at(),
					"must be an object or a boolean, is " + SchemaException.printable(String.valueOf(schema.node())));
		}
		if (!path.add(schema.at())) {
			throw new SchemaException(schema.at(), ENDLESS);
		}
		if (path.size() > SchemaLimits.CHAIN) {
			throw SchemaLimits.tooMuch("references in a row", SchemaLimits.CHAIN);
		}
		if (this.read.add(schema.at())) {
			Keywords.check(schema);
		}
		found.putIfAbsent(schema.key(), schema.without("$ref", "allOf"));
		// Also counts a reference that was followed before, as the check of an answer
		// does.
		if (schema.get("$ref") != null) {
			add(target(schema), found, path);
		}
		for (Subschema each : schema.list("allOf")) {
			add(each, found, path);
		}
		path.remove(schema.at());
	}

	private Subschema target(Subschema schema) {
		JsonNode value = schema.get("$ref");
		String reference = (value != null && value.isString()) ? value.asString() : "";
		if (!reference.startsWith("#")) {
			throw schema.wrong("$ref", "must begin with '#', since only this schema is read");
		}
		try {
			String fragment = URLDecoder.decode(reference.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
			if (!fragment.isEmpty() && !fragment.startsWith("/")) {
				throw schema.wrong("$ref", "must be '#' or a JSON pointer such as '#/$defs/name'");
			}
			JsonPointer pointer = JsonPointer.compile(fragment);
			JsonNode target = this.root.at(pointer);
			if (target.isMissingNode()) {
				throw schema.wrong("$ref", "must lead to a part of the schema");
			}
			return new Subschema(pointer.toString(), target);
		}
		catch (IllegalArgumentException ex) {
			throw schema.wrong("$ref", "must be a well-formed reference");
		}
	}

}
