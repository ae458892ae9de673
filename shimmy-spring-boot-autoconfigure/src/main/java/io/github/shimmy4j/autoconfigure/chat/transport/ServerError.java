package io.github.shimmy4j.autoconfigure.chat.transport;

import java.util.Set;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.text.PrintableText;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An error that a server tells in JSON, in one of the shapes that are about:
 * {@code {"error":{"message":…}}}, {@code {"error":"…"}}, {@code {"object":"error",…}},
 * {@code {"message":…}} and {@code {"detail":…}}.
 */
final class ServerError {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private static final String ERROR = "error";

	private static final String MESSAGE = "message";

	/** Enough for a sentence, or for the beginning of a page. */
	private static final int MAX_SHOWN = 300;

	/** Names for a prompt that is too long, of OpenAI and of llama-server. */
	private static final Set<String> TOO_LONG = Set.of("context_length_exceeded", "exceed_context_size_error");

	private ServerError() {
	}

	/**
	 * The error that an answer with a good status tells.
	 * @param said what the server said
	 * @param where in which words this is reported
	 * @return the failure, or null if there is no error in it
	 */
	static @Nullable TransportException in(JsonNode said, String where) {
		JsonNode error = said.path(ERROR);
		boolean told = isTold(error);
		if (!told && !said.path("object").asString("").equals(ERROR)) {
			return null;
		}
		JsonNode about = told ? error : said;
		String message = where + ": " + shown(words(about));
		return about.path("code").asString("").equals(InvalidAnswerException.CODE)
				? new TransportException(new InvalidAnswerException(message, null))
				: new TransportException(code(about), message);
	}

	private static boolean isTold(JsonNode error) {
		return error.isString() ? !error.asString().isBlank() : error.isObject() || error.isArray();
	}

	private static String words(JsonNode about) {
		if (about.isString()) {
			return about.asString();
		}
		String message = about.path(MESSAGE).asString("");
		return message.isBlank() ? about.toString() : message;
	}

	private static ShimmyErrorCode code(JsonNode about) {
		if (isTooLong(about)) {
			return ShimmyErrorCode.CONTEXT_EXCEEDED;
		}
		int status = about.path("code").asInt(0);
		if (status == 429 || status == 503) {
			return ShimmyErrorCode.OVERLOADED;
		}
		boolean rejected = (status >= 400 && status < 500)
				|| about.path("type").asString("").equals("invalid_request_error");
		return rejected ? ShimmyErrorCode.REQUEST_REJECTED : ShimmyErrorCode.GENERATION_FAILED;
	}

	private static boolean isTooLong(JsonNode about) {
		return TOO_LONG.contains(about.path("code").asString("")) || TOO_LONG.contains(about.path("type").asString(""));
	}

	/**
	 * The body of an answer with a bad status, in the shape that the client library
	 * reads; it would take any other for an empty one.
	 * @param body what the server sent
	 * @return the same in OpenAI's shape; empty if it is
	 */
	static String body(String body) {
		if (body.isBlank()) {
			return "";
		}
		JsonNode said;
		try {
			said = MAPPER.readTree(body);
		}
		catch (JacksonException ex) {
			return shaped(MAPPER.createObjectNode().put(MESSAGE, shown(body)));
		}
		if (said.isArray() && said.size() == 1) {
			said = said.get(0);
		}
		JsonNode error = isTold(said.path(ERROR)) ? said.path(ERROR) : said;
		ObjectNode shape = (error instanceof ObjectNode object && object.path(MESSAGE).isString()) ? object
				: MAPPER.createObjectNode().put(MESSAGE, shown(bodyWords(error)));
		if (isTooLong(error)) {
			shape.put("code", "context_length_exceeded");
		}
		else if (shape.path("code").isNumber()) {
			shape.put("code", shape.path("code").asString());
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

	/** What a server sent, as a message of ours may show it. */
	static String shown(String sent) {
		return PrintableText.of(sent.strip(), MAX_SHOWN);
	}

	private static String shaped(ObjectNode error) {
		ObjectNode body = MAPPER.createObjectNode();
		body.set(ERROR, error);
		return MAPPER.writeValueAsString(body);
	}

}
