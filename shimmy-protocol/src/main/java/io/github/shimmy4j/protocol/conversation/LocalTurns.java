package io.github.shimmy4j.protocol.conversation;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.shimmy4j.protocol.conversation.Message.Role;

/**
 * A conversation in the turns that the chat templates of local models take. Many of them
 * fail on a system message that is not the first, and on two messages of one role in a
 * row, which Claude takes as one. The order of all texts stays, so that the beginning of
 * the prompt is the same in each request of a conversation.
 */
public final class LocalTurns {

	private final List<Turn> turns = new ArrayList<>();

	/** Whether the last turn has calls, so that results follow. */
	private boolean called;

	/** Parts of system messages between calls and their results. */
	private final List<Part> held = new ArrayList<>();

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
		joined.release();
		List<Message> messages = joined.turns.stream()
			.map((turn) -> new Message(turn.role(), withJoinedTexts(turn.parts())))
			.toList();
		return conversation.withMessages(messages);
	}

	/**
	 * Adds the turn of the user that follows an answer. A prompt whose last turn is the
	 * model's is one that servers refuse to read, though its tokens can be counted.
	 * @param conversation a conversation
	 * @return the same with a turn that the model can answer
	 */
	public static Conversation answerable(Conversation conversation) {
		List<Message> messages = conversation.messages();
		if (messages.isEmpty() || messages.get(messages.size() - 1).role() != Role.ASSISTANT) {
			return conversation;
		}
		List<Message> more = new ArrayList<>(messages);
		more.add(Message.of(Role.USER, new Part.Text("")));
		return conversation.withMessages(more);
	}

	private void add(Message message) {
		Turn last = last();
		if (message.role() != Role.SYSTEM || last == null || last.role() == Role.SYSTEM) {
			if (message.role() != Role.TOOL) {
				release();
			}
			say(message.role(), message.parts());
		}
		else if (this.called) {
			this.held.addAll(message.parts());
		}
		else {
			say(Role.USER, message.parts());
		}
	}

	private @Nullable Turn last() {
		return this.turns.isEmpty() ? null : this.turns.get(this.turns.size() - 1);
	}

	private void say(Role role, List<Part> parts) {
		Turn last = last();
		if (last == null || last.role() != role) {
			last = new Turn(role, new ArrayList<>());
			this.turns.add(last);
			this.called = false;
		}
		last.parts().addAll(parts);
		this.called |= parts.stream().anyMatch(Part.ToolCall.class::isInstance);
	}

	/** No result may follow any more. */
	private void release() {
		if (!this.held.isEmpty()) {
			say(Role.USER, List.copyOf(this.held));
			this.held.clear();
		}
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

	/** A turn that grows: a copy for each message would make a long request slow. */
	private record Turn(Role role, List<Part> parts) {
	}

}
