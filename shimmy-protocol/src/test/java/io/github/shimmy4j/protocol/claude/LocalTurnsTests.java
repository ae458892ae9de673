package io.github.shimmy4j.protocol.claude;

import java.util.Collections;
import java.util.List;

import io.github.shimmy4j.protocol.conversation.AnswerRules;
import io.github.shimmy4j.protocol.conversation.Conversation;
import io.github.shimmy4j.protocol.conversation.LocalTurns;
import io.github.shimmy4j.protocol.conversation.Message;
import io.github.shimmy4j.protocol.conversation.Message.Role;
import io.github.shimmy4j.protocol.conversation.Part;
import io.github.shimmy4j.protocol.conversation.Sampling;
import io.github.shimmy4j.protocol.conversation.ToolOffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** Conversations of Claude's clients on the way to a local server. */
class LocalTurnsTests {

	private static final String LINE = "x-anthropic-billing-header: cc_version=2.1.197.1c0; cc_entrypoint=cli; cch=0a1b;";

	private static Conversation of(Message... messages) {
		return new Conversation("m", List.of(messages), ToolOffer.NONE, Sampling.DEFAULT, AnswerRules.plain(true));
	}

	private static Message text(Role role, String... texts) {
		return new Message(role, List.of(texts).stream().<Part>map(Part.Text::new).toList());
	}

	@Test
	void laterInstructionIsSaidByTheUserAtItsPlace() {
		Conversation turns = LocalTurns.of(of(text(Role.SYSTEM, "a", "b"), text(Role.USER, "c"), text(Role.SYSTEM, "d"),
				text(Role.ASSISTANT, "e"), text(Role.SYSTEM, "f"), text(Role.USER, "g")));
		assertThat(turns.messages()).containsExactly(text(Role.SYSTEM, "a\nb"), text(Role.USER, "c\nd"),
				text(Role.ASSISTANT, "e"), text(Role.USER, "f\ng"));
	}

	@Test
	void otherPartsKeepTheirPlaces() {
		Part.Image image = new Part.Image("image/png", "aaaa");
		Part.ToolResult result = new Part.ToolResult("1", "Read", List.of(), false);
		Conversation turns = LocalTurns.of(of(Message.of(Role.USER, new Part.Text("a"), image, new Part.Text("b")),
				Message.of(Role.TOOL, result), text(Role.USER, "c")));
		assertThat(turns.messages()).containsExactly(
				Message.of(Role.USER, new Part.Text("a"), image, new Part.Text("b")), Message.of(Role.TOOL, result),
				text(Role.USER, "c"));
	}

	@Test
	void instructionBetweenACallAndItsResultIsSaidAfterTheResult() {
		Part.ToolCall call = new Part.ToolCall("1", "Read", "{}");
		Part.ToolResult result = new Part.ToolResult("1", "Read", List.of(), false);
		Conversation turns = LocalTurns.of(of(text(Role.USER, "a"), Message.of(Role.ASSISTANT, call),
				text(Role.SYSTEM, "b"), Message.of(Role.TOOL, result), text(Role.USER, "c")));
		assertThat(turns.messages()).containsExactly(text(Role.USER, "a"), Message.of(Role.ASSISTANT, call),
				Message.of(Role.TOOL, result), text(Role.USER, "b\nc"));
		assertThat(LocalTurns.of(of(Message.of(Role.ASSISTANT, call), text(Role.SYSTEM, "b"))).messages())
			.containsExactly(Message.of(Role.ASSISTANT, call), text(Role.USER, "b"));
	}

	@Test
	@Timeout(20)
	void manyMessagesOfOneRoleAreJoinedAtOnce() {
		List<Message> many = Collections.nCopies(400_000, text(Role.USER, "a"));
		assertThat(LocalTurns.of(of(many.toArray(Message[]::new))).messages()).hasSize(1);
	}

	@Test
	void answerIsFollowedByATurnOfTheUserToBeCounted() {
		assertThat(LocalTurns.answerable(of(text(Role.USER, "a"), text(Role.ASSISTANT, "b"))).messages())
			.containsExactly(text(Role.USER, "a"), text(Role.ASSISTANT, "b"), text(Role.USER, ""));
		Conversation asked = of(text(Role.USER, "a"));
		assertThat(LocalTurns.answerable(asked)).isEqualTo(asked);
	}

	@Test
	void attributionIsRemovedFromTheSystemPromptOnly() {
		Conversation removed = AttributionLines.removed(of(text(Role.SYSTEM, LINE, "You are an agent."),
				text(Role.USER, LINE), text(Role.SYSTEM, LINE + "\nGo on.")));
		assertThat(removed.messages()).containsExactly(text(Role.SYSTEM, "You are an agent."), text(Role.USER, LINE),
				text(Role.SYSTEM, "Go on."));
		assertThat(AttributionLines.removed(of(text(Role.SYSTEM, LINE), text(Role.USER, "a"))).messages())
			.containsExactly(text(Role.USER, "a"));
	}

	@Test
	void nothingElseIsTouched() {
		Conversation conversation = of(text(Role.SYSTEM, "", "The header is\n" + LINE, "x-anthropic: a"));
		assertThat(AttributionLines.removed(conversation)).isEqualTo(conversation);
	}

}
