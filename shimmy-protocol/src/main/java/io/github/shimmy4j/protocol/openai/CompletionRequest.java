package io.github.shimmy4j.protocol.openai;

import java.nio.charset.StandardCharsets;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.conversation.Conversation;
import io.github.shimmy4j.protocol.conversation.ExactJson;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The body of a chat completion request, parsed and otherwise as the client wrote it.
 *
 * @param json the object; never changed
 */
public record CompletionRequest(ObjectNode json) {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private static final String STREAM = "stream";

	private static final String STREAM_OPTIONS = "stream_options";

	private static final String INCLUDE_USAGE = "include_usage";

	/**
	 * Parses a JSON object in UTF-8.
	 * @param json the body
	 * @return the request
	 * @throws ShimmyException REQUEST_REJECTED if the body is no JSON object
	 */
	public static CompletionRequest parse(byte[] json) {
		try {
			if (ExactJson.read(json) instanceof ObjectNode body) {
				return new CompletionRequest(body);
			}
		}
		catch (JacksonException ex) {
			throw new ShimmyException(ShimmyErrorCode.REQUEST_REJECTED, "The body of the request is not JSON", ex);
		}
		throw new ShimmyException(ShimmyErrorCode.REQUEST_REJECTED, "The body of the request is not a JSON object");
	}

	/**
	 * Makes the request for the next message of a conversation.
	 * @param conversation the conversation
	 * @return the request, with the model as the client names it
	 */
	public static CompletionRequest of(Conversation conversation) {
		return new CompletionRequest(ConversationFields.of(conversation));
	}

	/** The name by which the client asks for the model; empty if it gives none. */
	public String model() {
		return this.json.path(Fields.MODEL).asString("");
	}

	/** Whether the client wants events; false by default. */
	public boolean isStream() {
		return this.json.path(STREAM).asBoolean(false);
	}

	/** Bytes that the server has to read: texts, tools and response format. */
	public long promptBytes() {
		long bytes = 0;
		for (JsonNode message : this.json.path(Fields.MESSAGES)) {
			JsonNode content = message.path(Fields.CONTENT);
			bytes += content.isArray() ? partBytes(content) : bytes(content.asString(""));
			bytes += jsonBytes(message.path(Fields.TOOL_CALLS));
		}
		bytes += bytes(this.json.path(Fields.PROMPT).asString(""));
		return bytes + jsonBytes(this.json.path(Fields.TOOLS)) + jsonBytes(this.json.path(Fields.RESPONSE_FORMAT));
	}

	private static long partBytes(JsonNode parts) {
		long bytes = 0;
		for (JsonNode part : parts) {
			bytes += bytes(part.path(Fields.TEXT).asString(""));
		}
		return bytes;
	}

	private static long jsonBytes(JsonNode node) {
		return node.isContainer() ? bytes(node.toString()) : 0;
	}

	/** The JDK counts by copying, which is faster than any loop of ours. */
	private static long bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8).length;
	}

	/**
	 * Makes the same request for another server. A streamed answer has a usage only if
	 * the request asks for it.
	 * @param model the server's id of the model
	 * @param stream whether the server is to answer with events
	 * @return the body to send, in UTF-8
	 */
	public byte[] with(String model, boolean stream) {
		ObjectNode changed = MAPPER.createObjectNode();
		changed.setAll(this.json);
		changed.put(Fields.MODEL, model);
		changed.put(STREAM, stream);
		if (!stream) {
			changed.remove(STREAM_OPTIONS);
		}
		else if (!(changed.path(STREAM_OPTIONS) instanceof ObjectNode options)) {
			changed.putObject(STREAM_OPTIONS).put(INCLUDE_USAGE, true);
		}
		else if (!options.has(INCLUDE_USAGE)) {
			changed.set(STREAM_OPTIONS, options.deepCopy().put(INCLUDE_USAGE, true));
		}
		return MAPPER.writeValueAsBytes(changed);
	}

}
