package io.github.shimmy4j.fake;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The fields of a chat request that shimmy reads; it ignores all others.
 *
 * @param model the id asked for
 * @param messages the conversation
 * @param stream whether to answer with server-sent events
 * @param includeUsage whether the stream ends with a chunk of counts
 * @param maxTokens the most tokens to generate
 * @param stop texts that end the answer
 */
record ChatRequest(String model, List<Message> messages, boolean stream, boolean includeUsage, int maxTokens,
		List<String> stop) {

	String lastUserMessage() {
		String last = "";
		for (Message message : this.messages) {
			last = "user".equals(message.role()) ? message.content() : last;
		}
		return last;
	}

	String allText() {
		return this.messages.stream().map(Message::content).collect(Collectors.joining("\n"));
	}

	/** Whitespace-separated words stand in for tokens throughout the fake. */
	List<String> promptTokens() {
		return Stream.of(allText().split("\\s+")).filter((word) -> !word.isEmpty()).toList();
	}

	/**
	 * One message of the conversation.
	 *
	 * @param role {@code system}, {@code user} or {@code assistant}
	 * @param content the text; parts joined by newlines
	 */
	record Message(String role, String content) {
	}

}
