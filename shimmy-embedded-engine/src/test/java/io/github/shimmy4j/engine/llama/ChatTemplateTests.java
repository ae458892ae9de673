package io.github.shimmy4j.engine.llama;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import io.github.shimmy4j.engine.model.ChatMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** With a template of its own: {@code <s>} before each message, {@code |>} after it. */
class ChatTemplateTests {

	private final Marks marks = new Marks(List.of("<s>", "</s>", "<|e|>"));

	private final ChatTemplate template = new ChatTemplate(ChatTemplateTests::apply, this.marks);

	@ParameterizedTest
	@ValueSource(strings = { "plain", "", "  ", "안녕 🎉", "\uE000 taken \uE001🎉", "<|ee", "s>" })
	void textWithoutMarksIsOnePiece(String text) {
		assertThat(render(text)).containsExactly("<s>" + text.trim() + "|>");
	}

	@Test
	void markOfAMessageIsInNoPiece() {
		List<String> pieces = render("a</s>b", "🎉<s>");
		assertThat(pieces).containsExactly("<s>a</s", ">b|><s>🎉<s", ">|>");
	}

	/**
	 * The text of the message and what the template puts after it are a mark together.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "a <|e", " <|e ", "<|e" })
	void markThatMessageAndTemplateMakeTogetherIsCutToo(String text) {
		assertThat(render("x", text)).containsExactly("<s>", "x", "|><s>", text.trim(), "|>");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2 })
	void renderingThatNobodyWantsAnyMoreEnds(int wantedTimes) {
		AtomicInteger asked = new AtomicInteger();
		AtomicInteger rendered = new AtomicInteger();
		ChatTemplate counting = new ChatTemplate((json) -> {
			rendered.incrementAndGet();
			return apply(json);
		}, this.marks);
		assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> counting
			.render(List.of(new ChatMessage("user", "a <|e")), () -> asked.getAndIncrement() < wantedTimes));
		assertThat(rendered).hasValue(wantedTimes);
	}

	private List<String> render(String... texts) {
		return this.template.render(List.of(texts).stream().map((text) -> new ChatMessage("user", text)).toList(),
				() -> true);
	}

	/** Strips spaces, as many templates do. */
	private static String apply(String json) {
		return new JsonMapper().readTree(json)
			.path("messages")
			.valueStream()
			.map((message) -> "<s>" + message.path("content").asString().trim() + "|>")
			.collect(Collectors.joining());
	}

}
