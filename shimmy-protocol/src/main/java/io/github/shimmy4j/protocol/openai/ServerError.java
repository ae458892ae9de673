package io.github.shimmy4j.protocol.openai;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.conversation.ContextExceededException;
import io.github.shimmy4j.text.PrintableText;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An error that a server reports in JSON, in one of these shapes:
 * {@code {"error":{"message":…}}}, {@code {"error":"…"}}, {@code {"object":"error",…}},
 * {@code {"message":…}} and {@code {"detail":…}}.
 */
public final class ServerError {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	/** Enough for a sentence, or for the beginning of an HTML page. */
	private static final int MAX_SHOWN = 300;

	/** The names by which a gateway of ours tells the codes. */
	private static final Map<String, ShimmyErrorCode> OUR_CODES = Arrays.stream(ShimmyErrorCode.values())
		.collect(Collectors.toMap((code) -> code.name().toLowerCase(Locale.ROOT), Function.identity()));

	private ServerError() {
	}

	/**
	 * The error in an answer with a success status; its message begins with the given
	 * words. Null if there is no error.
	 */
	static @Nullable ShimmyException in(JsonNode said, String where) {
		JsonNode error = said.path(Fields.ERROR);
		boolean told = isTold(error);
		if (!told && !said.path(Fields.OBJECT).asString("").equals(Fields.ERROR)) {
			return null;
		}
		JsonNode about = told ? error : said;
		String message = where + ": " + shown(words(about));
		return about.path(Fields.CODE).asString("").equals(ErrorBody.INVALID_ANSWER)
				? new InvalidAnswerException(message, null) : failure(code(about), about, message);
	}

	private static ShimmyException failure(ShimmyErrorCode code, JsonNode about, String message) {
		ContextExceededException exceeded = (code == ShimmyErrorCode.CONTEXT_EXCEEDED)
				? ContextOverflow.read(about, message) : null;
		return (exceeded != null) ? exceeded : new ShimmyException(code, message);
	}

	private static boolean isTold(JsonNode error) {
		return error.isString() ? !error.asString().isBlank() : error.isObject() || error.isArray();
	}

	private static String words(JsonNode about) {
		if (about.isString()) {
			return about.asString();
		}
		String message = about.path(Fields.MESSAGE).asString("");
		return message.isBlank() ? about.toString() : message;
	}

	private static ShimmyErrorCode code(JsonNode about) {
		if (ContextOverflow.isSaidBy(about)) {
			return ShimmyErrorCode.CONTEXT_EXCEEDED;
		}
		ShimmyErrorCode named = OUR_CODES.get(about.path(Fields.CODE).asString(""));
		if (named != null) {
			return named;
		}
		int status = about.path(Fields.CODE).asInt(0);
		if (status == 429 || status == 503) {
			return ShimmyErrorCode.OVERLOADED;
		}
		boolean rejected = (status >= 400 && status < 500)
				|| about.path(Fields.TYPE).asString("").equals(ErrorBody.INVALID_REQUEST);
		return rejected ? ShimmyErrorCode.REQUEST_REJECTED : ShimmyErrorCode.GENERATION_FAILED;
	}

	/**
	 * Converts the body of an answer with an error status into OpenAI's shape, since
	 * client libraries read any other as empty.
	 * @param body the server's body
	 * @return the same in OpenAI's shape; empty if it is blank
	 */
	public static String body(String body) {
		if (body.isBlank()) {
			return "";
		}
		JsonNode said;
		try {
			said = MAPPER.readTree(body);
		}
		catch (JacksonException ex) {
			return shaped(MAPPER.createObjectNode().put(Fields.MESSAGE, shown(body)));
		}
		if (said.isArray() && said.size() == 1) {
			said = said.get(0);
		}
		JsonNode error = isTold(said.path(Fields.ERROR)) ? said.path(Fields.ERROR) : said;
		ObjectNode shape = (error instanceof ObjectNode object && object.path(Fields.MESSAGE).isString()) ? object
				: MAPPER.createObjectNode().put(Fields.MESSAGE, shown(bodyWords(error)));
		if (ContextOverflow.isSaidBy(error) || ContextOverflow.isSaidBy(shape)) {
			shape.put(Fields.CODE, ErrorBody.CONTEXT_LENGTH_EXCEEDED);
		}
		else if (shape.path(Fields.CODE).isNumber()) {
			shape.put(Fields.CODE, shape.path(Fields.CODE).asString());
		}
		return shaped(shape);
	}

	private static String bodyWords(JsonNode error) {
		JsonNode detail = error.path("detail");
		if (detail.isMissingNode()) {
			return words(error);
		}
		return detail.isString() ? detail.asString() : detail.toString();
	}

	private static String shaped(ObjectNode error) {
		ObjectNode body = MAPPER.createObjectNode();
		body.set(Fields.ERROR, error);
		return MAPPER.writeValueAsString(body);
	}

	/**
	 * Reads an answer with an error status.
	 * @param status the status
	 * @param body the server's body
	 * @param request method and address of the request, for the message
	 * @return the failure with the code of the server's error, or else of the status
	 */
	public static ShimmyException of(int status, String body, String request) {
		String shape = body(body);
		JsonNode error = shape.isEmpty() ? MAPPER.missingNode() : MAPPER.readTree(shape).path(Fields.ERROR);
		String message = "%s answered %d%s".formatted(request, status,
				shape.isEmpty() ? " with an empty body" : ": " + shown(words(error)));
		return failure(code(status, error.path(Fields.CODE).asString("")), error, message);
	}

	/**
	 * Finds the code of an error status.
	 * @param status the status
	 * @param code code of the error in the body, once it is in OpenAI's shape
	 * @return the code
	 */
	public static ShimmyErrorCode code(int status, String code) {
		return switch (code) {
			case ErrorBody.CONTEXT_LENGTH_EXCEEDED -> ShimmyErrorCode.CONTEXT_EXCEEDED;
			// A 404 about the address: asking for another model does not help.
			case ErrorBody.UNKNOWN_URL -> ShimmyErrorCode.REQUEST_REJECTED;
			default -> {
				ShimmyErrorCode named = OUR_CODES.get(code);
				yield (named != null) ? named : code(status);
			}
		};
	}

	private static ShimmyErrorCode code(int status) {
		return switch (status) {
			case 401, 403 -> ShimmyErrorCode.AUTHENTICATION_FAILED;
			case 404 -> ShimmyErrorCode.MODEL_NOT_FOUND;
			// Only texts can make a request of ours too large.
			case 413 -> ShimmyErrorCode.CONTEXT_EXCEEDED;
			case 429, 503 -> ShimmyErrorCode.OVERLOADED;
			default -> (status >= 500) ? ShimmyErrorCode.GENERATION_FAILED : ShimmyErrorCode.REQUEST_REJECTED;
		};
	}

	/** The failure of an answer that is no chat completion. */
	static ShimmyException unreadable(String what, String said) {
		return new ShimmyException(ShimmyErrorCode.INVALID_RESPONSE,
				said.isBlank() ? what : "%s: '%s'".formatted(what, shown(said)));
	}

	/** Makes a server's text fit for our messages. */
	private static String shown(String sent) {
		return PrintableText.of(sent.strip(), MAX_SHOWN);
	}

}
