package io.github.shimmy4j.engine.llama;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

import tools.jackson.databind.json.JsonMapper;

import io.github.shimmy4j.engine.model.ChatMessage;

/**
 * Applies a model's chat template, and keeps the content of messages apart from the marks
 * of the template. A separator, a character that no message contains, is put inside each
 * mark in the content. The template copies it, and the prompt is then split there.
 */
final class ChatTemplate {

	/** Content without a mark. */
	private static final String HARMLESS = "x";

	private final UnaryOperator<String> template;

	private final Marks marks;

	/** The template makes a prompt of messages in JSON. */
	ChatTemplate(UnaryOperator<String> template, Marks marks) {
		this.template = template;
		this.marks = marks;
	}

	/**
	 * The prompt, in pieces whose only marks are those of the template.
	 * @param messages the chat so far
	 * @param wanted asked before each rendering
	 * @throws CancellationException if the prompt is no longer wanted
	 */
	List<String> render(List<ChatMessage> messages, BooleanSupplier wanted) {
		SupplementaryCharacters characters = SupplementaryCharacters
			.of(messages.stream().map(ChatMessage::content).toList());
		String separator = Character.toString(characters.reserve());
		List<String> pieces = render(messages, (content) -> within(content, separator), characters, separator, wanted);
		int own = count(render(messages, (content) -> HARMLESS, characters, separator, wanted));
		if (count(pieces) != own) {
			// Content and template form a mark together.
			return render(messages, (content) -> around(within(content, separator), separator), characters, separator,
					wanted);
		}
		return pieces;
	}

	private List<String> render(List<ChatMessage> messages, UnaryOperator<String> content,
			SupplementaryCharacters characters, String separator, BooleanSupplier wanted) {
		if (!wanted.getAsBoolean()) {
			throw new CancellationException();
		}
		List<ChatMessage> hidden = messages.stream()
			.map((message) -> new ChatMessage(message.role(), characters.hide(content.apply(message.content()))))
			.toList();
		String prompt = this.template.apply(JsonMapper.shared().writeValueAsString(Map.of("messages", hidden)));
		return Arrays.stream(prompt.split(separator)).map(characters::restore).toList();
	}

	private int count(List<String> pieces) {
		return pieces.stream().mapToInt((piece) -> this.marks.starts(piece).cardinality()).sum();
	}

	private String within(String content, String separator) {
		List<Integer> cuts = this.marks.cuts(content);
		if (cuts.isEmpty()) {
			return content;
		}
		StringBuilder pieces = new StringBuilder(content.length() + cuts.size());
		int from = 0;
		for (int at : cuts) {
			pieces.append(content, from, at).append(separator);
			from = at;
		}
		return pieces.append(content, from, content.length()).toString();
	}

	/** Inside the spaces around the content, because some templates strip them. */
	private static String around(String content, String separator) {
		String text = content.strip();
		if (text.isEmpty()) {
			return content;
		}
		int begin = content.indexOf(text);
		int end = begin + text.length();
		return content.substring(0, begin) + separator + text + separator + content.substring(end);
	}

}
