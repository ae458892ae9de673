package io.github.shimmy4j.gateway.claude;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.gateway.call.Failure;
import io.github.shimmy4j.protocol.claude.ClaudeError;
import io.github.shimmy4j.protocol.conversation.ContextExceededException;
import io.github.shimmy4j.protocol.openai.CompletionRequest;
import io.github.shimmy4j.protocol.prompt.TokenEstimate;
import org.jspecify.annotations.Nullable;

/**
 * Tells the failures of one request in the words of its client.
 *
 * @param names the client's names of fields
 * @param request the request in OpenAI's form
 * @param context most tokens of the server's context; 0 if unknown
 */
record ClaudeRefusals(ClaudeNames names, CompletionRequest request, long context) {

	Failure told(Failure failure) {
		Failure told = ClaudeErrors.told(failure.renamed(this.names::of));
		if (failure.cause().code() != ShimmyErrorCode.CONTEXT_EXCEEDED) {
			return told;
		}
		ContextExceededException exceeded = exceeded(failure.cause());
		return told.withMessage((exceeded != null) ? words(exceeded) : estimated(told.message()));
	}

	private static String words(ContextExceededException exceeded) {
		boolean fits = exceeded.promptTokens() <= exceeded.maximum() && exceeded.answerTokens() > 0;
		return fits ? ClaudeError.answerTooLong(exceeded.promptTokens(), exceeded.answerTokens(), exceeded.maximum())
				: ClaudeError.promptTooLong(exceeded.promptTokens(), exceeded.maximum());
	}

	/** Programs shorten the conversation by the difference of the numbers. */
	private String estimated(String words) {
		long tokens = TokenEstimate.ofBytes(this.request.promptBytes());
		return (this.context > 0) ? ClaudeError.promptTooLong(Math.max(tokens, this.context + 1), this.context)
				: ClaudeError.promptTooLong(words);
	}

	/** A refusal of the server has it as its cause. */
	private static @Nullable ContextExceededException exceeded(@Nullable Throwable thrown) {
		for (Throwable each = thrown; each != null; each = each.getCause()) {
			if (each instanceof ContextExceededException found) {
				return found;
			}
		}
		return null;
	}

}
