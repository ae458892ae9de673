package io.github.shimmy4j.protocol.conversation;

import java.util.List;
import java.util.Objects;

/**
 * A request for the next message of a conversation.
 *
 * @param model name by which the client asks for the model; may be empty
 * @param messages the conversation so far, oldest first
 * @param tools what the model may call
 * @param sampling how tokens are chosen
 * @param answer limits and form of the answer
 */
public record Conversation(String model, List<Message> messages, ToolOffer tools, Sampling sampling,
		AnswerRules answer) {

	public Conversation {
		Objects.requireNonNull(model, "model");
		messages = List.copyOf(messages);
		Objects.requireNonNull(tools, "tools");
		Objects.requireNonNull(sampling, "sampling");
		Objects.requireNonNull(answer, "answer");
	}

	/** The same with other messages. */
	public Conversation withMessages(List<Message> messages) {
		return new Conversation(this.model, messages, this.tools, this.sampling, this.answer);
	}

}
