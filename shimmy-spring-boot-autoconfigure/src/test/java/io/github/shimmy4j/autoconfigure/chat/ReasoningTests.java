package io.github.shimmy4j.autoconfigure.chat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.TestModel;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Issue 15: the thinking of reasoning models, on the fakes of two servers. */
class ReasoningTests {

	private static final Prompt QUESTION = new Prompt("Repeat after me: <think> 2+2 is </think> Four");

	@TempDir
	Path directory;

	@Test
	void thinkingIsInTheMetadataAndNotInTheText() {
		try (FakeChat chat = thinking(FakeShimmyBinary.llamaServer())) {
			AssistantMessage answer = chat.model().call(QUESTION).getResult().getOutput();
			assertThat(answer.getText().strip()).isEqualTo("Four");
			assertThat(thinking(answer).strip()).isEqualTo("2+2 is");
		}
	}

	@Test
	void streamTellsTheThinkingAsItGrowsBeforeTheText() {
		try (FakeChat chat = thinking(FakeShimmyBinary.llamaServer())) {
			List<AssistantMessage> chunks = Objects
				.requireNonNull(chat.model().stream(QUESTION).collectList().block(Duration.ofSeconds(30)))
				.stream()
				.map(ChatResponse::getResult)
				.filter(Objects::nonNull)
				.map((result) -> result.getOutput())
				.toList();
			// Spring AI puts all of it so far into each chunk.
			String[] thinking = SpringAi.streamsThinking() ? new String[] { "2+2", "2+2 is" } : new String[] { "" };
			assertThat(chunks.stream().map((chunk) -> thinking(chunk).strip()).distinct()).endsWith(thinking);
			assertThat(chunks.stream().filter((chunk) -> "2+2".equals(thinking(chunk).strip())))
				.allSatisfy((chunk) -> assertThat(chunk.getText()).isNullOrEmpty());
			assertThat(chunks.stream()
				.map(AssistantMessage::getText)
				.filter(Objects::nonNull)
				.collect(Collectors.joining())
				.strip()).isEqualTo("Four");
		}
	}

	@Test
	void thinkingThatUsesUpTheTokensIsAFailureAndTheServerStaysHealthy() {
		try (FakeChat chat = thinking(FakeShimmyBinary.llamaServer())) {
			Prompt cut = new Prompt(QUESTION.getInstructions(), OpenAiChatOptions.builder().maxTokens(2).build());
			ShimmyException failure = catchThrowableOfType(ShimmyException.class, () -> chat.model().call(cut));
			assertThat(failure.code()).isEqualTo(ShimmyErrorCode.GENERATION_FAILED);
			assertThat(failure).hasMessageContaining("used all its tokens for thinking");
			assertThat(chat.sidecar().snapshot().lastGenerationFailure()).isNull();
		}
	}

	@Test
	void offSwitchesTheThinkingOff() {
		try (FakeChat chat = thinking(FakeShimmyBinary.llamaServer(), "shimmy.chat.reasoning=off")) {
			AssistantMessage answer = chat.model().call(QUESTION).getResult().getOutput();
			assertThat(answer.getText().strip()).isEqualTo("Four");
			assertThat(thinking(answer)).isEmpty();
			assertThat(chat.lastRequest().path("body").path("chat_template_kwargs").toString())
				.isEqualTo("{\"enable_thinking\":false}");
		}
	}

	@Test
	void requestMaySwitchItByItself() {
		try (FakeChat chat = thinking(FakeShimmyBinary.llamaServer(), "shimmy.chat.reasoning=off")) {
			OpenAiChatOptions options = OpenAiChatOptions.builder()
				.extraBody(Map.of("chat_template_kwargs", Map.of("enable_thinking", true)))
				.build();
			AssistantMessage answer = chat.model()
				.call(new Prompt(QUESTION.getInstructions(), options))
				.getResult()
				.getOutput();
			assertThat(thinking(answer).strip()).isEqualTo("2+2 is");
		}
	}

	@Test
	void serverWithoutSwitchRefuses() {
		try (FakeChat chat = thinking(FakeShimmyBinary.version("1.7.4"), "shimmy.chat.reasoning=off")) {
			ShimmyException failure = catchThrowableOfType(ShimmyException.class, () -> chat.model().call(QUESTION));
			assertThat(failure.code()).isEqualTo(ShimmyErrorCode.UNSUPPORTED_REQUEST);
			assertThat(failure).hasMessageContaining("'shimmy.chat.reasoning' is 'off'")
				.hasMessageContaining("shimmy 1.x");
		}
	}

	@Test
	void modelThatDoesNotThinkNeedsNoSwitch() {
		try (FakeChat chat = FakeChat.start(this.directory, FakeShimmyBinary.version("1.7.4"),
				"shimmy.chat.reasoning=off")) {
			assertThat(chat.model().call(new Prompt("Repeat after me: Four")).getResult().getOutput().getText())
				.isEqualTo("Four");
		}
	}

	@Test
	void marksInTheTextOfAServerWithoutFieldForThinkingAreSeparatedToo() {
		try (FakeChat chat = thinking(FakeShimmyBinary.version("2.6.5"))) {
			AssistantMessage answer = chat.model().call(QUESTION).getResult().getOutput();
			assertThat(answer.getText()).isEqualTo("Four");
			assertThat(thinking(answer).strip()).isEqualTo("2+2 is");
		}
	}

	private FakeChat thinking(FakeShimmyBinary binary, String... properties) {
		Path model = TestModel.writeWithTemplate(this.directory.resolve("Thinker.gguf"), "llama",
				"<|im_start|>{% if enable_thinking %}<think>{% endif %}");
		Object[] all = new Object[properties.length + 1];
		all[0] = "shimmy.model=" + model;
		System.arraycopy(properties, 0, all, 1, properties.length);
		return FakeChat.start(this.directory, binary, all);
	}

	private static String thinking(AssistantMessage message) {
		return Objects.requireNonNullElse((String) message.getMetadata().get("reasoningContent"), "");
	}

}
