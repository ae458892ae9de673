package io.github.shimmy4j.autoconfigure.chat.transport;

import java.nio.charset.StandardCharsets;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Body of a chat completion request, as Spring AI wrote it.
 *
 * @param body the JSON object
 */
record CompletionRequest(ObjectNode body) {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private static final String STREAM_OPTIONS = "stream_options";

	private static final String INCLUDE_USAGE = "include_usage";

	static CompletionRequest parse(String json) {
		return new CompletionRequest((ObjectNode) MAPPER.readTree(json));
	}

	boolean isStream() {
		return this.body.path("stream").asBoolean(false);
	}

	/** Size of what the server has to read: the texts, and what describes the answer. */
	long promptBytes() {
		long bytes = 0;
		for (JsonNode message : this.body.path("messages")) {
			JsonNode content = message.path("content");
			bytes += content.isArray() ? partBytes(content) : bytes(content.asString(""));
			bytes += jsonBytes(message.path("tool_calls"));
		}
		return bytes + jsonBytes(this.body.path("tools")) + jsonBytes(this.body.path("response_format"));
	}

	private static long partBytes(JsonNode parts) {
		long bytes = 0;
		for (JsonNode part : parts) {
			bytes += bytes(part.path("text").asString(""));
		}
		return bytes;
	}

	private static long jsonBytes(JsonNode node) {
		return node.isContainer() ? bytes(node.toString()) : 0;
	}

	private static long bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8).length;
	}

	/**
	 * The same request for another model id, streamed or not. A stream tells its usage
	 * only where it is asked to.
	 */
	String with(String model, boolean stream) {
		ObjectNode changed = this.body.deepCopy();
		changed.put("model", model);
		changed.put("stream", stream);
		if (!stream) {
			changed.remove(STREAM_OPTIONS);
		}
		else if (!(changed.path(STREAM_OPTIONS) instanceof ObjectNode options)) {
			changed.putObject(STREAM_OPTIONS).put(INCLUDE_USAGE, true);
		}
		else if (!options.has(INCLUDE_USAGE)) {
			options.put(INCLUDE_USAGE, true);
		}
		return MAPPER.writeValueAsString(changed);
	}

}
