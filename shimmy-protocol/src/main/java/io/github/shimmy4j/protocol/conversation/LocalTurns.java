package io.github.shimmy4j.protocol.conversation;

import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.protocol.conversation.Message.Role;

/**
 * A conversation in the turns that the chat templates of local models take. Many of them
 * fail on a system message that is not the first, and on two messages of one role in a
 * row, which Claude takes as one. The order of all texts stays, so that the beginning of
 * the prompt is the same in each request of a conversation.
 */
public final class LocalTurns {

	private final List<Message> turns = new ArrayList<>();

	private LocalTurns() {
	}

	/**
	 * Joins messages of one role, and lets a user say what a later system message says.
	 * @param conversation a conversation
	 * @return the same in turns
	 */
	public static Conversation of(Conversation conversation) {
		LocalTurns joined = new LocalTurns();
		conversation.messages().forEach(joined::add);
		List<Message> messages = joined.turns.stream()
			.map((turn) -> new Message(turn.role(), withJoinedTexts(turn.parts())))
			.toList();
		return new Conversation(conversation.model(), messages, conversation.tools(), conversation.sampling(),
				conversation.answer());
	}

	private void add(Message message) {
		Message last = this.turns.isEmpty() ? null : this.turns.get(this.turns.size() - 1);
		boolean isLate = message.role() == Role.SYSTEM && last != null && last.role() != Role.SYSTEM;
		Role role = isLate ? Role.USER : message.role();
		if (last == null || last.role() != role) {
			this.turns.add(new Message(role, message.parts()));
			return;
		}
		List<Part> parts = new ArrayList<>(last.parts());
		parts.addAll(message.parts());
		this.turns.set(this.turns.size() - 1, new Message(role, parts));
	}

	/** Some servers take one text for each message only. */
	private static List<Part> withJoinedTexts(List<Part> parts) {
		List<Part> joined = new ArrayList<>();
		StringBuilder text = new StringBuilder();
		boolean open = false;
		for (Part part : parts) {
			if (part instanceof Part.Text more) {
				text.append(open ? "\n" : "").append(more.text());
				open = true;
				continue;
			}
			if (open) {
				joined.add(new Part.Text(text.toString()));
				text.setLength(0);
				open = false;
			}
			joined.add(part);
		}
		if (open) {
			joined.add(new Part.Text(text.toString()));
		}
		return joined;
	}

}
