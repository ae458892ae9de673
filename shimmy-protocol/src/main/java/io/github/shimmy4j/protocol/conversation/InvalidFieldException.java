package io.github.shimmy4j.protocol.conversation;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.text.PrintableText;
import tools.jackson.databind.JsonNode;

/** A field of a request has a wrong value, or asks for something that cannot be done. */
public class InvalidFieldException extends ShimmyException {

	private static final long serialVersionUID = 1L;

	/** Enough to recognize a value. */
	private static final int MAX_VALUE = 60;

	private final String field;

	/**
	 * A failure because of a field.
	 * @param code REQUEST_REJECTED or UNSUPPORTED_REQUEST
	 * @param field path of the field, such as {@code messages[2].role}
	 * @param message names the field, its value and what is allowed
	 */
	protected InvalidFieldException(ShimmyErrorCode code, String field, String message) {
		super(code, message);
		this.field = field;
	}

	/**
	 * The field has a value that the protocol does not allow.
	 * @param field path of the field
	 * @param value its value
	 * @param allowed what it must be, such as "a whole number"
	 * @return the failure, REQUEST_REJECTED
	 */
	public static InvalidFieldException rejected(String field, JsonNode value, String allowed) {
		String problem = value.isMissingNode() ? "is missing" : "is " + shown(value);
		return new InvalidFieldException(ShimmyErrorCode.REQUEST_REJECTED, field,
				"%s %s; it must be %s".formatted(PrintableText.of(field, PrintableText.NAME_LENGTH), problem, allowed));
	}

	/**
	 * The field asks for something that cannot be done.
	 * @param field path of the field
	 * @param value its value
	 * @param reason a sentence that says why, or what to do
	 * @return the failure, UNSUPPORTED_REQUEST
	 */
	public static InvalidFieldException unsupported(String field, JsonNode value, String reason) {
		return new InvalidFieldException(ShimmyErrorCode.UNSUPPORTED_REQUEST, field,
				"%s is %s, which is not supported: %s".formatted(PrintableText.of(field, PrintableText.NAME_LENGTH),
						shown(value), reason));
	}

	/** Long values are not written out only to be cut. */
	private static String shown(JsonNode value) {
		if (value.isArray()) {
			return "a list of " + value.size();
		}
		if (value.isObject()) {
			return "an object";
		}
		String text = PrintableText.of(value.asString(""), MAX_VALUE);
		return value.isString() ? "'" + text + "'" : value.isNull() ? "null" : text;
	}

	/** Path of the field, such as {@code messages[2].role}. */
	public final String field() {
		return this.field;
	}

}
