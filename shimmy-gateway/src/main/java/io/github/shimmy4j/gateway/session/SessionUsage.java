package io.github.shimmy4j.gateway.session;

import io.github.shimmy4j.protocol.openai.Completion;
import io.github.shimmy4j.protocol.openai.Completion.Usage;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tokens of all answers of a session. The prompt of each answer counts with the turns
 * before it.
 *
 * @param promptTokens tokens of all prompts
 * @param completionTokens tokens of all answers
 * @param isEstimated whether a server has counted none, so that some are an estimate
 */
public record SessionUsage(long promptTokens, long completionTokens, boolean isEstimated) {

	/** Of a session without an answer. */
	static final SessionUsage NONE = new SessionUsage(0, 0, false);

	/** The same with one more answer. */
	SessionUsage plus(Completion answer) {
		Usage usage = answer.usage();
		return new SessionUsage(this.promptTokens + usage.promptTokens(),
				this.completionTokens + usage.completionTokens(), this.isEstimated || answer.isUsageEstimated());
	}

	/** As answers of OpenAI's protocol tell it. */
	ObjectNode json() {
		ObjectNode json = new Usage(this.promptTokens, this.completionTokens, null).json();
		return this.isEstimated ? json.put(Usage.ESTIMATED, true) : json;
	}

}
