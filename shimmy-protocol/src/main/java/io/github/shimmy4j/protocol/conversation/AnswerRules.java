package io.github.shimmy4j.protocol.conversation;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Limits and form of an answer.
 *
 * @param limit most tokens of the answer, at least 1; null for as many as fit
 * @param stops texts at which the answer ends
 * @param format form that its text must have
 * @param thinking whether the model thinks first
 * @param stream whether the client wants the answer piece by piece
 */
public record AnswerRules(@Nullable Integer limit, List<String> stops, AnswerFormat format, ThinkingMode thinking,
		boolean stream) {

	public AnswerRules {
		if (limit != null && limit < 1) {
			throw new IllegalArgumentException("An answer cannot be limited to %d tokens".formatted(limit));
		}
		stops = List.copyOf(stops);
		if (stops.contains("")) {
			throw new IllegalArgumentException("An empty text cannot end an answer");
		}
		Objects.requireNonNull(format, "format");
		Objects.requireNonNull(thinking, "thinking");
	}

	/** An answer in any form, of any length. */
	public static AnswerRules plain(boolean stream) {
		return new AnswerRules(null, List.of(), AnswerFormat.TEXT, ThinkingMode.UNSET, stream);
	}

	/** Whether the model thinks before it answers. */
	public enum ThinkingMode {

		/** As the server does by itself. */
		UNSET,

		/** It must think. */
		ON,

		/** It must not think. */
		OFF

	}

}
