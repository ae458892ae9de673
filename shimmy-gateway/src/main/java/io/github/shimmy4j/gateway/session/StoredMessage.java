package io.github.shimmy4j.gateway.session;

import java.util.List;

import io.github.shimmy4j.protocol.conversation.ExactJson;
import io.github.shimmy4j.protocol.openai.Fields;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A message of a session in OpenAI's form. Its JSON is kept as bytes, which need a
 * fraction of the memory of a tree.
 *
 * @param isSystem whether it is a system message
 * @param bytes its JSON in UTF-8; never changed
 */
@SuppressWarnings("ArrayRecordComponent")
public record StoredMessage(boolean isSystem, byte[] bytes) {

	/** Bytes of the objects that hold a message, about. */
	private static final int OVERHEAD = 64;

	private static final List<String> SYSTEM_ROLES = List.of("system", "developer");

	/** Fields that hold thinking, which models are not shown again. */
	private static final List<String> THINKING = List.of(Fields.REASONING_CONTENT, "reasoning");

	/** Stores a message without its thinking. */
	static StoredMessage of(JsonNode message) {
		ObjectNode kept = JsonMapper.shared().createObjectNode();
		message.properties()
			.stream()
			.filter((field) -> !THINKING.contains(field.getKey()))
			.forEach((field) -> kept.set(field.getKey(), field.getValue()));
		return new StoredMessage(isSystem(message), JsonMapper.shared().writeValueAsBytes(kept));
	}

	/** Whether a message in OpenAI's form is a system message. */
	static boolean isSystem(JsonNode message) {
		return SYSTEM_ROLES.contains(message.path(Fields.ROLE).asString(""));
	}

	/** The message in OpenAI's form. */
	public JsonNode json() {
		return ExactJson.read(this.bytes);
	}

	/** Bytes of memory that it takes. */
	long size() {
		return this.bytes.length + (long) OVERHEAD;
	}

}
