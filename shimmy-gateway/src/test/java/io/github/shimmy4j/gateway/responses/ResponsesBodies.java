package io.github.shimmy4j.gateway.responses;

import java.util.List;

import io.github.shimmy4j.gateway.FakeGateway;
import io.github.shimmy4j.gateway.RandomBodies;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Bodies of the Responses API. */
final class ResponsesBodies extends RandomBodies {

	private static final List<String> TEXTS = List.of("Count to 3", "use Read {\"path\":\"x\"}", "use n__Read {}",
			"use patch {\"input\":\"x\"}", "Result of Read", "JSON Schema city");

	private static final List<String> FIELDS = List.of("type", "role", "content", "text", "id", "name", "input",
			"call_id", "output", "arguments", "model", "instructions", "tools", "stream", "reasoning", "summary",
			"encrypted_content", "max_output_tokens", "metadata", "namespace", "previous_response_id", "format", "a");

	ResponsesBodies(long seed) {
		super(seed, TEXTS, FIELDS);
	}

	@Override
	protected ObjectNode request() {
		ObjectNode body = JSON.objectNode().put("model", FakeGateway.MODEL);
		if (chance(4)) {
			body.put("input", text());
		}
		else {
			ArrayNode input = body.putArray("input");
			for (int items = number(4); items > 0; items--) {
				add(input, "call_" + items);
			}
			input.add(message("user"));
		}
		options(body);
		return body;
	}

	private void add(ArrayNode input, String id) {
		switch (number(4)) {
			case 0 -> {
				input.addObject()
					.put("type", "function_call")
					.put("call_id", id)
					.put("name", pick(List.of("Read", "other")))
					.put("arguments", pick(List.of("{}", "", "{\"path\":\"x\"}", text())));
				result(input.addObject().put("type", "function_call_output").put("call_id", id));
			}
			case 1 -> {
				input.addObject()
					.put("type", "custom_tool_call")
					.put("call_id", id)
					.put("name", "patch")
					.put("input", text());
				result(input.addObject().put("type", "custom_tool_call_output").put("call_id", id));
			}
			case 2 -> {
				ObjectNode item = input.addObject().put("type", "reasoning").put("encrypted_content", text());
				item.putArray("summary").addObject().put("type", "summary_text").put("text", text());
			}
			default -> input.add(message(pick(List.of("user", "assistant", "developer", "system"))));
		}
	}

	private void result(ObjectNode item) {
		if (chance(2)) {
			item.put("output", text());
		}
		else {
			item.putArray("output").add(part("input_text"));
		}
	}

	private ObjectNode message(String role) {
		ObjectNode message = JSON.objectNode().put("role", role);
		if (chance(2)) {
			message.put("type", "message");
		}
		if (chance(2)) {
			return message.put("content", text());
		}
		ArrayNode content = message.putArray("content");
		for (int parts = number(3); parts > 0; parts--) {
			content.add(part(role.equals("assistant") ? "output_text"
					: role.equals("user") ? pick(List.of("input_text", "input_image")) : "input_text"));
		}
		return message;
	}

	private ObjectNode part(String type) {
		ObjectNode part = JSON.objectNode().put("type", type);
		return type.equals("input_image") ? part.put("image_url", "data:image/png;base64,aaaa")
				: part.put("text", text());
	}

	private void options(ObjectNode body) {
		if (chance(2)) {
			body.put("stream", chance(2)).put("store", chance(2));
		}
		if (chance(2)) {
			tools(body.putArray("tools"));
			if (chance(2)) {
				body.set("tool_choice", chance(2) ? JSON.stringNode(pick(List.of("auto", "none", "required")))
						: JSON.objectNode().put("type", "function").put("name", "Read"));
			}
		}
		if (chance(4)) {
			body.putObject("reasoning")
				.put("effort", pick(List.of("none", "low", "high")))
				.put("summary", pick(List.of("auto", "concise", "")));
		}
		if (chance(4)) {
			ObjectNode format = body.putObject("text").putObject("format").put("type", "json_schema").put("name", "a");
			format.set("schema", chance(2) ? JSON.objectNode().put("type", "object") : any(3));
		}
		if (chance(4)) {
			body.put("temperature", number(1000) / 1000.0).put("max_output_tokens", 1 + number(20));
		}
		if (chance(4)) {
			body.put("instructions", text()).put("truncation", pick(List.of("auto", "disabled")));
		}
	}

	private void tools(ArrayNode tools) {
		tools.add(function());
		if (chance(2)) {
			tools.addObject().put("type", "namespace").put("name", "n").putArray("tools").add(function());
		}
		if (chance(2)) {
			tools.addObject().put("type", "custom").put("name", "patch").put("description", text());
		}
		if (chance(2)) {
			tools.addObject().put("type", "web_search");
		}
	}

	private ObjectNode function() {
		ObjectNode tool = JSON.objectNode().put("type", "function").put("name", "Read").put("description", text());
		return tool.set("parameters", JSON.objectNode().put("type", "object"));
	}

}
