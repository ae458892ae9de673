package io.github.shimmy4j.engine.generation;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.shimmy4j.engine.model.ChatMessage;
import io.github.shimmy4j.engine.model.Sampling;

/**
 * A request for an answer.
 *
 * @param messages the chat so far
 * @param maxTokens most tokens of the answer, or null for as many as fit into the context
 * @param stop texts that end the answer and are left out of it
 * @param sampling how tokens are chosen
 */
public record ChatRequest(List<ChatMessage> messages, @Nullable Integer maxTokens, List<String> stop,
		Sampling sampling) {

	public ChatRequest {
		messages = List.copyOf(messages);
		stop = List.copyOf(stop);
	}

}
