package io.github.shimmy4j.protocol.openai;

import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Probabilities in the form of {@code /completions}: lists with an entry for each token.
 * llama-server writes them there as in chats, as a list of tokens.
 */
final class TextLogprobs {

	private static final String TOKENS = "tokens";

	private static final String VALUES = "token_logprobs";

	private static final String ALTERNATIVES = "top_logprobs";

	private static final String OFFSETS = "text_offset";

	private static final List<String> LISTS = List.of(TOKENS, VALUES, ALTERNATIVES, OFFSETS);

	/** All that have come so far. */
	private final ObjectNode all = JsonMapper.shared().createObjectNode();

	/** Characters of all tokens so far. */
	private int length;

	/**
	 * Takes the probabilities of a piece.
	 * @param said the server's field {@code logprobs}
	 * @return those of this piece, or null if it has none
	 */
	@Nullable ObjectNode add(JsonNode said) {
		ObjectNode piece = said.path(Fields.CONTENT).isArray() ? converted(said.path(Fields.CONTENT))
				: (said instanceof ObjectNode lists && !lists.path(TOKENS).isEmpty()) ? lists : null;
		if (piece != null) {
			for (String each : LISTS) {
				if (piece.path(each) instanceof ArrayNode list) {
					this.all.withArray(each).addAll(list);
				}
			}
		}
		return piece;
	}

	/** Those of the whole answer, or null if there are none. */
	@Nullable ObjectNode all() {
		return this.all.isEmpty() ? null : this.all;
	}

	private @Nullable ObjectNode converted(JsonNode tokens) {
		if (tokens.isEmpty()) {
			return null;
		}
		ObjectNode piece = JsonMapper.shared().createObjectNode();
		LISTS.forEach(piece::putArray);
		for (JsonNode token : tokens) {
			String text = token.path("token").asString("");
			piece.withArray(TOKENS).add(text);
			piece.withArray(VALUES).add(token.path("logprob"));
			ObjectNode alternatives = piece.withArray(ALTERNATIVES).addObject();
			for (JsonNode other : token.path(ALTERNATIVES)) {
				alternatives.set(other.path("token").asString(""), other.path("logprob"));
			}
			piece.withArray(OFFSETS).add(this.length);
			this.length += text.length();
		}
		return piece;
	}

}
