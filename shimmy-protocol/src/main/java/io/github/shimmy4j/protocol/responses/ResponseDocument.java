package io.github.shimmy4j.protocol.responses;

import java.util.List;

import io.github.shimmy4j.protocol.conversation.Delta;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The response around its items. It repeats the request; fields that the SDKs' types
 * require are all there, null where nothing is to be said.
 */
final class ResponseDocument {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private static final String NAME = "name";

	private static final String FORMAT = "format";

	private static final String TYPE = "type";

	/** Repeated as they are; null if the request has none. */
	private static final List<String> REPEATED = List.of("instructions", "max_output_tokens", "max_tool_calls",
			"previous_response_id", "prompt_cache_key", "safety_identifier", "temperature", "top_p", "user");

	private final ObjectNode repeated = MAPPER.createObjectNode();

	private final ObjectNode head;

	/**
	 * The response to a request.
	 * @param request the request
	 * @param id id of the response
	 * @param model the client's name of the model
	 * @param created seconds since 1970
	 */
	ResponseDocument(ResponsesRequest request, String id, String model, long created) {
		this.head = MAPPER.createObjectNode().put("id", id).put("object", "response").put("created_at", created);
		JsonNode body = request.body();
		this.repeated.put("background", false).put("model", model);
		REPEATED.forEach((field) -> this.repeated.set(field, orNull(body.path(field))));
		this.repeated.set("metadata",
				body.path("metadata").isObject() ? body.path("metadata") : MAPPER.createObjectNode());
		this.repeated.put("parallel_tool_calls", body.path("parallel_tool_calls").asBoolean(true));
		JsonNode reasoning = body.path("reasoning");
		ObjectNode asked = this.repeated.putObject("reasoning");
		List.of("effort", "summary").forEach((field) -> asked.set(field, orNull(reasoning.path(field))));
		this.repeated.put("service_tier", "default").put("store", request.store());
		this.repeated.set("text", text(body.path("text")));
		JsonNode choice = body.path("tool_choice");
		this.repeated.set("tool_choice",
				(choice.isObject() || choice.isString()) ? choice : MAPPER.getNodeFactory().stringNode("auto"));
		this.repeated.set("tools", tools(body.path("tools")));
		this.repeated.put("top_logprobs", 0).put("truncation", "disabled");
	}

	private static JsonNode orNull(JsonNode value) {
		return value.isMissingNode() ? MAPPER.getNodeFactory().nullNode() : value;
	}

	private static ObjectNode text(JsonNode asked) {
		ObjectNode text = MAPPER.createObjectNode();
		ObjectNode format = text.putObject(FORMAT).put(TYPE, "text");
		if (asked.path(FORMAT) instanceof ObjectNode given) {
			format.setAll(given);
			if (given.path(TYPE).asString("").equals("json_schema") && !given.path(NAME).isString()) {
				format.put(NAME, "answer");
			}
		}
		text.set("verbosity", orNull(asked.path("verbosity")));
		return text;
	}

	/** The tools that were offered to the model. */
	private static ArrayNode tools(JsonNode asked) {
		ArrayNode tools = MAPPER.createArrayNode();
		for (JsonNode tool : asked) {
			switch (tool.path(TYPE).asString("")) {
				case "function" -> {
					ObjectNode whole = tools.addObject();
					whole.putNull("description").putNull("parameters").putNull("strict");
					whole.setAll((ObjectNode) tool);
				}
				case "namespace" -> {
					ObjectNode whole = tools.addObject();
					whole.put("description", "").putArray("tools");
					tool.properties()
						.stream()
						.filter((field) -> !field.getValue().isNull())
						.forEach((field) -> whole.set(field.getKey(), field.getValue()));
				}
				case "custom" -> tools.add(tool);
				default -> {
					// It was skipped.
				}
			}
		}
		return tools;
	}

	/** The response without an end. */
	ObjectNode unfinished() {
		return json("in_progress", MAPPER.createArrayNode());
	}

	/**
	 * The response as it is now.
	 * @param status its status
	 * @param output its items
	 */
	ObjectNode json(String status, ArrayNode output) {
		ObjectNode json = MAPPER.createObjectNode();
		json.setAll(this.head);
		json.put("status", status).putNull("completed_at").putNull("error").putNull("incomplete_details");
		json.setAll(this.repeated);
		json.set("output", output);
		return json.putNull("usage");
	}

	/**
	 * The tokens of an answer.
	 * @param usage the tokens
	 * @param reasoning tokens of the thinking
	 */
	static ObjectNode usage(Delta.Usage usage, long reasoning) {
		long cached = (usage.cachedTokens() != null) ? usage.cachedTokens() : 0;
		ObjectNode json = MAPPER.createObjectNode().put("input_tokens", usage.promptTokens());
		json.putObject("input_tokens_details").put("cached_tokens", cached).put("cache_write_tokens", 0);
		json.put("output_tokens", usage.answerTokens());
		json.putObject("output_tokens_details").put("reasoning_tokens", reasoning);
		json.put("total_tokens", usage.promptTokens() + usage.answerTokens());
		return usage.estimated() ? json.put("estimated", true) : json;
	}

}
