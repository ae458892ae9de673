package io.github.shimmy4j.protocol.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

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

	/**
	 * Splits the completion into the chunks of a stream: for each choice the role and all
	 * that is not text, the words one by one, and the finish reason; then the usage.
	 * {@link JoinedChunks} is the inverse.
	 */
	List<CompletionChunk> chunks() {
		CompletionHead head = new CompletionHead(this.json.path(Fields.ID).asString(),
				this.json.path(Fields.CREATED).asLong(), this.json.path(Fields.MODEL).asString());
		List<CompletionChunk> chunks = new ArrayList<>();
		for (JsonNode choice : this.json.path(Fields.CHOICES)) {
			split(choice, head, chunks);
		}
		if (this.json.path(Fields.USAGE) instanceof ObjectNode usage && usage.path(Usage.TOTAL).asLong(0) > 0) {
			chunks.add(head.usage(usage));
		}
		return chunks;
	}

	private static void split(JsonNode choice, CompletionHead head, List<CompletionChunk> chunks) {
		int index = choice.path(Fields.INDEX).asInt();
		ObjectNode first = (ObjectNode) choice.path(Fields.MESSAGE).deepCopy();
		String content = first.path(Fields.CONTENT).asString("");
		first.remove(Fields.CONTENT);
		chunks.add(head.chunk(index, first, null));
		for (String word : WORDS.split(content)) {
			chunks.add(head.chunk(index, delta().put(Fields.CONTENT, word), null));
		}
		chunks.add(head.chunk(index, delta(), FinishReason.of(choice.path(Fields.FINISH_REASON))));
	}

	private static ObjectNode delta() {
		return JsonMapper.shared().createObjectNode();
	}

}
