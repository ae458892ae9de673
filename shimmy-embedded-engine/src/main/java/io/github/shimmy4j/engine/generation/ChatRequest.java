package io.github.shimmy4j.engine.generation;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.shimmy4j.engine.model.ChatMessage;
import io.github.shimmy4j.engine.model.Sampling;

/**
 * What is to be answered, and how.
 *
 * @param messages what was said so far
 * @param maxTokens most tokens of the answer, or null for all that fit
 * @param stop texts that end the answer and are not part of it
 * @param sampling how tokens are chosen
 */
public record ChatRequest(List<ChatMessage> messages, @Nullable Integer maxTokens, List<String> stop,
		Sampling sampling) {

	public ChatRequest {
		messages = List.copyOf(messages);
		stop = List.copyOf(stop);
	}

}
