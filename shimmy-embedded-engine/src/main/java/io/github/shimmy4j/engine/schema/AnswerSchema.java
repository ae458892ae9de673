package io.github.shimmy4j.engine.schema;

import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

import io.github.shimmy4j.engine.schema.SchemaCompiler.CompiledGrammar;

/**
 * The schema of an answer, as a grammar for its generation and as a check of the result.
 * Safe for several threads.
 */
public final class AnswerSchema {

	private final CompiledGrammar grammar;

	private final SchemaValidator check;

	private AnswerSchema(CompiledGrammar grammar, SchemaValidator check) {
		this.grammar = grammar;
		this.check = check;
	}

	/**
	 * Reads a schema as JSON Schema 2020-12.
	 * @param schema any JSON
	 * @throws SchemaException if it is wrong, or if a grammar cannot enforce it
	 */
	public static AnswerSchema of(JsonNode schema) {
		SchemaLimits.check(schema);
		CompiledGrammar grammar = new SchemaCompiler(schema).compile();
		return new AnswerSchema(grammar, SchemaValidator.of(schema, grammar.read()));
	}

	/** The schema of any JSON object. */
	public static AnswerSchema anyObject() {
		return of(JsonNodeFactory.instance.objectNode().put("type", "object"));
	}

	/** The grammar: GBNF in ASCII, whose first rule is {@code root}. */
	public String grammar() {
		return this.grammar.text();
	}

	/**
	 * The code points that the grammar demands somewhere. A model that cannot write one
	 * of them cannot follow the grammar.
	 */
	public Set<Integer> characters() {
		return Set.copyOf(this.grammar.characters());
	}

	/** The first fault of a whole answer, or null. */
	public @Nullable String violation(String answer) {
		return this.check.violation(answer);
	}

	/** The fault of the beginning of an answer, or null if it can become JSON. */
	public @Nullable String violationOfBeginning(String answer) {
		return SchemaValidator.violationOfBeginning(answer);
	}

}
