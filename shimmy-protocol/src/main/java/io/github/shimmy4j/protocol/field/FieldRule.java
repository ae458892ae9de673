package io.github.shimmy4j.protocol.field;

/**
 * The rule of one field.
 *
 * @param field name of the field
 * @param treatment what becomes of it
 * @param note meaning, or reason, in words
 */
public record FieldRule(String field, Treatment treatment, String note) {

	/** A field that is obeyed. */
	public static FieldRule mapped(String field, String note) {
		return new FieldRule(field, Treatment.MAPPED, note);
	}

	/** A field that is accepted and changes nothing. */
	public static FieldRule withoutEffect(String field, String note) {
		return new FieldRule(field, Treatment.WITHOUT_EFFECT, note);
	}

	/** A field that no request may use. */
	public static FieldRule refused(String field, String note) {
		return new FieldRule(field, Treatment.REFUSED, note);
	}

	/** The treatment of a field. */
	public enum Treatment {

		/** It is obeyed. */
		MAPPED,

		/** It is accepted, and reported as being without effect. */
		WITHOUT_EFFECT,

		/** A request that uses it is refused. */
		REFUSED

	}

}
