package io.github.shimmy4j.protocol.openai;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The form in which a client wants an answer: events with chunks, or one document, under
 * a name of the model. An answer in the other form is split or joined. Not thread-safe.
 */
public final class AnswerForm {

	private final ModelName model;

	private final CompletionShape shape;

	private final StringBuilder out = new StringBuilder();

	/** Null if events are wanted. */
	private final @Nullable JoinedChunks joined;

	private @Nullable Completion document;

	/**
	 * The form of one answer.
	 * @param id id without prefix, for a server that gives none
	 * @param model names of the model
	 * @param stream whether events are wanted
	 */
	public AnswerForm(String id, ModelName model, boolean stream) {
		this.model = model;
		this.shape = new CompletionShape("chatcmpl-" + id, model.shown());
		this.joined = stream ? null : new JoinedChunks();
	}

	/** Value of the header {@code Content-Type}. */
	public String contentType() {
		return (this.joined == null) ? "text/event-stream" : "application/json";
	}

	/** The names of the model. */
	public ModelName model() {
		return this.model;
	}

	/** Takes the text to be delivered since the last call; may be empty. */
	public String take() {
		String taken = this.out.toString();
		this.out.setLength(0);
		return taken;
	}

	CompletionShape shape() {
		return this.shape;
	}

	/** Delivers a chunk. */
	void chunk(Completion.Chunk chunk) {
		if (this.joined != null) {
			this.joined.add(chunk);
		}
		else {
			this.out.append(chunk.event());
		}
	}

	/** Delivers a whole completion. */
	void whole(Completion completion) {
		if (this.joined != null) {
			this.document = completion;
		}
		else {
			completion.chunks().forEach(this::chunk);
		}
	}

	/** Delivers the end of a complete answer. */
	void end() {
		if (this.joined == null) {
			this.out.append(Completion.Chunk.END_EVENT);
		}
		else {
			Completion whole = (this.document != null) ? this.document : this.shape.whole(this.joined.whole());
			this.out.append(whole.text());
		}
	}

	/**
	 * The two names of a model: the server's is an id of its launch, which clients must
	 * never see.
	 *
	 * @param wire id in requests to the server
	 * @param shown stable name for clients
	 */
	public record ModelName(String wire, String shown) {

		/**
		 * Replaces the server's id by the stable name. The id holds a nonce, so it can be
		 * replaced everywhere: in fields, and in the texts of messages.
		 * @param said a text of the server
		 * @return the same without its id
		 */
		public String shownIn(String said) {
			return this.wire.equals(this.shown) ? said : said.replace(this.wire, this.shown);
		}

	}

	/**
	 * Joins the chunks of a stream to a whole completion. Texts of a delta are appended;
	 * other fields are set, and a later value replaces an earlier one.
	 *
	 * @see <a href=
	 * "https://platform.openai.com/docs/api-reference/chat-streaming">OpenAI's chunks</a>
	 */
	static final class JoinedChunks {

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
						field.getValue()
							.properties()
							.forEach((part) -> this.function.add(part.getKey(), part.getValue()));
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

}
