package io.github.shimmy4j.autoconfigure.chat;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.shimmy4j.capability.Feature;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.MessageType;
import org.springframework.ai.content.MediaContent;
import org.springframework.ai.openai.OpenAiChatModel.ResponseFormat;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.util.CollectionUtils;

/** What a request asks of a server beyond plain text. */
final class RequestedFeatures {

	/** OpenAI's own field names, which can also come in through {@code extra-body}. */
	private static final Map<String, Feature> FIELDS = Map.of("tools", Feature.TOOLS, "tool_choice", Feature.TOOLS,
			"functions", Feature.TOOLS, "n", Feature.MULTIPLE_CHOICES, "response_format", Feature.RESPONSE_FORMAT,
			"logprobs", Feature.LOGPROBS, "modalities", Feature.MEDIA, "audio", Feature.MEDIA);

	private RequestedFeatures() {
	}

	static Set<Feature> of(List<Message> messages, OpenAiChatOptions options) {
		Set<Feature> features = EnumSet.noneOf(Feature.class);
		messages.forEach((message) -> addMessage(features, message));
		if (messages.get(messages.size() - 1).getMessageType() != MessageType.USER) {
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

}
