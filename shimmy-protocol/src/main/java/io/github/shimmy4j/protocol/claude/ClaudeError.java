package io.github.shimmy4j.protocol.claude;

import io.github.shimmy4j.protocol.sse.EventWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An error as Claude tells it.
 *
 * @param type kind of error, such as {@code invalid_request_error}
 * @param message the problem; programs react to the words of some
 */
public record ClaudeError(String type, String message) {

	/** HTTP status if there is too much to do, or the model is not ready yet. */
	public static final int OVERLOADED = 529;

	/**
	 * Makes the error of a response.
	 * @param status HTTP status, which decides the type
	 * @param message the problem
	 * @return the error
	 */
	public static ClaudeError of(int status, String message) {
		return new ClaudeError(switch (status) {
			case 401 -> "authentication_error";
			case 403 -> "permission_error";
			case 404 -> "not_found_error";
			case 408, 504 -> "timeout_error";
			case 413 -> "request_too_large";
			case 429 -> "rate_limit_error";
			case OVERLOADED -> "overloaded_error";
			default -> (status >= 500) ? "api_error" : "invalid_request_error";
		}, message);
	}

	/**
	 * The prompt does not fit into the context. Claude Code shortens its conversation on
	 * exactly these words, and reads both numbers.
	 * @param tokens tokens of the prompt
	 * @param maximum most tokens that it may have
	 */
	public static String promptTooLong(long tokens, long maximum) {
		return "prompt is too long: %d tokens > %d maximum".formatted(tokens, maximum);
	}

	/**
	 * The prompt would fit, but not with its answer. Claude Code asks for a shorter
	 * answer on exactly these words.
	 * @param tokens tokens of the prompt
	 * @param answer tokens that the answer was to have
	 * @param maximum most tokens of both
	 */
	public static String answerTooLong(long tokens, long answer, long maximum) {
		return "input length and `max_tokens` exceed context limit: %d + %d > %d, decrease input length or `max_tokens` and try again"
			.formatted(tokens, answer, maximum);
	}

	/**
	 * The prompt does not fit, and nobody knows the numbers.
	 * @param words what the server said
	 */
	public static String promptTooLong(String words) {
		return "prompt is too long: " + words;
	}

	/** The body of a response. */
	public ObjectNode json() {
		ObjectNode body = JsonMapper.shared().createObjectNode().put("type", "error");
		body.putObject("error").put("type", this.type).put("message", this.message);
		return body.putNull("request_id");
	}

	/** The last event of an answer that fails after its beginning. */
	public String event() {
		return EventWriter.event("error", json().toString());
	}

}
