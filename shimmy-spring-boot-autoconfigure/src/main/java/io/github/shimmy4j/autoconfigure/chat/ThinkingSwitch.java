package io.github.shimmy4j.autoconfigure.chat;

import java.util.HashMap;
import java.util.Map;

import io.github.shimmy4j.autoconfigure.Reasoning;
import io.github.shimmy4j.capability.Feature;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.ServerEndpoint;

import org.springframework.ai.openai.OpenAiChatOptions;

/**
 * Switches the thinking of a reasoning model on or off, by a variable of its template. A
 * request that sets this variable itself is left as it is.
 *
 * @param reasoning whether the model is to think
 */
record ThinkingSwitch(Reasoning reasoning) {

	/** Of llama-server, vLLM and SGLang. */
	private static final String TEMPLATE_VARIABLES = "chat_template_kwargs";

	private static final String VARIABLE = "enable_thinking";

	/**
	 * Sets the switch in a request.
	 * @param options options of the request
	 * @return the same, with the switch if the server needs it
	 * @throws ShimmyException UNSUPPORTED_REQUEST if the model cannot be switched
	 */
	OpenAiChatOptions set(OpenAiChatOptions options, ServerEndpoint endpoint) {
		Map<String, Object> body = new HashMap<>();
		if (options.getExtraBody() != null) {
			body.putAll(options.getExtraBody());
		}
		Map<String, Object> variables = new HashMap<>();
		if (body.get(TEMPLATE_VARIABLES) instanceof Map<?, ?> given) {
			given.forEach((name, value) -> variables.put(String.valueOf(name), value));
		}
		if (this.reasoning == Reasoning.AUTO || variables.containsKey(VARIABLE)) {
			return options;
		}
		ServerCapabilities server = endpoint.capabilities();
		Feature wanted = (this.reasoning == Reasoning.ON) ? Feature.THINKING : Feature.ANSWER_WITHOUT_THINKING;
		if (!server.supports(wanted)) {
			throw new ShimmyException(ShimmyErrorCode.UNSUPPORTED_REQUEST,
					"'shimmy.chat.reasoning' is '%s', and %s cannot get %s from the model '%s'".formatted(
							(this.reasoning == Reasoning.ON) ? "on" : "off", server.kind(), wanted.description(),
							endpoint.model()));
		}
		if (!server.features().containsAll(Feature.THINKING_SWITCH)) {
			// The model does so by itself.
			return options;
		}
		variables.put(VARIABLE, this.reasoning == Reasoning.ON);
		body.put(TEMPLATE_VARIABLES, variables);
		return options.mutate().extraBody(body).build();
	}

}
