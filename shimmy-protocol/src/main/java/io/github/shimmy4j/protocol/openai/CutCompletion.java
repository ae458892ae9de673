package io.github.shimmy4j.protocol.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A whole completion, cut into the chunks of a stream: for each choice a role and what is
 * not text, the words one by one, and the finish reason; then the usage.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat-streaming">OpenAI's
 * chunks</a>
 */
final class CutCompletion {

	/**
	 * Between a space and what is not one, so that each word keeps the space after it.
	 */
	private static final Pattern WORDS = Pattern.compile("(?<=\\s)(?=\\S)");

	private CutCompletion() {
	}

	static List<CompletionChunk> chunks(Completion completion) {
		CompletionHead head = CompletionHead.of(completion);
		List<CompletionChunk> chunks = new ArrayList<>();
		for (JsonNode choice : completion.json().path(Fields.CHOICES)) {
			cut(choice, head, chunks);
		}
		if (completion.json().path(Fields.USAGE) instanceof ObjectNode usage
				&& usage.path("total_tokens").asLong(0) > 0) {
			chunks.add(head.usage(usage));
		}
		return chunks;
	}

	private static void cut(JsonNode choice, CompletionHead head, List<CompletionChunk> chunks) {
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
