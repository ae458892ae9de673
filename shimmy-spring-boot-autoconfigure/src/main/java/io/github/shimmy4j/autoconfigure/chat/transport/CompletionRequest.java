package io.github.shimmy4j.autoconfigure.chat.transport;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Body of a chat completion request, as Spring AI wrote it.
 *
 * @param body the JSON object
 */
record CompletionRequest(ObjectNode body) {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	static CompletionRequest parse(String json) {
		return new CompletionRequest((ObjectNode) MAPPER.readTree(json));
	}

	boolean isStream() {
		return this.body.path("stream").asBoolean(false);
	}

	/** The same request for another model id, streamed or not. */
	String with(String model, boolean stream) {
		ObjectNode changed = this.body.deepCopy();
		changed.put("model", model);
		changed.put("stream", stream);
		if (!stream) {
			changed.remove("stream_options");
		}
		return MAPPER.writeValueAsString(changed);
	}

}
