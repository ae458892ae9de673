package io.github.shimmy4j.protocol.claude;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import io.github.shimmy4j.protocol.conversation.Conversation;
import io.github.shimmy4j.protocol.conversation.InvalidFieldException;
import io.github.shimmy4j.protocol.conversation.Message;
import io.github.shimmy4j.protocol.conversation.Message.Role;
import io.github.shimmy4j.protocol.conversation.Part;
import tools.jackson.databind.json.JsonMapper;

/**
 * Lines by which clients tell Anthropic whom to bill. They change with each release or
 * each conversation and come first in the prompt, so with them a server would read the
 * whole prompt again. They mean nothing to a model.
 */
public final class AttributionLines {

	/** The only list of such lines. */
	private static final List<Pattern> KNOWN = List
		.of(Pattern.compile("\\Ax-anthropic-billing-header:[^\\n]*+(?:\\n|\\z)"));

	private AttributionLines() {
	}

	/**
	 * Removes the lines from the beginnings of the texts of system messages.
	 * @param conversation a conversation
	 * @return the same without the lines
	 * @throws InvalidFieldException if it has no message beside such lines
	 */
	public static Conversation removed(Conversation conversation) {
		List<Message> messages = conversation.messages()
			.stream()
			.map((message) -> (message.role() == Role.SYSTEM) ? removed(message) : message)
			.filter((message) -> message.role() != Role.SYSTEM || !message.parts().isEmpty())
			.toList();
		if (messages.isEmpty() && !conversation.messages().isEmpty()) {
			throw InvalidFieldException.rejected("messages", JsonMapper.shared().createArrayNode(),
					"a list of at least one message beside attribution lines");
		}
		return conversation.withMessages(messages);
	}

	private static Message removed(Message message) {
		List<Part> parts = new ArrayList<>();
		for (Part part : message.parts()) {
			String text = ((Part.Text) part).text();
			String left = text;
			for (Pattern line : KNOWN) {
				left = line.matcher(left).replaceFirst("");
			}
			if (left.equals(text) || !left.isBlank()) {
				parts.add(new Part.Text(left));
			}
		}
		return new Message(message.role(), parts);
	}

}
