package io.github.shimmy4j.autoconfigure.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.github.shimmy4j.autoconfigure.ControlTokens;
import io.github.shimmy4j.capability.ControlMarks;
import io.github.shimmy4j.capability.Feature;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage.ToolResponse;
import org.springframework.ai.chat.messages.UserMessage;

/**
 * Escapes or refuses control tokens in the content of messages. A server that obeys them
 * would end the message there and read the rest as another role's.
 *
 * @param configured the treatment on every server; null chooses by the server kind
 */
record ContentGuard(@Nullable ControlTokens configured) {

	List<Message> guard(List<Message> messages, ServerEndpoint endpoint) {
		ControlTokens treatment = treatment(endpoint);
		if (treatment == ControlTokens.PASS) {
			return messages;
		}
		if (treatment == ControlTokens.REFUSE) {
			refuse(messages, endpoint);
			return messages;
		}
		return messages.stream().map((message) -> escaped(message, endpoint.marks())).toList();
	}

	private ControlTokens treatment(ServerEndpoint endpoint) {
		if (this.configured != null) {
			return this.configured;
		}
		return endpoint.capabilities().supports(Feature.PLAIN_CONTENT) ? ControlTokens.PASS : ControlTokens.ESCAPE;
	}

	private static void refuse(List<Message> messages, ServerEndpoint endpoint) {
		for (int index = 0; index < messages.size(); index++) {
			Message message = messages.get(index);
			for (String text : texts(message)) {
				Optional<String> mark = endpoint.marks().firstIn(text);
				if (mark.isPresent()) {
					throw new ShimmyException(ShimmyErrorCode.REQUEST_REJECTED,
							"Message %d, of the role '%s', contains the control token '%s', and 'shimmy.chat.control-tokens' is 'refuse'"
								.formatted(index, message.getMessageType().getValue(), mark.get()));
				}
			}
		}
	}

	private static List<String> texts(Message message) {
		List<String> texts = new ArrayList<>();
		if (message.getText() != null) {
			texts.add(message.getText());
		}
		if (message instanceof ToolResponseMessage tools) {
			tools.getResponses().forEach((response) -> texts.add(response.responseData()));
		}
		return texts;
	}

	/** A message without a mark stays the same object: its class may be the user's. */
	private static Message escaped(Message message, ControlMarks marks) {
		if (texts(message).stream().allMatch((text) -> marks.firstIn(text).isEmpty())) {
			return message;
		}
		String text = (message.getText() != null) ? marks.breakIn(message.getText()) : "";
		if (message instanceof UserMessage user) {
			return user.mutate().text(text).build();
		}
		if (message instanceof SystemMessage system) {
			return system.mutate().text(text).build();
		}
		if (message instanceof AssistantMessage answer) {
			return AssistantMessage.builder()
				.content(text)
				.properties(answer.getMetadata())
				.toolCalls(answer.getToolCalls())
				.media(answer.getMedia())
				.build();
		}
		if (message instanceof ToolResponseMessage tools) {
			return ToolResponseMessage.builder()
				.responses(tools.getResponses().stream().map((response) -> escaped(response, marks)).toList())
				.metadata(tools.getMetadata())
				.build();
		}
		throw new ShimmyException(ShimmyErrorCode.REQUEST_REJECTED,
				"A message of %s contains a control token, which can be escaped in messages of Spring AI's own classes only"
					.formatted(message.getClass().getName()));
	}

	private static ToolResponse escaped(ToolResponse response, ControlMarks marks) {
		return new ToolResponse(response.id(), response.name(), marks.breakIn(response.responseData()));
	}

}
