package io.github.shimmy4j.engine.schema;

import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

import io.github.shimmy4j.engine.schema.SchemaCompiler.CompiledGrammar;

/**
 * The form that an answer must have: a grammar for those who make it, and a check for
 * when it is whole. Safe for several threads.
 */
public final class AnswerSchema {

	private final CompiledGrammar grammar;

	private final AnswerCheck check;

	private AnswerSchema(CompiledGrammar grammar, AnswerCheck check) {
		this.grammar = grammar;
		this.check = check;
	}

	/**
	 * Reads a schema, as JSON Schema 2020-12.
	 * @param schema any JSON
	 * @return the form that it asks for
	 * @throws SchemaException if it is no schema, or one that cannot be held
	 */
	public static AnswerSchema of(JsonNode schema) {
		SchemaLimits.check(schema);
		SchemaCompiler compiler = new SchemaCompiler(schema);
		CompiledGrammar grammar = compiler.compile();
		return new AnswerSchema(grammar, AnswerCheck.of(schema, compiler.read()));
	}

	/**
	 * Any JSON object.
	 * @return the form
	 */
	public static AnswerSchema anyObject() {
		return of(JsonNodeFactory.instance.objectNode().put("type", "object"));
	}

	/**
	 * The grammar of all answers that have this form, as far as they can be told apart
	 * while they are made.
	 * @return GBNF in ASCII whose first rule is {@code root}
	 */
	public String grammar() {
		return this.grammar.text();
	}

	/**
	 * The characters that the grammar demands somewhere. A model that cannot write one of
	 * them cannot follow it.
	 * @return code points
	 */
	public Set<Integer> characters() {
		return Set.copyOf(this.grammar.characters());
	}

	/**
	 * Checks a whole answer.
	 * @param answer what was generated
	 * @return what is wrong with it, or null
	 */
	public @Nullable String violation(String answer) {
		return this.check.violation(answer);
	}

	/**
	 * Checks the beginning of an answer that was cut, as far as it is JSON.
	 * @param answer what was generated
	 * @return what is wrong with it, or null
	 */
	public @Nullable String violationOfBeginning(String answer) {
		return AnswerCheck.violationOfBeginning(answer);
	}

}
