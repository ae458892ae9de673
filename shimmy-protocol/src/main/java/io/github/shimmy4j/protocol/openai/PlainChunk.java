package io.github.shimmy4j.protocol.openai;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A chunk in OpenAI's form that does nothing but add to the text of one choice. Nearly
 * all chunks of an answer do, so this one is recognized without building its tree.
 *
 * @param json the chunk as it is sent
 * @param index index of the choice
 * @param text the addition to its content; not empty
 */
public record PlainChunk(String json, int index, String text) {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	/** The same chunk as a tree. */
	Completion.Chunk chunk() {
		return new Completion.Chunk((ObjectNode) MAPPER.readTree(this.json));
	}

	/**
	 * Recognizes such a chunk.
	 * @param json any text
	 * @return null if it is anything else, lacks a field, or has one that is not expected
	 */
	static @Nullable PlainChunk read(String json) {
		try (JsonParser parser = MAPPER.createParser(json)) {
			return new Reader(parser).read(json);
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	/** Each method returns false at the first thing that is not expected. */
	private static final class Reader {

		/** The id, object, created, model, choices, and the choice's finish reason. */
		private static final int REQUIRED_FIELDS = 6;

		private final JsonParser parser;

		/** Required fields that have come. */
		private int required;

		private int index = -1;

		private String text = "";

		Reader(JsonParser parser) {
			this.parser = parser;
		}

		@Nullable PlainChunk read(String json) {
			boolean plain = this.parser.nextToken() == JsonToken.START_OBJECT && fields(this::field)
					&& this.parser.nextToken() == null;
			boolean whole = this.required == REQUIRED_FIELDS && this.index >= 0 && !this.text.isEmpty();
			return (plain && whole) ? new PlainChunk(json, this.index, this.text) : null;
		}

		/** Reads up to the end of an object that has begun. */
		private boolean fields(FieldReader reader) {
			for (String name = this.parser.nextName(); name != null; name = this.parser.nextName()) {
				if (!reader.read(name, this.parser.nextToken())) {
					return false;
				}
			}
			return this.parser.currentToken() == JsonToken.END_OBJECT;
		}

		private boolean field(String name, JsonToken value) {
			return switch (name) {
				case Fields.ID, Fields.MODEL ->
					required(value == JsonToken.VALUE_STRING && !this.parser.getString().isEmpty());
				case Fields.OBJECT ->
					required(value == JsonToken.VALUE_STRING && this.parser.getString().equals(Completion.Head.CHUNK));
				case Fields.CREATED -> required(value == JsonToken.VALUE_NUMBER_INT);
				case Fields.CHOICES ->
					required(value == JsonToken.START_ARRAY && this.parser.nextToken() == JsonToken.START_OBJECT
							&& fields(this::choice) && this.parser.nextToken() == JsonToken.END_ARRAY);
				case Fields.SYSTEM_FINGERPRINT -> value == JsonToken.VALUE_STRING || value == JsonToken.VALUE_NULL;
				default -> false;
			};
		}

		private boolean required(boolean isGood) {
			this.required++;
			return isGood;
		}

		private boolean choice(String name, JsonToken value) {
			return switch (name) {
				case Fields.INDEX -> index(value);
				case Fields.DELTA -> value == JsonToken.START_OBJECT && fields(this::delta);
				case Fields.FINISH_REASON -> required(value == JsonToken.VALUE_NULL);
				case Fields.LOGPROBS -> value == JsonToken.VALUE_NULL;
				default -> false;
			};
		}

		private boolean index(JsonToken value) {
			this.index = (value == JsonToken.VALUE_NUMBER_INT) ? this.parser.getIntValue() : -1;
			return this.index >= 0;
		}

		private boolean delta(String name, JsonToken value) {
			if (!name.equals(Fields.CONTENT) || value != JsonToken.VALUE_STRING || !this.text.isEmpty()) {
				return false;
			}
			this.text = this.parser.getString();
			return true;
		}

	}

	private interface FieldReader {

		/** Reads a value whose first token was read. */
		boolean read(String name, JsonToken value);

	}

}
