package io.github.shimmy4j.protocol.openai;

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
 * Joins the chunks of a stream to a whole completion. Texts of a delta are appended;
 * other fields are set, and a later value replaces an earlier one.
 *
 * @see <a href= "https://platform.openai.com/docs/api-reference/chat-streaming">OpenAI's
 * chunks</a>
 */
final class JoinedChunks {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private final ObjectNode head = MAPPER.createObjectNode();

	private final SortedMap<Integer, Choice> choices = new TreeMap<>();

	void add(Completion.Chunk chunk) {
		chunk.json().properties().forEach((field) -> {
			if (!field.getKey().equals(Fields.CHOICES) && !field.getValue().isNull()) {
				this.head.set(field.getKey(), field.getValue());
			}
		});
		for (JsonNode choice : chunk.json().path(Fields.CHOICES)) {
			this.choices.computeIfAbsent(choice.path(Fields.INDEX).asInt(), (index) -> new Choice()).add(choice);
		}
	}

	/** Adds a text to a choice that has begun. */
	void add(PlainChunk chunk) {
		this.choices.computeIfAbsent(chunk.index(), (index) -> new Choice()).message.append(Fields.CONTENT,
				chunk.text());
	}

	/** The completion, not yet in OpenAI's form. */
	ObjectNode whole() {
		ArrayNode all = this.head.putArray(Fields.CHOICES);
		this.choices.forEach((index, choice) -> all.add(choice.whole(index)));
		return this.head;
	}

	/** One of the answers to the request; usually the only one. */
	private static final class Choice {

		private final Texts message = new Texts(Set.of(Fields.ROLE));

		private final SortedMap<Integer, ToolCall> toolCalls = new TreeMap<>();

		private final ObjectNode logprobs = MAPPER.createObjectNode();

		private final ObjectNode rest = MAPPER.createObjectNode();

		void add(JsonNode choice) {
			choice.properties().forEach((field) -> {
				JsonNode value = field.getValue();
				switch (field.getKey()) {
					case Fields.DELTA -> delta(value);
					case Fields.LOGPROBS -> value.properties().forEach((list) -> {
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

		private void delta(JsonNode delta) {
			delta.properties().forEach((field) -> {
				if (field.getKey().equals(Fields.TOOL_CALLS)) {
					field.getValue().forEach(this::toolCall);
				}
				else {
					this.message.add(field.getKey(), field.getValue());
				}
			});
		}

		private void toolCall(JsonNode call) {
			this.toolCalls.computeIfAbsent(call.path(Fields.INDEX).asInt(0), (at) -> new ToolCall()).add(call);
		}

		ObjectNode whole(int index) {
			ObjectNode choice = this.rest.put(Fields.INDEX, index);
			ObjectNode whole = this.message.whole();
			if (!this.toolCalls.isEmpty()) {
				ArrayNode calls = whole.putArray(Fields.TOOL_CALLS);
				this.toolCalls.forEach((at, call) -> calls.add(call.whole(at)));
			}
			choice.set(Fields.MESSAGE, whole);
			if (!this.logprobs.isEmpty()) {
				choice.set(Fields.LOGPROBS, this.logprobs);
			}
			return choice;
		}

	}

	/** A call of a tool, whose arguments arrive in pieces. */
	private static final class ToolCall {

		private final Texts call = new Texts(Set.of(Fields.ID, Fields.TYPE));

		private final Texts function = new Texts(Set.of("name"));

		void add(JsonNode piece) {
			piece.properties().forEach((field) -> {
				if (field.getKey().equals(Fields.FUNCTION)) {
					field.getValue().properties().forEach((part) -> this.function.add(part.getKey(), part.getValue()));
				}
				else {
					this.call.add(field.getKey(), field.getValue());
				}
			});
		}

		ObjectNode whole(int index) {
			ObjectNode call = MAPPER.createObjectNode()
				.put(Fields.ID, "call_" + index)
				.put(Fields.TYPE, Fields.FUNCTION);
			call.setAll(this.call.whole());
			ObjectNode function = MAPPER.createObjectNode().put("name", "").put("arguments", "");
			function.setAll(this.function.whole());
			call.remove(Fields.INDEX);
			call.set(Fields.FUNCTION, function);
			return call;
		}

	}

	/** An object whose texts arrive in pieces, except those that are never split. */
	private static final class Texts {

		private final Set<String> unsplit;

		private final Map<String, StringBuilder> texts = new LinkedHashMap<>();

		private final ObjectNode others = MAPPER.createObjectNode();

		Texts(Set<String> unsplit) {
			this.unsplit = unsplit;
		}

		void add(String name, JsonNode value) {
			if (value.isString() && !this.unsplit.contains(name)) {
				append(name, value.asString());
			}
			else if (!value.isNull() && !value.asString("-").isEmpty()) {
				this.others.set(name, value);
			}
		}

		void append(String name, String piece) {
			this.texts.computeIfAbsent(name, (first) -> new StringBuilder()).append(piece);
		}

		ObjectNode whole() {
			this.texts.forEach((name, text) -> this.others.put(name, text.toString()));
			return this.others;
		}

	}

}
