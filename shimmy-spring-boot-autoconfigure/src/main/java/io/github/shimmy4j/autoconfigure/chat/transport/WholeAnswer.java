package io.github.shimmy4j.autoconfigure.chat.transport;

import java.util.function.Consumer;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A whole completion, delivered as the chunks that were asked for: a role, what is not
 * text, the words one by one, the finish reason, the usage.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat-streaming">OpenAI's
 * chunks</a>
 */
final class WholeAnswer {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	/**
	 * Between a space and what is not one, so that each word keeps the space after it.
	 */
	private static final Pattern WORDS = Pattern.compile("(?<=\\s)(?=\\S)");

	private final ObjectNode completion;

	private final Consumer<ObjectNode> chunks;

	private WholeAnswer(ObjectNode completion, Consumer<ObjectNode> chunks) {
		this.completion = completion;
		this.chunks = chunks;
	}

	/**
	 * Cuts a completion.
	 * @param completion in its shape, see {@link CompletionShape}
	 * @param chunks gets them in order
	 */
	static void cut(ObjectNode completion, Consumer<ObjectNode> chunks) {
		new WholeAnswer(completion, chunks).cut();
	}

	private void cut() {
		for (JsonNode choice : this.completion.path(CompletionShape.CHOICES)) {
			cut(choice, choice.path(CompletionShape.INDEX).asInt());
		}
		if (this.completion.path(CompletionShape.USAGE).path("total_tokens").asLong(0) > 0) {
			ObjectNode chunk = head();
			chunk.putArray(CompletionShape.CHOICES);
			chunk.set(CompletionShape.USAGE, this.completion.path(CompletionShape.USAGE));
			this.chunks.accept(chunk);
		}
	}

	private void cut(JsonNode choice, int index) {
		ObjectNode first = (ObjectNode) choice.path(CompletionShape.MESSAGE).deepCopy();
		String content = first.path(CompletionShape.CONTENT).asString("");
		first.remove(CompletionShape.CONTENT);
		accept(index, first, null);
		for (String word : WORDS.split(content)) {
			accept(index, MAPPER.createObjectNode().put(CompletionShape.CONTENT, word), null);
		}
		accept(index, MAPPER.createObjectNode(), choice.path(CompletionShape.FINISH_REASON).asString());
	}

	private void accept(int index, ObjectNode delta, @Nullable String finishReason) {
		ObjectNode chunk = head();
		ArrayNode choices = chunk.putArray(CompletionShape.CHOICES);
		ObjectNode choice = choices.addObject().put(CompletionShape.INDEX, index);
		choice.set(CompletionShape.DELTA, delta);
		choice.put(CompletionShape.FINISH_REASON, finishReason);
		this.chunks.accept(chunk);
	}

	private ObjectNode head() {
		ObjectNode chunk = MAPPER.createObjectNode();
		for (String name : new String[] { "id", "created", "model" }) {
			chunk.set(name, this.completion.path(name));
		}
		return chunk.put("object", "chat.completion.chunk");
	}

}
