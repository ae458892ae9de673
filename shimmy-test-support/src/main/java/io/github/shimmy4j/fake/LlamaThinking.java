package io.github.shimmy4j.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import tools.jackson.databind.node.ObjectNode;

/**
 * How {@code llama-server} sends the thinking of a model whose template has the switch
 * {@code enable_thinking}: in a field of its own. The fake's model thinks if its answer
 * begins with the token {@code <think>}, until the token {@code </think>}.
 */
final class LlamaThinking {

	static final String SWITCH = "enable_thinking";

	private static final String BEGIN = "<think>";

	private static final String END = "</think>";

	private static final Pattern THOUGHT = Pattern.compile(BEGIN + ".*?" + END + "\\s*", Pattern.DOTALL);

	private final boolean separates;

	private boolean thinking;

	LlamaThinking(boolean separates) {
		this.separates = separates;
	}

	/** The request without the thinking that it asks for. */
	static ChatRequest silenced(ChatRequest request) {
		List<ChatRequest.Message> messages = request.messages()
			.stream()
			.map((message) -> new ChatRequest.Message(message.role(),
					THOUGHT.matcher(message.content()).replaceAll("")))
			.toList();
		return new ChatRequest(request.model(), messages, request.stream(), request.includeUsage(), request.maxTokens(),
				request.stop(), request.promptTokens());
	}

	/** The delta or the message that one token adds. */
	ObjectNode delta(String token) {
		ObjectNode delta = Json.object();
		if (this.separates && BEGIN.equals(token.strip())) {
			this.thinking = true;
			return delta;
		}
		if (this.thinking && END.equals(token.strip())) {
			this.thinking = false;
			return delta;
		}
		return delta.put(this.thinking ? "reasoning_content" : "content", token);
	}

	/** The whole message. */
	static ObjectNode message(List<String> tokens, boolean separates) {
		LlamaThinking thinking = new LlamaThinking(separates);
		List<String> reasoning = new ArrayList<>();
		List<String> content = new ArrayList<>();
		for (String token : tokens) {
			ObjectNode delta = thinking.delta(token);
			reasoning.add(delta.path("reasoning_content").asString(""));
			content.add(delta.path("content").asString(""));
		}
		ObjectNode message = Json.object().put("role", "assistant").put("content", String.join("", content));
		String thought = String.join("", reasoning);
		return thought.isEmpty() ? message : message.put("reasoning_content", thought);
	}

}
