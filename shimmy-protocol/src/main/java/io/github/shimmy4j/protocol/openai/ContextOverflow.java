package io.github.shimmy4j.protocol.openai;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.shimmy4j.protocol.conversation.ContextExceededException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Recognizes the error of a prompt that is too long, and reads its numbers, in the forms
 * of llama-server, our engine, OpenAI, vLLM, SGLang and Mistral. Only llama-server has
 * fields for them.
 */
final class ContextOverflow {

	/** OpenAI's and llama-server's names for a prompt that is too long. */
	private static final Set<String> NAMES = Set.of(ErrorBody.CONTEXT_LENGTH_EXCEEDED, "exceed_context_size_error");

	/** The words of servers that have no name for it. */
	private static final Pattern WORDS = Pattern.compile(
			"is too large to process|maximum context length|model's context length|exceeds the available context size"
					+ "|maximum prompt length|maximum (?:allowed )?input length|maximum model length"
					+ "|^prompt is too long",
			Pattern.CASE_INSENSITIVE);

	private static final String NUMBER = "(\\d{1,12})\\b";

	private static final Pattern PROMPT = Pattern
		.compile("(?:request \\(|[Tt]he input \\(|prompt \\(length |prompt has |[Pp]rompt contains |at least "
				+ "|resulted in |request has |request contains |You passed |Input length \\(?"
				+ "|prompt is too long: )" + NUMBER + "|" + NUMBER
				+ " (?:in the messages|in your prompt|tokens from the input)");

	/** Some tell only the sum of the prompt and its answer. */
	private static final Pattern BOTH = Pattern.compile("requested (?:a total of )?" + NUMBER + " tokens");

	private static final Pattern ANSWER = Pattern
		.compile(NUMBER + " (?:in the completion|(?:tokens )?for the completion"
				+ "|output tokens)|'max_completion_tokens' is too large: " + NUMBER);

	private static final Pattern PROMPT_LIMIT = Pattern
		.compile("(?:maximum (?:allowed )?input length of " + "|maximum prompt length is |tokens > )" + NUMBER);

	private static final Pattern CONTEXT = Pattern
		.compile("context (?:size \\(|length is |length is only |length of |length \\(|length )" + NUMBER
				+ "|maximum model length of " + NUMBER + "|with " + NUMBER + " maximum context length");

	private ContextOverflow() {
	}

	/** Whether an error in OpenAI's shape says that a prompt is too long. */
	static boolean isSaidBy(JsonNode error) {
		return NAMES.contains(error.path(Fields.CODE).asString(""))
				|| NAMES.contains(error.path(Fields.TYPE).asString("")) || WORDS.matcher(words(error)).find();
	}

	private static String words(JsonNode error) {
		return error.isString() ? error.asString() : error.path(Fields.MESSAGE).asString("");
	}

	/**
	 * The failure with its numbers; null if the error does not tell both.
	 * @param error error that says that a prompt is too long
	 * @param message message of the failure
	 */
	static @Nullable ContextExceededException read(JsonNode error, String message) {
		if (error.path("n_prompt_tokens").isNumber() && error.path("n_ctx").isNumber()) {
			return new ContextExceededException(message, error.path("n_prompt_tokens").asLong(),
					error.path("n_ctx").asLong());
		}
		String words = words(error);
		long limit = first(PROMPT_LIMIT, words);
		long prompt = first(PROMPT, words);
		if (limit >= 0 && prompt > limit) {
			return new ContextExceededException(message, prompt, limit);
		}
		long context = first(CONTEXT, words);
		prompt = (prompt >= 0) ? prompt : first(BOTH, words);
		if (context < 0 || prompt < 0) {
			return null;
		}
		return new ContextExceededException(message, prompt, Math.max(0, first(ANSWER, words)), context);
	}

	/** The number that a pattern finds; -1 if there is none. */
	private static long first(Pattern pattern, String words) {
		Matcher found = pattern.matcher(words);
		if (!found.find()) {
			return -1;
		}
		for (int group = 1; group <= found.groupCount(); group++) {
			if (found.group(group) != null) {
				return Long.parseLong(found.group(group));
			}
		}
		return -1;
	}

}
