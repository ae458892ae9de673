package io.github.shimmy4j.protocol.tool;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

import io.github.shimmy4j.protocol.openai.AnswerTranslation;
import io.github.shimmy4j.protocol.openai.Completion;
import io.github.shimmy4j.protocol.openai.Completion.Chunk;
import io.github.shimmy4j.protocol.openai.Completion.FinishReason;
import io.github.shimmy4j.protocol.openai.Fields;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns an answer that follows a {@link CallSchema} into a text, or into OpenAI's calls.
 */
final class CallTranslation implements AnswerTranslation {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private final boolean structured;

	private final Supplier<String> ids;

	private final Map<Integer, Choice> choices = new TreeMap<>();

	/**
	 * Makes a translation of one answer.
	 * @param structured whether an answer to the user is JSON
	 * @param ids gives each call its id
	 */
	CallTranslation(boolean structured, Supplier<String> ids) {
		this.structured = structured;
		this.ids = ids;
	}

	@Override
	public @Nullable Chunk chunk(Chunk chunk) {
		ObjectNode translated = chunk.json().deepCopy();
		boolean anything = translated.path(Fields.CHOICES).isEmpty();
		for (JsonNode choice : translated.path(Fields.CHOICES)) {
			anything |= translate((ObjectNode) choice);
		}
		return anything ? new Chunk(translated) : null;
	}

	/** Translates a choice of a chunk; tells whether something is left to deliver. */
	private boolean translate(ObjectNode choice) {
		ObjectNode delta = (ObjectNode) choice.path(Fields.DELTA);
		JsonNode content = delta.path(Fields.CONTENT);
		FinishReason reason = FinishReason.of(choice.path(Fields.FINISH_REASON));
		if (!content.isString() && reason == null) {
			return true;
		}
		Choice state = choice(choice);
		ObjectNode said = state.read(content.asString(""), reason);
		if (content.isString()) {
			delta.remove(Fields.CONTENT);
		}
		delta.setAll(said);
		choice.put(Fields.FINISH_REASON, wireName(state.reason(reason)));
		return reason != null || delta.properties().stream().anyMatch((field) -> !field.getValue().isNull());
	}

	@Override
	public Completion whole(Completion completion) {
		ObjectNode translated = completion.json().deepCopy();
		for (JsonNode each : translated.path(Fields.CHOICES)) {
			ObjectNode choice = (ObjectNode) each;
			ObjectNode message = (ObjectNode) choice.path(Fields.MESSAGE);
			FinishReason reason = FinishReason.of(choice.path(Fields.FINISH_REASON));
			Choice state = choice(choice);
			ObjectNode said = state.read(message.path(Fields.CONTENT).asString(""),
					(reason != null) ? reason : FinishReason.STOP);
			message.putNull(Fields.CONTENT);
			message.setAll(said);
			choice.put(Fields.FINISH_REASON, wireName(state.reason(reason)));
		}
		return new Completion(translated);
	}

	private Choice choice(ObjectNode choice) {
		return this.choices.computeIfAbsent(choice.path(Fields.INDEX).asInt(0), (index) -> new Choice());
	}

	private static @Nullable String wireName(@Nullable FinishReason reason) {
		return (reason != null) ? reason.wireName() : null;
	}

	/** The answer of one choice so far. */
	private final class Choice implements CallReader.Calls {

		private final CallReader reader = new CallReader(CallTranslation.this.structured, this);

		private final StringBuilder text = new StringBuilder();

		/** Pieces of calls found since the last read, by the index of the call. */
		private final SortedMap<Integer, ObjectNode> found = new TreeMap<>();

		/** The fields that a piece of the answer adds to the message. */
		ObjectNode read(String piece, @Nullable FinishReason reason) {
			this.reader.read(piece);
			if (reason != null) {
				this.reader.end(reason == FinishReason.LENGTH);
			}
			ObjectNode said = MAPPER.createObjectNode();
			if (!this.text.isEmpty()) {
				said.put(Fields.CONTENT, this.text.toString());
				this.text.setLength(0);
			}
			if (!this.found.isEmpty()) {
				ArrayNode calls = said.putArray(Fields.TOOL_CALLS);
				this.found.values().forEach(calls::add);
				this.found.clear();
			}
			return said;
		}

		@Nullable FinishReason reason(@Nullable FinishReason reason) {
			return (reason == FinishReason.STOP && this.reader.hasCalls()) ? FinishReason.TOOL_CALLS : reason;
		}

		@Override
		public void text(String piece) {
			this.text.append(piece);
		}

		@Override
		public void call(int index, String name) {
			ObjectNode call = found(index).put(Fields.ID, CallTranslation.this.ids.get())
				.put(Fields.TYPE, Fields.FUNCTION);
			call.putObject(Fields.FUNCTION).put(Fields.NAME, name).put(Fields.ARGUMENTS, "");
		}

		@Override
		public void arguments(int index, String piece) {
			ObjectNode function = found(index).withObject(Fields.FUNCTION);
			function.put(Fields.ARGUMENTS, function.path(Fields.ARGUMENTS).asString("") + piece);
		}

		private ObjectNode found(int index) {
			return this.found.computeIfAbsent(index, (at) -> MAPPER.createObjectNode().put(Fields.INDEX, at));
		}

	}

}
