package io.github.shimmy4j.protocol.openai;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields at the beginning of a whole answer and of each chunk.
 *
 * @param id such as {@code chatcmpl-…}, the same in each chunk
 * @param created seconds since 1970
 * @param model the client's name of the model
 */
public record CompletionHead(String id, long created, String model) {

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
		choice.putObject(Fields.MESSAGE).put(Fields.ROLE, "assistant").put(Fields.CONTENT, content);
		choice.put(Fields.FINISH_REASON, reason.wireName());
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
	public CompletionChunk chunk(int index, ObjectNode delta, @Nullable FinishReason reason) {
		ObjectNode chunk = json(CHUNK);
		chunk.putArray(Fields.CHOICES)
			.addObject()
			.put(Fields.INDEX, index)
			.set(Fields.DELTA, delta)
			.put(Fields.FINISH_REASON, (reason != null) ? reason.wireName() : null);
		return new CompletionChunk(chunk);
	}

	/** Makes the chunk without choices that tells the usage, after all others. */
	public CompletionChunk usage(ObjectNode usage) {
		ObjectNode chunk = json(CHUNK);
		chunk.putArray(Fields.CHOICES);
		chunk.set(Fields.USAGE, usage);
		return new CompletionChunk(chunk);
	}

	private ObjectNode json(String object) {
		return MAPPER.createObjectNode()
			.put(Fields.ID, this.id)
			.put(Fields.OBJECT, object)
			.put(Fields.CREATED, this.created)
			.put(Fields.MODEL, this.model);
	}

}
