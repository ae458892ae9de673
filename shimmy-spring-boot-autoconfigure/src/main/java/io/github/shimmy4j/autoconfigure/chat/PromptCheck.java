package io.github.shimmy4j.autoconfigure.chat;

import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.github.shimmy4j.capability.Feature;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.prompt.AnswerSpace;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatOptions;

/**
 * Makes of a prompt one that the server can honour, or refuses it: nothing that was asked
 * for is dropped in silence.
 */
final class PromptCheck {

	private final OpenAiChatOptions defaults;

	private final ContentGuard content;

	/**
	 * A check.
	 * @param defaults what a request asks for unless it says otherwise
	 * @param content what may stand in messages
	 */
	PromptCheck(OpenAiChatOptions defaults, ContentGuard content) {
		this.defaults = defaults;
		this.content = content;
	}

	/** What a request asks for unless it says otherwise. */
	OpenAiChatOptions defaults() {
		return this.defaults;
	}

	Prompt check(Prompt prompt, ServerEndpoint endpoint) {
		List<Message> given = prompt.getInstructions();
		if (given.isEmpty()) {
			throw new ShimmyException(ShimmyErrorCode.REQUEST_REJECTED, "The prompt has no messages");
		}
		OpenAiChatOptions options = merged(prompt.getOptions());
		refuseUnsupported(RequestedFeatures.of(given, options), endpoint);
		int wanted = wantedTokens(options);
		List<Message> messages = this.content.guard(given, endpoint);
		int fitted = space(endpoint).fit(wanted, messages.stream().map(PromptCheck::text).toList());
		return new Prompt(messages, options.mutate()
			.model(servedModel(options.getModel(), endpoint))
			// The servers read the older name only.
			.maxCompletionTokens(null)
			.maxTokens(fitted)
			.build());
	}

	private static AnswerSpace space(ServerEndpoint endpoint) {
		return new AnswerSpace(endpoint.capabilities().generation(), endpoint.capabilities().limits(),
				endpoint.tokens()::count);
	}

	private static String text(Message message) {
		return Objects.requireNonNullElse(message.getText(), "");
	}

	private OpenAiChatOptions merged(@Nullable ChatOptions options) {
		return (options != null) ? this.defaults.mutate().combineWith(options.mutate()).build() : this.defaults;
	}

	private int wantedTokens(OpenAiChatOptions options) {
		Integer wanted = (options.getMaxCompletionTokens() != null) ? options.getMaxCompletionTokens()
				: options.getMaxTokens();
		if (wanted == null || wanted < 1) {
			throw new ShimmyException(ShimmyErrorCode.REQUEST_REJECTED,
					"max_tokens is %s; allowed is 1 or more".formatted(wanted));
		}
		return wanted;
	}

	private static void refuseUnsupported(Set<Feature> requested, ServerEndpoint endpoint) {
		List<String> unsupported = requested.stream()
			.filter((feature) -> !endpoint.capabilities().supports(feature))
			.map(Feature::description)
			.toList();
		if (!unsupported.isEmpty()) {
			throw new ShimmyException(ShimmyErrorCode.UNSUPPORTED_REQUEST, "%s cannot do what the request asks for: %s"
				.formatted(endpoint.capabilities().generation(), String.join(", ", unsupported)));
		}
	}

	private String servedModel(@Nullable String asked, ServerEndpoint endpoint) {
		// Spring AI's builder puts its own default where nobody named a model. Our own
		// stands for whatever is served: the model may be switched.
		if (asked == null || asked.equals(OpenAiChatOptions.DEFAULT_CHAT_MODEL)
				|| asked.equals(this.defaults.getModel())) {
			return endpoint.model();
		}
		if (!asked.equals(endpoint.model())) {
			throw new ShimmyException(ShimmyErrorCode.UNSUPPORTED_REQUEST,
					"The request asks for the model '%s'; this server serves '%s'".formatted(asked, endpoint.model()));
		}
		return asked;
	}

}
