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
 * Puts messages into a model's form, and keeps what they say apart from the form's own
 * marks. For that, content is cut within whatever looks like a mark, by a character that
 * no text has; it comes out of the template as it went in, and tells where the prompt is
 * to be cut.
 */
final class ChatTemplate {

	private static final JsonMapper JSON = new JsonMapper();

	/** Content that adds no mark. */
	private static final String HARMLESS = "x";

	private final UnaryOperator<String> template;

	private final Marks marks;

	/**
	 * A template.
	 * @param template messages as JSON to a prompt
	 * @param marks of the model
	 */
	ChatTemplate(UnaryOperator<String> template, Marks marks) {
		this.template = template;
		this.marks = marks;
	}

	/**
	 * The prompt, in pieces that have the template's marks, and no others.
	 * @param messages what was said so far
	 * @param wanted asked before each rendering
	 * @throws CancellationException if it is no longer wanted
	 */
	List<String> render(List<ChatMessage> messages, BooleanSupplier wanted) {
		AstralText astral = AstralText.of(messages.stream().map(ChatMessage::content).toList());
		String cut = Character.toString(astral.unused());
		List<String> pieces = render(messages, (content) -> within(content, cut), astral, cut, wanted);
		int own = count(render(messages, (content) -> HARMLESS, astral, cut, wanted));
		if (count(pieces) != own) {
			// Content and template make a mark together.
			return render(messages, (content) -> around(within(content, cut), cut), astral, cut, wanted);
		}
		return pieces;
	}

	private List<String> render(List<ChatMessage> messages, UnaryOperator<String> content, AstralText astral,
			String cut, BooleanSupplier wanted) {
		if (!wanted.getAsBoolean()) {
			throw new CancellationException();
		}
		List<ChatMessage> hidden = messages.stream()
			.map((message) -> new ChatMessage(message.role(), astral.hide(content.apply(message.content()))))
			.toList();
		String prompt = this.template.apply(JSON.writeValueAsString(Map.of("messages", hidden)));
		return Arrays.stream(prompt.split(cut)).map(astral::restore).toList();
	}

	private int count(List<String> pieces) {
		return pieces.stream().mapToInt((piece) -> this.marks.starts(piece).cardinality()).sum();
	}

	private String within(String content, String cut) {
		List<Integer> cuts = this.marks.cuts(content);
		if (cuts.isEmpty()) {
			return content;
		}
		StringBuilder pieces = new StringBuilder(content.length() + cuts.size());
		int from = 0;
		for (int at : cuts) {
			pieces.append(content, from, at).append(cut);
			from = at;
		}
		return pieces.append(content, from, content.length()).toString();
	}

	/** Inside the spaces, which some templates take away. */
	private static String around(String content, String cut) {
		String text = content.strip();
		if (text.isEmpty()) {
			return content;
		}
		int begin = content.indexOf(text);
		int end = begin + text.length();
		return content.substring(0, begin) + cut + text + cut + content.substring(end);
	}

}
