package io.github.shimmy4j.engine.generation;

import java.util.List;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import io.github.shimmy4j.engine.model.ChatMessage;
import io.github.shimmy4j.engine.model.LanguageModel;
import io.github.shimmy4j.engine.model.Prompt;
import io.github.shimmy4j.engine.model.Sampling;

/**
 * A request for the next message of a chat.
 *
 * @param messages the chat so far
 * @param maxTokens most tokens of the answer, or null for as many as fit into the context
 * @param stop texts that end the answer and are left out of it
 * @param sampling how tokens are chosen
 */
public record ChatRequest(List<ChatMessage> messages, @Nullable Integer maxTokens, List<String> stop,
		Sampling sampling) implements AnswerRequest {

	public ChatRequest {
		messages = List.copyOf(messages);
		stop = List.copyOf(stop);
	}

	@Override
	public Prompt prompt(LanguageModel model, BooleanSupplier wanted) {
		return model.prompt(this.messages, wanted);
	}

}
