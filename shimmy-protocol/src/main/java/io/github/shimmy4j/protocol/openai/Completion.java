package io.github.shimmy4j.protocol.openai;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import io.github.shimmy4j.protocol.sse.EventWriter;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A whole chat completion: all fields that OpenAI's specification requires, and whatever
 * else the server has sent.
 *
 * @param json the object; never changed
 * @see CompletionShape
 */
public record Completion(ObjectNode json) {

	/** Splits before each word, so that a word keeps the space after it. */
	private static final Pattern WORDS = Pattern.compile("(?<=\\s)(?=\\S)");

	/** The completion as it is sent, in JSON. */
	public String text() {
		return JsonMapper.shared().writeValueAsString(this.json);
	}

	/** The text of the first choice's message; empty if it has none. */
	public String content() {
		return this.json.path(Fields.CHOICES).path(0).path(Fields.MESSAGE).path(Fields.CONTENT).asString("");
	}

	/**
	 * Splits the completion into the chunks of a stream: for each choice the role and all
	 * that is not text, the words one by one, and the finish reason; then the usage.
	 * {@link JoinedChunks} is the inverse.
	 */
	List<Chunk> chunks() {
		JsonNode fingerprint = this.json.path(Fields.SYSTEM_FINGERPRINT);
		Head head = new Head(this.json.path(Fields.ID).asString(), this.json.path(Fields.CREATED).asLong(),
				this.json.path(Fields.MODEL).asString(), fingerprint.isString() ? fingerprint.asString() : null);
		List<Chunk> chunks = new ArrayList<>();
		for (JsonNode choice : this.json.path(Fields.CHOICES)) {
			split(choice, head, chunks);
		}
		if (this.json.path(Fields.USAGE) instanceof ObjectNode usage && usage.path(Usage.TOTAL).asLong(0) > 0) {
			chunks.add(head.usage(usage));
		}
		return chunks;
	}

	private static void split(JsonNode choice, Head head, List<Chunk> chunks) {
		int index = choice.path(Fields.INDEX).asInt();
		ObjectNode first = (ObjectNode) choice.path(Fields.MESSAGE).deepCopy();
		String content = first.path(Fields.CONTENT).asString("");
		first.remove(Fields.CONTENT);
		chunks.add(head.chunk(index, first, null));
		for (String word : WORDS.split(content)) {
			chunks.add(head.chunk(index, delta().put(Fields.CONTENT, word), null));
		}
		Chunk last = head.chunk(index, delta(), FinishReason.of(choice.path(Fields.FINISH_REASON)));
		if (choice.path(Fields.STOP_REASON).isString()) {
			((ObjectNode) last.json().path(Fields.CHOICES).get(0)).set(Fields.STOP_REASON,
					choice.path(Fields.STOP_REASON));
		}
		chunks.add(last);
	}

	private static ObjectNode delta() {
		return JsonMapper.shared().createObjectNode();
	}

	/**
	 * A chunk of a streamed chat completion: all fields that OpenAI's specification
	 * requires, and whatever else the server has sent.
	 *
	 * @param json the object; never changed
	 * @see CompletionShape
	 */
	public record Chunk(ObjectNode json) {

		/** The event after the last chunk. */
		public static final String END_EVENT = EventWriter.event("[DONE]");

		/** The chunk as it is sent, as an event. */
		public String event() {
			return EventWriter.event(JsonMapper.shared().writeValueAsString(this.json));
		}

		/** Whether the answer ends here: a choice has a finish reason. */
		public boolean isLast() {
			return anyChoice((choice) -> !choice.path(Fields.FINISH_REASON).isNull());
		}

		/** Whether the answer grows here: by more than a role and empty texts. */
		public boolean saysAnything() {
			return anyChoice((choice) -> choice.path(Fields.DELTA)
				.properties()
				.stream()
				.anyMatch((field) -> !field.getKey().equals(Fields.ROLE) && !isEmpty(field.getValue())));
		}

		private static boolean isEmpty(JsonNode value) {
			return value.isContainer() ? value.isEmpty() : value.asString("").isEmpty();
		}

		private boolean anyChoice(Predicate<JsonNode> test) {
			return this.json.path(Fields.CHOICES).valueStream().anyMatch(test);
		}

		/** The usage in this chunk, or null. */
		public @Nullable Usage usage() {
			JsonNode usage = this.json.path(Fields.USAGE);
			return usage.isObject() ? Usage.of(usage) : null;
		}

	}

	/**
	 * The fields at the beginning of a whole answer and of each chunk.
	 *
	 * @param id such as {@code chatcmpl-…}, the same in each chunk
	 * @param created seconds since 1970
	 * @param model the client's name of the model
	 * @param systemFingerprint name of the server's build, or null: the same build
	 * answers the same request with the same seed alike
	 */
	public record Head(String id, long created, String model, @Nullable String systemFingerprint) {

		/** Type of a whole completion. */
		static final String WHOLE = "chat.completion";

		/** Type of a chunk. */
		static final String CHUNK = "chat.completion.chunk";

		private static final JsonMapper MAPPER = JsonMapper.shared();

		/**
		 * Makes a whole answer of one text.
		 * @param content the model's text
		 * @param reason why it ended
		 * @param usage its tokens
		 * @return the completion
		 */
		public Completion whole(String content, FinishReason reason, Usage usage) {
			ObjectNode whole = json(WHOLE);
			ObjectNode choice = whole.putArray(Fields.CHOICES).addObject().put(Fields.INDEX, 0);
			choice.putObject(Fields.MESSAGE)
				.put(Fields.ROLE, "assistant")
				.put(Fields.CONTENT, content)
				.putNull(Fields.REFUSAL);
			choice.putNull(Fields.LOGPROBS).put(Fields.FINISH_REASON, reason.wireName());
			whole.set(Fields.USAGE, usage.json());
			return new Completion(whole);
		}

		/**
		 * Makes a chunk.
		 * @param index index of the choice
		 * @param delta the addition to its message
		 * @param reason why the answer ends here; null if it goes on
		 * @return the chunk
		 */
		public Chunk chunk(int index, ObjectNode delta, @Nullable FinishReason reason) {
			ObjectNode chunk = json(CHUNK);
			chunk.putArray(Fields.CHOICES)
				.addObject()
				.put(Fields.INDEX, index)
				.set(Fields.DELTA, delta)
				.put(Fields.FINISH_REASON, (reason != null) ? reason.wireName() : null);
			return new Chunk(chunk);
		}

		/** Makes the chunk without choices that tells the usage, after all others. */
		public Chunk usage(ObjectNode usage) {
			ObjectNode chunk = json(CHUNK);
			chunk.putArray(Fields.CHOICES);
			chunk.set(Fields.USAGE, usage);
			return new Chunk(chunk);
		}

		/** The fields at the beginning of an object of this type. */
		ObjectNode json(String object) {
			ObjectNode json = MAPPER.createObjectNode()
				.put(Fields.ID, this.id)
				.put(Fields.OBJECT, object)
				.put(Fields.CREATED, this.created)
				.put(Fields.MODEL, this.model);
			if (this.systemFingerprint != null) {
				json.put(Fields.SYSTEM_FINGERPRINT, this.systemFingerprint);
			}
			return json;
		}

	}

	/** Why an answer has ended, in OpenAI's terms. */
	public enum FinishReason {

		/** The model has ended the answer, or a stop string was generated. */
		STOP,

		/** The limit on tokens was reached. */
		LENGTH,

		/** The model wants tools to be called. */
		TOOL_CALLS,

		/** A filter has removed the rest. */
		CONTENT_FILTER,

		/** The model wants a function to be called, in the older form of tools. */
		FUNCTION_CALL;

		/** Terms of other servers. Client libraries know OpenAI's only. */
		private static final Map<String, FinishReason> OTHER_WORDS = Map.of("max_tokens", LENGTH, "max_length", LENGTH,
				"model_length", LENGTH, "tool_use", TOOL_CALLS, "tool_call", TOOL_CALLS, "safety", CONTENT_FILTER);

		/** The name in JSON, such as {@code tool_calls}. */
		public String wireName() {
			return name().toLowerCase(Locale.ROOT);
		}

		/**
		 * Reads the field {@code finish_reason} of any server.
		 * @param said value of the field
		 * @return the reason; STOP for an unknown term; null if the answer goes on
		 */
		public static @Nullable FinishReason of(JsonNode said) {
			String reason = (said.isString() || said.isNumber()) ? said.asString().strip().toLowerCase(Locale.ROOT)
					: "";
			if (reason.isEmpty() || reason.equals("null")) {
				return null;
			}
			return Arrays.stream(values())
				.filter((each) -> each.wireName().equals(reason))
				.findFirst()
				.orElseGet(() -> OTHER_WORDS.getOrDefault(reason, STOP));
		}

	}

	/**
	 * The tokens of an answer.
	 *
	 * @param promptTokens tokens of the prompt
	 * @param completionTokens tokens of the answer
	 * @param cachedTokens tokens of the prompt that were still in the server's cache;
	 * null if not reported
	 */
	public record Usage(long promptTokens, long completionTokens, @Nullable Long cachedTokens) {

		/** Usage of an answer that reports none. */
		public static final Usage UNKNOWN = new Usage(0, 0, null);

		private static final String PROMPT = "prompt_tokens";

		private static final String COMPLETION = "completion_tokens";

		static final String TOTAL = "total_tokens";

		private static final String DETAILS = "prompt_tokens_details";

		private static final String COMPLETION_DETAILS = "completion_tokens_details";

		private static final String CACHED = "cached_tokens";

		static Usage of(JsonNode usage) {
			JsonNode cached = usage.path(DETAILS).path(CACHED);
			return new Usage(usage.path(PROMPT).asLong(0), usage.path(COMPLETION).asLong(0),
					cached.isNumber() ? cached.asLong(0) : null);
		}

		/** Converts the usage of any server, which is changed, into OpenAI's form. */
		static void shape(ObjectNode usage) {
			long prompt = CompletionShape.number(usage.path(PROMPT));
			long answer = CompletionShape.number(usage.path(COMPLETION));
			long total = CompletionShape.number(usage.path(TOTAL));
			usage.put(PROMPT, prompt).put(COMPLETION, answer).put(TOTAL, Math.max(total, prompt + answer));
			for (String details : List.of(DETAILS, COMPLETION_DETAILS)) {
				if (!usage.path(details).isObject()) {
					usage.remove(details);
				}
			}
		}

		/**
		 * Tokens of the prompt that had to be read: all, if no cached ones are reported.
		 */
		public long readTokens() {
			return this.promptTokens - ((this.cachedTokens != null) ? this.cachedTokens : 0);
		}

		/** The value of the field {@code usage}. */
		public ObjectNode json() {
			ObjectNode json = JsonMapper.shared()
				.createObjectNode()
				.put(PROMPT, this.promptTokens)
				.put(COMPLETION, this.completionTokens)
				.put(TOTAL, this.promptTokens + this.completionTokens);
			if (this.cachedTokens != null) {
				json.putObject(DETAILS).put(CACHED, this.cachedTokens);
			}
			return json;
		}

	}

}
