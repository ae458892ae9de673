package io.github.shimmy4j.protocol.claude;

import io.github.shimmy4j.protocol.conversation.Delta;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of answers around their content. Those that the SDKs' types require are all
 * there, null where nothing is to be said.
 */
final class AnswerFields {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private AnswerFields() {
	}

	/** A message without content that has not ended. */
	static ObjectNode message(String id, String model, Delta.Usage usage) {
		ObjectNode message = MAPPER.createObjectNode()
			.put("id", id)
			.put("type", "message")
			.put("role", "assistant")
			.put("model", model);
		message.putArray("content");
		message.putNull("stop_reason").putNull("stop_sequence").putNull("stop_details");
		message.putNull("container").putNull("context_management");
		message.set("usage", usage(usage));
		return message;
	}

	/** All tokens of the prompt are those that were read and those of the cache. */
	static ObjectNode usage(Delta.Usage usage) {
		long cached = (usage.cachedTokens() != null) ? usage.cachedTokens() : 0;
		ObjectNode json = MAPPER.createObjectNode()
			.put("input_tokens", Math.max(0, usage.promptTokens() - cached))
			.put("cache_creation_input_tokens", 0)
			.put("cache_read_input_tokens", cached);
		json.putObject("cache_creation").put("ephemeral_5m_input_tokens", 0).put("ephemeral_1h_input_tokens", 0);
		return json.put("output_tokens", usage.answerTokens())
			.putNull("output_tokens_details")
			.putNull("server_tool_use")
			.put("service_tier", "standard")
			.putNull("inference_geo");
	}

	/**
	 * Writes why an answer has ended into a message or a delta of it.
	 * @param json the message
	 * @param reason value of {@code stop_reason}
	 * @param stop the text at which it has ended, or null
	 */
	static void end(ObjectNode json, String reason, @Nullable String stop) {
		json.put("stop_reason", reason).put("stop_sequence", stop);
		if (reason.equals("refusal")) {
			json.putObject("stop_details").put("type", "refusal").putNull("category").putNull("explanation");
		}
		else {
			json.putNull("stop_details");
		}
	}

}
