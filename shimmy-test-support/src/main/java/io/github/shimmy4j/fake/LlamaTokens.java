package io.github.shimmy4j.fake;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import tools.jackson.databind.node.ArrayNode;

/**
 * Prompts and tokens of the fake {@code llama-server}. A token is a control token, a word
 * with the space before it, or another character; together they are the text.
 */
final class LlamaTokens {

	private static final int VOCABULARY = 49152;

	private static final Pattern TEXT = Pattern.compile(" ?[\\p{L}\\p{N}]+|.", Pattern.DOTALL);

	private static final Pattern MARKED = Pattern.compile("<\\|[a-z_]+\\|>|" + TEXT, Pattern.DOTALL);

	private LlamaTokens() {
	}

	/**
	 * ChatML, whatever the model's template is.
	 * @param tools as the template tells the model of them; empty for none
	 */
	static String prompt(List<ChatRequest.Message> messages, String tools) {
		StringBuilder prompt = new StringBuilder();
		if (!tools.isEmpty()) {
			prompt.append("<|im_start|>system\n%s<|im_end|>\n".formatted(tools));
		}
		for (ChatRequest.Message message : messages) {
			prompt.append("<|im_start|>%s\n%s<|im_end|>\n".formatted(message.role(), message.content()));
		}
		return prompt.append("<|im_start|>assistant\n").toString();
	}

	/** Control tokens are text unless they are parsed. */
	static List<String> of(String text, boolean parseSpecial) {
		return (parseSpecial ? MARKED : TEXT).matcher(text).results().map(MatchResult::group).toList();
	}

	static ArrayNode json(List<String> tokens, boolean withPieces) {
		ArrayNode json = Json.array();
		for (String token : tokens) {
			int id = Math.floorMod(token.hashCode(), VOCABULARY);
			if (withPieces) {
				json.addObject().put("id", id).put("piece", token);
			}
			else {
				json.add(id);
			}
		}
		return json;
	}

}
