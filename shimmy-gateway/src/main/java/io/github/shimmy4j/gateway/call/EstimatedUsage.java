package io.github.shimmy4j.gateway.call;

import java.nio.charset.StandardCharsets;

import io.github.shimmy4j.protocol.openai.AnswerTranslation;
import io.github.shimmy4j.protocol.openai.Completion;
import io.github.shimmy4j.protocol.openai.Completion.Usage;
import io.github.shimmy4j.protocol.openai.Fields;
import io.github.shimmy4j.protocol.openai.PlainChunk;
import io.github.shimmy4j.protocol.prompt.TokenEstimate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Estimates the tokens of an answer whose server counts none, such as shimmy: clients
 * compute costs and contexts with them. The usage says that it is an estimate, in a field
 * {@code estimated}.
 */
final class EstimatedUsage implements AnswerTranslation {

	private final AnswerTranslation before;

	private final long promptBytes;

	private long answerBytes;

	private boolean counted;

	/** The last chunk of a stream without any count; null if there is none. */
	private Completion.@Nullable Chunk uncounted;

	/**
	 * Prepares for one answer.
	 * @param before translation of the answer, which comes first
	 * @param promptBytes bytes of the prompt
	 */
	EstimatedUsage(AnswerTranslation before, long promptBytes) {
		this.before = before;
		this.promptBytes = promptBytes;
	}

	@Override
	public Completion.@Nullable Chunk chunk(Completion.Chunk chunk) {
		if (isCounted(chunk.json())) {
			this.uncounted = null;
			this.counted = true;
		}
		else if (!this.counted) {
			this.uncounted = chunk;
			chunk.json().path(Fields.CHOICES).forEach((choice) -> add(choice.path(Fields.DELTA)));
		}
		return this.before.chunk(chunk);
	}

	@Override
	public boolean passes(PlainChunk chunk) {
		boolean passes = this.before.passes(chunk);
		if (passes && !this.counted) {
			this.answerBytes += bytes(chunk.text());
		}
		return passes;
	}

	@Override
	public Completion.@Nullable Chunk end() {
		Completion.Chunk last = this.uncounted;
		if (last == null) {
			return this.before.end();
		}
		JsonNode json = last.json();
		return new Completion.Head(json.path(Fields.ID).asString(""), json.path(Fields.CREATED).asLong(0),
				json.path(Fields.MODEL).asString(""), null)
			.usage(estimate());
	}

	@Override
	public Completion whole(Completion completion) {
		Completion translated = this.before.whole(completion);
		this.counted = isCounted(translated.json());
		if (!this.counted) {
			translated.json().path(Fields.CHOICES).forEach((choice) -> add(choice.path(Fields.MESSAGE)));
			translated.json().set(Fields.USAGE, estimate());
		}
		return translated;
	}

	private static boolean isCounted(JsonNode json) {
		return json.path(Fields.USAGE).path("total_tokens").asLong(0) > 0;
	}

	private void add(JsonNode message) {
		this.answerBytes += bytes(message.path(Fields.CONTENT).asString(""));
	}

	private static long bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8).length;
	}

	private ObjectNode estimate() {
		return new Usage(tokens(this.promptBytes), tokens(this.answerBytes), null).json().put(Usage.ESTIMATED, true);
	}

	private static long tokens(long bytes) {
		return Math.max(1, TokenEstimate.ofBytes(bytes));
	}

}
