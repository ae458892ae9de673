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
 * Keeps the content of messages from ending its message and speaking as another role, on
 * servers that would read control tokens in it.
 *
 * @param wanted what becomes of such tokens on every server; null leaves it to what the
 * server is known to do
 */
record ContentGuard(@Nullable ControlTokens wanted) {

	List<Message> guard(List<Message> messages, ServerEndpoint endpoint) {
		ControlTokens treatment = treatment(endpoint);
		if (treatment == ControlTokens.PASS) {
			return messages;
		}
		if (treatment == ControlTokens.REFUSE) {
			refuse(messages, endpoint);
			return messages;
		}
		return messages.stream().map((message) -> broken(message, endpoint.marks())).toList();
	}

	private ControlTokens treatment(ServerEndpoint endpoint) {
		if (this.wanted != null) {
			return this.wanted;
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

	/**
	 * The message itself where it has no mark: it may be of a class of the user's own.
	 */
	private static Message broken(Message message, ControlMarks marks) {
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
				.responses(tools.getResponses().stream().map((response) -> broken(response, marks)).toList())
				.metadata(tools.getMetadata())
				.build();
		}
		throw new ShimmyException(ShimmyErrorCode.REQUEST_REJECTED,
				"A message of %s contains a control token, which can be escaped in messages of Spring AI's own classes only"
					.formatted(message.getClass().getName()));
	}

	private static ToolResponse broken(ToolResponse response, ControlMarks marks) {
		return new ToolResponse(response.id(), response.name(), marks.breakIn(response.responseData()));
	}

}
