package io.github.shimmy4j.protocol.ollama;

import java.util.regex.Pattern;

import io.github.shimmy4j.protocol.field.RequestObject;
import tools.jackson.databind.JsonNode;

/** The field {@code keep_alive}: seconds, or a duration of Go. */
final class KeepAlive {

	private static final String NAME = "keep_alive";

	/** Possessive, so that a long text takes linear time. */
	private static final Pattern DURATION = Pattern
		.compile("[-+]?(?:0|(?:(?:\\d++(?:\\.\\d*+)?|\\.\\d++)(?:ns|us|µs|μs|ms|s|m|h))++)");

	private static final Pattern ZERO = Pattern.compile("[^1-9]*+");

	private KeepAlive() {
	}

	/** Whether the model is to leave the memory after the request. */
	static boolean isZero(RequestObject request) {
		JsonNode value = request.get(NAME);
		if (value.isMissingNode()) {
			return false;
		}
		if (value.isNumber()) {
			return value.asDouble(0) == 0;
		}
		String text = value.isString() ? value.asString() : "";
		if (!DURATION.matcher(text).matches()) {
			throw request.rejected(NAME, "a number of seconds, or a duration such as \"5m\"");
		}
		return ZERO.matcher(text).matches();
	}

}
