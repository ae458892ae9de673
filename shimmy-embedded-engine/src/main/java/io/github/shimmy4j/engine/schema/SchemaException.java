package io.github.shimmy4j.engine.schema;

import io.github.shimmy4j.text.PrintableText;

/**
 * A schema is refused: it is wrong, contradicts itself, or asks for what a grammar cannot
 * hold.
 */
public final class SchemaException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/** Names in a schema come from outside, and may be as long as the schema. */
	private static final int LONGEST = 200;

	private final String pointer;

	/**
	 * A refusal.
	 * @param pointer where in the schema, as a JSON pointer
	 * @param problem what is wrong there
	 */
	SchemaException(String pointer, String problem) {
		super((pointer.isEmpty() ? "schema" : printable(pointer)) + ": " + problem);
		this.pointer = pointer;
	}

	/**
	 * Where in the schema.
	 * @return a JSON pointer; empty for the whole schema
	 */
	public String pointer() {
		return this.pointer;
	}

	/** Foreign text for a message, of bounded length. */
	static String printable(String text) {
		return PrintableText.of(text, LONGEST);
	}

}
