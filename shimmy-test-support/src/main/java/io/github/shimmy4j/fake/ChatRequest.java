package io.github.shimmy4j.fake;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The fields of a chat request that the server reads; it ignores all others.
 *
 * @param model the id asked for
 * @param messages the conversation
 * @param stream whether to answer with server-sent events
 * @param includeUsage whether the stream ends with a chunk of counts
 * @param maxTokens the most tokens to generate
 * @param stop texts that end the answer
 * @param promptTokens the prompt as the server counts it
 */
record ChatRequest(String model, List<Message> messages, boolean stream, boolean includeUsage, int maxTokens,
		List<String> stop, List<String> promptTokens) {

	String lastUserMessage() {
		String last = "";
		for (Message message : this.messages) {
			last = "user".equals(message.role()) ? message.content() : last;
		}
		return last;
	}

	String allText() {
		return allText(this.messages);
	}

	private static String allText(List<Message> messages) {
		return messages.stream().map(Message::content).collect(Collectors.joining("\n"));
	}

	/** Whitespace-separated words stand in for the tokens of a fake shimmy. */
	static List<String> words(List<Message> messages) {
		return Stream.of(allText(messages).split("\\s+")).filter((word) -> !word.isEmpty()).toList();
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
