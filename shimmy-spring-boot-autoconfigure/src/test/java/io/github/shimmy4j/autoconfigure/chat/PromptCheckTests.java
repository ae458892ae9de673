package io.github.shimmy4j.autoconfigure.chat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

import io.github.shimmy4j.autoconfigure.Reasoning;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.TokenCounter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.ai.openai.OpenAiChatModel.ResponseFormat;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.tool.function.FunctionToolCallback;
import org.springframework.util.MimeTypeUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class PromptCheckTests {

	private final PromptCheck check = new PromptCheck(
			OpenAiChatOptions.builder().model("house-model").maxTokens(100).build(), null, null, Reasoning.AUTO);

	@ParameterizedTest
	@MethodSource
	void whatTheServerCannotDoIsRefused(Prompt prompt, String named) {
		ShimmyException failure = catchThrowableOfType(ShimmyException.class,
				() -> this.check.check(prompt, endpoint(ServerCapabilities.SHIMMY_1)));
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.UNSUPPORTED_REQUEST);
		assertThat(failure).hasMessageContaining("shimmy 1.x").hasMessageContaining(named);
	}

	@ParameterizedTest
	@MethodSource("whatTheServerCannotDoIsRefused")
	void whatTheServerCanDoPasses(Prompt prompt, String named) {
		assertThat(this.check.check(prompt, endpoint(ServerCapabilities.OPENAI)).getInstructions())
			.isEqualTo(prompt.getInstructions());
	}

	static Stream<Arguments> whatTheServerCannotDoIsRefused() {
		ResponseFormat json = ResponseFormat.builder().type(ResponseFormat.Type.JSON_OBJECT).build();
		FunctionToolCallback<String, String> tool = FunctionToolCallback.<String, String>builder("now", (in) -> "noon")
			.description("Tells the time")
			.inputType(String.class)
			.build();
		Media image = Media.builder().mimeType(MimeTypeUtils.IMAGE_PNG).data(URI.create("http://a.invalid/b")).build();
		return Stream.of(arguments(asking(OpenAiChatOptions.builder().n(2).build()), "several choices"),
				arguments(asking(OpenAiChatOptions.builder().toolCallbacks(List.of(tool)).build()), "tools"),
				arguments(asking(OpenAiChatOptions.builder().toolChoice("required").build()), "tools"),
				arguments(asking(OpenAiChatOptions.builder().responseFormat(json).build()), "response_format"),
				arguments(asking(OpenAiChatOptions.builder().logprobs(true).build()), "logprobs"),
				arguments(asking(OpenAiChatOptions.builder().extraBody(Map.of("n", 3)).build()), "several choices"),
				arguments(new Prompt(UserMessage.builder().text("What is this?").media(image).build()), "media"),
				arguments(new Prompt(new UserMessage("Count"), new AssistantMessage("1 2 3")), "not from the user"));
	}

	private static Prompt asking(OpenAiChatOptions options) {
		return new Prompt("Hello", options);
	}

	@Test
	void otherModelIsRefused() {
		Prompt prompt = asking(OpenAiChatOptions.builder().model("gpt-4o").build());
		ShimmyException failure = catchThrowableOfType(ShimmyException.class,
				() -> this.check.check(prompt, endpoint(ServerCapabilities.SHIMMY_1)));
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.MODEL_NOT_FOUND);
		assertThat(failure).hasMessageContaining("gpt-4o").hasMessageContaining("house-model");
	}

	@Test
	void nameOfTheDefaultModelStandsForTheOneThatIsServed() {
		PromptCheck of = new PromptCheck(OpenAiChatOptions.builder().model("model-of-before").maxTokens(100).build(),
				null, null, Reasoning.AUTO);
		Prompt checked = of.check(asking(OpenAiChatOptions.builder().model("model-of-before").build()),
				endpoint(ServerCapabilities.SHIMMY_1));
		assertThat(checked.getOptions().getModel()).isEqualTo("house-model");
	}

	@Test
	void nameThatTheUserGaveStandsForWhateverModelIsServed() {
		PromptCheck of = new PromptCheck(OpenAiChatOptions.builder().model("mine").maxTokens(100).build(), "mine", null,
				Reasoning.AUTO);
		ServerEndpoint serving = endpoint(ServerCapabilities.SHIMMY_1);
		assertThat(of.check(new Prompt("Hello"), serving).getOptions().getModel()).isEqualTo("mine");
		ShimmyException failure = catchThrowableOfType(ShimmyException.class,
				() -> of.check(asking(OpenAiChatOptions.builder().model("house-model").build()), serving));
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.MODEL_NOT_FOUND);
		assertThat(failure)
			.hasMessage("The option 'model' of the request is 'house-model'; this server serves 'mine' only. "
					+ "Leave the option out, or set it to 'mine'");
	}

	@Test
	void noRoomForAnAnswerIsRejected() {
		Prompt prompt = asking(OpenAiChatOptions.builder().maxTokens(0).build());
		ShimmyException failure = catchThrowableOfType(ShimmyException.class,
				() -> this.check.check(prompt, endpoint(ServerCapabilities.SHIMMY_1)));
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.REQUEST_REJECTED);
	}

	@Test
	void multiByteTextCountsInBytes() {
		Prompt prompt = new Prompt("가".repeat(700));
		ShimmyException failure = catchThrowableOfType(ShimmyException.class,
				() -> this.check.check(prompt, endpoint(ServerCapabilities.SHIMMY_1)));
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.CONTEXT_EXCEEDED);
	}

	@Test
	void unknownLimitsLimitNothing() {
		Prompt checked = this.check.check(new Prompt("x".repeat(100_000)), endpoint(ServerCapabilities.OPENAI));
		assertThat(checked.getOptions().getMaxTokens()).isEqualTo(100);
	}

	@Test
	void longPromptThatIsCountedAndFitsPasses() {
		Prompt checked = this.check.check(new Prompt("word ".repeat(1000)), endpoint((texts) -> OptionalLong.of(1000)));
		assertThat(checked.getOptions().getMaxTokens()).isEqualTo(100);
	}

	@Test
	void answerIsFittedIntoWhatACountedPromptLeaves() {
		PromptCheck talkative = new PromptCheck(
				OpenAiChatOptions.builder().model("house-model").maxTokens(4000).build(), null, null, Reasoning.AUTO);
		Prompt checked = talkative.check(new Prompt("word ".repeat(1000)), endpoint((texts) -> OptionalLong.of(1000)));
		assertThat(checked.getOptions().getMaxTokens()).isEqualTo(4096 - 1000 - 2 * 8);
	}

	@Test
	void longPromptThatIsCountedAndDoesNotFitTellsTheCount() {
		ShimmyException failure = catchThrowableOfType(ShimmyException.class, () -> this.check
			.check(new Prompt("word ".repeat(3000)), endpoint((texts) -> OptionalLong.of(3000 * texts.size()))));
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.CONTEXT_EXCEEDED);
		assertThat(failure).hasMessage("The prompt has 3016 tokens with its template and this server takes 2048");
	}

	/**
	 * Issue 13: 3 MB were REQUEST_REJECTED, by the server, where 1.9 MB were
	 * CONTEXT_EXCEEDED.
	 */
	@Test
	void promptThatNoRequestCanHoldIsRefusedWithBothNumbersAndNotCounted() {
		for (ServerCapabilities server : List.of(ServerCapabilities.SHIMMY_1, ServerCapabilities.SHIMMY_2,
				ServerCapabilities.EMBEDDED)) {
			ShimmyException failure = catchThrowableOfType(ShimmyException.class,
					() -> this.check.check(new Prompt("x".repeat(3 << 20)), endpoint(server, (texts) -> {
						throw new IllegalStateException("counted");
					})));
			assertThat(failure.code()).isEqualTo(ShimmyErrorCode.CONTEXT_EXCEEDED);
			assertThat(failure).hasMessageContaining("3145728 bytes")
				.hasMessageContaining("2097152 bytes")
				.hasMessageContaining(server.kind());
		}
	}

	@Test
	void shortPromptIsNotCounted() {
		this.check.check(new Prompt("Hello"), endpoint((texts) -> {
			throw new IllegalStateException("counted " + texts);
		}));
	}

	private static ServerEndpoint endpoint(ServerCapabilities capabilities) {
		return endpoint(capabilities, TokenCounter.UNAVAILABLE);
	}

	private static ServerEndpoint endpoint(TokenCounter tokens) {
		return endpoint(ServerCapabilities.SHIMMY_1, tokens);
	}

	private static ServerEndpoint endpoint(ServerCapabilities capabilities, TokenCounter tokens) {
		return new ServerEndpoint(URI.create("http://127.0.0.1:1/v1"), null, "house-model", "s4j-1", capabilities,
				tokens);
	}

}
