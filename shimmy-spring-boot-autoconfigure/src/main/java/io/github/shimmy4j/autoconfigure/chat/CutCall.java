package io.github.shimmy4j.autoconfigure.chat;

import io.github.shimmy4j.protocol.openai.InvalidAnswerException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.ai.chat.messages.AssistantMessage.ToolCall;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.util.StringUtils;

/**
 * Refuses a call of a tool that was cut off at the limit of tokens. Without this, the
 * tool would be called with half of its arguments.
 */
final class CutCall {

	private CutCall() {
	}

	static void refuse(ChatResponse response) {
		for (Generation generation : response.getResults()) {
			for (ToolCall call : generation.getOutput().getToolCalls()) {
				if (!isJson(call.arguments())) {
					throw new InvalidAnswerException(
							"The answer ended inside the arguments of a call of the tool '%s', at its limit of tokens (max_tokens) or before"
								.formatted(call.name()),
							null);
				}
			}
		}
	}

	/** A tool without parameters may be called without arguments. */
	private static boolean isJson(String arguments) {
		if (!StringUtils.hasText(arguments)) {
			return true;
		}
		try {
			JsonMapper.shared().readTree(arguments);
			return true;
		}
		catch (JacksonException ex) {
			return false;
		}
	}

}
