package io.github.shimmy4j.autoconfigure.chat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import io.github.shimmy4j.autoconfigure.ControlTokens;
import io.github.shimmy4j.autoconfigure.Reasoning;
import io.github.shimmy4j.autoconfigure.chat.transport.UnknownModel;
import io.github.shimmy4j.capability.ControlMarks;
import io.github.shimmy4j.capability.Feature;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.prompt.AnswerSpace;
import io.github.shimmy4j.protocol.tool.JsonTexts;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.AssistantMessage.ToolCall;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.MessageType;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage.ToolResponse;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.MediaContent;
import org.springframework.ai.openai.OpenAiChatModel.ResponseFormat;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.util.CollectionUtils;

/**
 * Turns a prompt into one that the server can fulfil, or refuses it: no part of a request
 * is ignored silently.
 */
final class PromptCheck {

	/** OpenAI's own field names, which can also come in through {@code extra-body}. */
	private static final Map<String, Feature> FIELDS = Map.of("tools", Feature.TOOLS, "tool_choice", Feature.TOOLS,
			"functions", Feature.TOOLS, "n", Feature.MULTIPLE_CHOICES, "response_format", Feature.RESPONSE_FORMAT,
			"logprobs", Feature.LOGPROBS, "modalities", Feature.MEDIA, "audio", Feature.MEDIA);

	private final OpenAiChatOptions defaults;

	private final @Nullable String shownModel;

	private final ContentGuard content;

	private final ThinkingSwitch thinking;

	/**
	 * Makes a check of prompts.
	 * @param defaults options of a request that sets none
	 * @param shownModel name of the model for users, whichever is served; null = the name
	 * of the served model
	 * @param controlTokens treatment of control tokens on every server; null chooses by
	 * the server kind
	 * @param reasoning whether the model thinks before it answers
	 */
	PromptCheck(OpenAiChatOptions defaults, @Nullable String shownModel, @Nullable ControlTokens controlTokens,
			Reasoning reasoning) {
		this.defaults = defaults;
		this.shownModel = shownModel;
		this.content = new ContentGuard(controlTokens);
		this.thinking = new ThinkingSwitch(reasoning);
	}

	/** Options of a request that sets none. */
	OpenAiChatOptions defaults() {
		return this.defaults;
	}

	Prompt check(Prompt prompt, ServerEndpoint endpoint) {
		List<Message> given = prompt.getInstructions();
		if (given.isEmpty()) {
			throw new ShimmyException(ShimmyErrorCode.REQUEST_REJECTED, "The prompt has no messages");
		}
		OpenAiChatOptions options = this.thinking.set(merged(prompt.getOptions()), endpoint);
		refuseUnsupported(features(given, options), endpoint);
		int wanted = wantedTokens(options);
		List<Message> messages = this.content.guard(given, endpoint);
		List<ToolCallback> tools = this.content.guardTools(options.getToolCallbacks(), endpoint);
		int fitted = space(endpoint).fit(wanted, messages.stream().map(PromptCheck::text).toList());
		return new Prompt(messages, options.mutate()
			.model(shownModel(options.getModel(), endpoint))
			// The servers know the older name only.
			.maxCompletionTokens(null)
			.maxTokens(fitted)
			.toolCallbacks(tools)
			.build());
	}

	private static AnswerSpace space(ServerEndpoint endpoint) {
		return new AnswerSpace(endpoint.capabilities().kind(), endpoint.capabilities().limits(),
				endpoint.tokens()::count);
	}

	private static String text(Message message) {
		return Objects.requireNonNullElse(message.getText(), "");
	}

	private OpenAiChatOptions merged(@Nullable ChatOptions options) {
		return (options != null) ? this.defaults.mutate().combineWith(options.mutate()).build() : this.defaults;
	}

	private static int wantedTokens(OpenAiChatOptions options) {
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
			.filter((feature) -> !endpoint.capabilities().fulfils(feature))
			.map(endpoint.capabilities()::missing)
			.toList();
		if (!unsupported.isEmpty()) {
			throw new ShimmyException(ShimmyErrorCode.UNSUPPORTED_REQUEST, "%s cannot do what the request asks for: %s"
				.formatted(endpoint.capabilities().kind(), String.join(", ", unsupported)));
		}
	}

	/** The features that a request needs beyond plain text. */
	private static Set<Feature> features(List<Message> messages, OpenAiChatOptions options) {
		Set<Feature> features = EnumSet.noneOf(Feature.class);
		messages.forEach((message) -> addMessage(features, message));
		MessageType last = messages.get(messages.size() - 1).getMessageType();
		if (last != MessageType.USER && last != MessageType.TOOL) {
			features.add(Feature.ANSWER_PREFIX);
		}
		addOptions(features, options);
		return features;
	}

	private static void addMessage(Set<Feature> features, Message message) {
		if (message instanceof MediaContent content && !CollectionUtils.isEmpty(content.getMedia())) {
			features.add(Feature.MEDIA);
		}
		boolean callsTools = message instanceof AssistantMessage answer && answer.hasToolCalls();
		if (callsTools || message.getMessageType() == MessageType.TOOL) {
			features.add(Feature.TOOLS);
		}
	}

	private static void addOptions(Set<Feature> features, OpenAiChatOptions options) {
		if (!CollectionUtils.isEmpty(options.getToolCallbacks()) || options.getToolChoice() != null) {
			features.add(Feature.TOOLS);
		}
		if (options.getN() != null && options.getN() > 1) {
			features.add(Feature.MULTIPLE_CHOICES);
		}
		if (options.getResponseFormat() != null && options.getResponseFormat().getType() != ResponseFormat.Type.TEXT) {
			features.add(Feature.RESPONSE_FORMAT);
		}
		if (Boolean.TRUE.equals(options.getLogprobs()) || options.getTopLogprobs() != null) {
			features.add(Feature.LOGPROBS);
		}
		if (!CollectionUtils.isEmpty(options.getOutputModalities()) || options.getOutputAudio() != null) {
			features.add(Feature.MEDIA);
		}
		if (options.getExtraBody() != null) {
			options.getExtraBody()
				.keySet()
				.stream()
				.filter(FIELDS::containsKey)
				.map(FIELDS::get)
				.forEach(features::add);
		}
	}

	/** The name in the request; the transport replaces it by the server's own id. */
	private String shownModel(@Nullable String asked, ServerEndpoint endpoint) {
		String shown = (this.shownModel != null) ? this.shownModel : endpoint.model();
		// Spring AI's builder sets its own default in a request without a model. Our
		// default means the served model, which may have been switched.
		if (asked == null || asked.equals(OpenAiChatOptions.DEFAULT_CHAT_MODEL)
				|| asked.equals(this.defaults.getModel())) {
			return shown;
		}
		if (!asked.equals(shown)) {
			throw UnknownModel.failure(asked, shown);
		}
		return asked;
	}

	/**
	 * Escapes or refuses control tokens in the content of messages. A server that obeys
	 * them would end the message there and read the rest as another role's.
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

		/** Tools as the model sees them: it reads their descriptions and schemas. */
		List<ToolCallback> guardTools(@Nullable List<ToolCallback> tools, ServerEndpoint endpoint) {
			ControlTokens treatment = treatment(endpoint);
			if (tools == null) {
				return List.of();
			}
			return (treatment == ControlTokens.PASS) ? tools
					: tools.stream()
						.map((tool) -> GuardedTool.of(tool, endpoint.marks(), treatment == ControlTokens.REFUSE))
						.toList();
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
			if (message instanceof AssistantMessage answer) {
				answer.getToolCalls().forEach((call) -> texts.addAll(GuardedTool.texts(call.arguments())));
			}
			return texts;
		}

		/**
		 * A message without a mark stays the same object: its class may be the user's.
		 */
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
					.toolCalls(answer.getToolCalls().stream().map((call) -> escaped(call, marks)).toList())
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

		private static ToolCall escaped(ToolCall call, ControlMarks marks) {
			return new ToolCall(call.id(), call.type(), call.name(),
					JsonTexts.changed(call.arguments(), marks::breakIn));
		}

		private static ToolResponse escaped(ToolResponse response, ControlMarks marks) {
			return new ToolResponse(response.id(), response.name(), marks.breakIn(response.responseData()));
		}

	}

}
