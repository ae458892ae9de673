package io.github.shimmy4j.engine.schema;

import io.github.shimmy4j.text.PrintableText;

/** A schema is wrong or contradicts itself, or a grammar cannot enforce it. */
public final class SchemaException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String pointer;

	/** The pointer is a JSON pointer to the place in the schema. */
	SchemaException(String pointer, String problem) {
		super((pointer.isEmpty() ? "schema" : printable(pointer)) + ": " + problem);
		this.pointer = pointer;
	}

	/** JSON pointer to the place in the schema; empty for the whole schema. */
	public String pointer() {
		return this.pointer;
	}

	/** Makes text of a client printable, and limits its length. */
	static String printable(String text) {
		return PrintableText.of(text, PrintableText.NAME_LENGTH);
	}

}
