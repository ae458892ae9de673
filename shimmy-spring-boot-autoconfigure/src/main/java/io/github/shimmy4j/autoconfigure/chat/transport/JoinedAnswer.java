package io.github.shimmy4j.autoconfigure.chat.transport;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The whole completion that the chunks of a stream make. Chunks come in their shape, see
 * {@link CompletionShape}. Texts of a delta are appended; whatever else it has is set,
 * and set again by a later one.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat-streaming">OpenAI's
 * chunks</a>
 */
final class JoinedAnswer {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private final ObjectNode head = MAPPER.createObjectNode();

	private final SortedMap<Integer, Choice> choices = new TreeMap<>();

	void add(ObjectNode chunk) {
		chunk.properties().forEach((field) -> {
			if (!field.getKey().equals(CompletionShape.CHOICES) && !field.getValue().isNull()) {
				this.head.set(field.getKey(), field.getValue());
			}
		});
		for (JsonNode choice : chunk.path(CompletionShape.CHOICES)) {
			this.choices.computeIfAbsent(choice.path(CompletionShape.INDEX).asInt(), (index) -> new Choice())
				.add(choice);
		}
	}

	/** The completion, not yet in its shape. */
	ObjectNode whole() {
		ArrayNode all = this.head.putArray(CompletionShape.CHOICES);
		this.choices.forEach((index, choice) -> all.add(choice.whole(index)));
		return this.head;
	}

	/** One of several answers to the same request; usually the only one. */
	private static final class Choice {

		private final Texts message = new Texts(Set.of("role"));

		private final SortedMap<Integer, ToolCall> toolCalls = new TreeMap<>();

		private final ObjectNode logprobs = MAPPER.createObjectNode();

		private final ObjectNode rest = MAPPER.createObjectNode();

		void add(JsonNode choice) {
			choice.properties().forEach((field) -> {
				JsonNode value = field.getValue();
				switch (field.getKey()) {
					case CompletionShape.DELTA -> delta((ObjectNode) value);
					case "logprobs" -> value.properties().forEach((list) -> {
						if (list.getValue() instanceof ArrayNode tokens) {
							this.logprobs.withArray(list.getKey()).addAll(tokens);
						}
					});
					default -> {
						if (!value.isNull()) {
							this.rest.set(field.getKey(), value);
						}
					}
				}
			});
		}

		private void delta(ObjectNode delta) {
			if (delta.remove(CompletionShape.TOOL_CALLS) instanceof ArrayNode calls) {
				for (JsonNode call : calls) {
					this.toolCalls.computeIfAbsent(call.path(CompletionShape.INDEX).asInt(0), (at) -> new ToolCall())
						.add(call);
				}
			}
			this.message.add(delta);
		}

		ObjectNode whole(int index) {
			ObjectNode choice = this.rest.put(CompletionShape.INDEX, index);
			ObjectNode whole = this.message.whole();
			if (!this.toolCalls.isEmpty()) {
				ArrayNode calls = whole.putArray(CompletionShape.TOOL_CALLS);
				this.toolCalls.forEach((at, call) -> calls.add(call.whole(at)));
			}
			choice.set(CompletionShape.MESSAGE, whole);
			if (!this.logprobs.isEmpty()) {
				choice.set("logprobs", this.logprobs);
			}
			return choice;
		}

	}

	/** A call of a tool, whose arguments arrive in pieces. */
	private static final class ToolCall {

		private static final String FUNCTION = "function";

		private final Texts call = new Texts(Set.of("id", "type"));

		private final Texts function = new Texts(Set.of("name"));

		void add(JsonNode piece) {
			piece.properties().forEach((field) -> {
				if (field.getKey().equals(FUNCTION)) {
					this.function.add(field.getValue());
				}
				else {
					this.call.add(field.getKey(), field.getValue());
				}
			});
		}

		ObjectNode whole(int index) {
			ObjectNode call = MAPPER.createObjectNode().put("id", "call_" + index).put("type", FUNCTION);
			call.setAll(this.call.whole());
			ObjectNode function = MAPPER.createObjectNode().put("name", "").put("arguments", "");
			function.setAll(this.function.whole());
			call.remove(CompletionShape.INDEX);
			call.set(FUNCTION, function);
			return call;
		}

	}

	/** An object whose texts grow, but for those that come whole. */
	private static final class Texts {

		private final Set<String> comeWhole;

		private final Map<String, StringBuilder> texts = new LinkedHashMap<>();

		private final ObjectNode others = MAPPER.createObjectNode();

		Texts(Set<String> comeWhole) {
			this.comeWhole = comeWhole;
		}

		void add(JsonNode piece) {
			piece.properties().forEach((field) -> add(field.getKey(), field.getValue()));
		}

		void add(String name, JsonNode value) {
			if (value.isString() && !this.comeWhole.contains(name)) {
				this.texts.computeIfAbsent(name, (first) -> new StringBuilder()).append(value.asString());
			}
			else if (!value.isNull() && !value.asString("-").isEmpty()) {
				this.others.set(name, value);
			}
		}

		ObjectNode whole() {
			this.texts.forEach((name, text) -> this.others.put(name, text.toString()));
			return this.others;
		}

	}

}
