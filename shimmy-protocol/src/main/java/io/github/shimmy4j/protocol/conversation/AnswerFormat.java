package io.github.shimmy4j.protocol.conversation;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Form of the text of an answer.
 *
 * @param kind any text, any JSON object, or JSON of a schema
 * @param schema the JSON schema, never changed; null unless the kind is SCHEMA
 */
public record AnswerFormat(Kind kind, @Nullable ObjectNode schema) {

	/** Any text. */
	public static final AnswerFormat TEXT = new AnswerFormat(Kind.TEXT, null);

	/** Any JSON object. */
	public static final AnswerFormat JSON = new AnswerFormat(Kind.JSON, null);

	public AnswerFormat {
		if ((kind == Kind.SCHEMA) != (schema != null)) {
			throw new IllegalArgumentException("A schema belongs to the kind SCHEMA only, and not to " + kind);
		}
	}

	/** JSON that follows a schema. */
	public static AnswerFormat of(ObjectNode schema) {
		return new AnswerFormat(Kind.SCHEMA, schema);
	}

	/** Kinds of forms. */
	public enum Kind {

		/** Any text. */
		TEXT,

		/** A JSON object. */
		JSON,

		/** JSON of a schema. */
		SCHEMA

	}

}
