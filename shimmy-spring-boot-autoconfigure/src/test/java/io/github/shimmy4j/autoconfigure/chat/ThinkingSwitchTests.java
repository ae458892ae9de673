package io.github.shimmy4j.autoconfigure.chat;

import java.net.URI;
import java.util.Locale;
import java.util.Map;

import io.github.shimmy4j.autoconfigure.Reasoning;
import io.github.shimmy4j.capability.ModelThinking;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.TokenCounter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.ai.openai.OpenAiChatOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class ThinkingSwitchTests {

	private static final String VARIABLES = "chat_template_kwargs";

	@Test
	void autoLeavesTheRequestAsItIs() {
		OpenAiChatOptions options = OpenAiChatOptions.builder().build();
		assertThat(new ThinkingSwitch(Reasoning.AUTO).set(options, endpoint(ServerCapabilities.OPENAI)))
			.isSameAs(options);
	}

	@ParameterizedTest
	@CsvSource({ "ON, true", "OFF, false" })
	void variableOfTheTemplateIsSetBesideOtherFields(Reasoning reasoning, boolean value) {
		OpenAiChatOptions options = OpenAiChatOptions.builder()
			.extraBody(Map.of("user", "me", VARIABLES, Map.of("tone", "dry")))
			.build();
		OpenAiChatOptions set = new ThinkingSwitch(reasoning).set(options,
				endpoint(ServerCapabilities.LLAMA_SERVER.with(ModelThinking.SWITCHED)));
		assertThat(set.getExtraBody())
			.isEqualTo(Map.of("user", "me", VARIABLES, Map.of("tone", "dry", "enable_thinking", value)));
	}

	@Test
	void variableOfTheRequestWins() {
		OpenAiChatOptions options = OpenAiChatOptions.builder()
			.extraBody(Map.of(VARIABLES, Map.of("enable_thinking", true)))
			.build();
		assertThat(new ThinkingSwitch(Reasoning.OFF).set(options, endpoint(ServerCapabilities.OPENAI)))
			.isSameAs(options);
	}

	@Test
	void nothingIsSentWhereTheModelDoesNotThink() {
		OpenAiChatOptions options = OpenAiChatOptions.builder().build();
		assertThat(new ThinkingSwitch(Reasoning.OFF).set(options,
				endpoint(ServerCapabilities.SHIMMY_1.with(ModelThinking.NEVER))))
			.isSameAs(options);
	}

	@ParameterizedTest
	@CsvSource({ "OFF, SWITCHED, an answer without thinking", "OFF, ALWAYS, an answer without thinking",
			"ON, SWITCHED, an answer with thinking", "ON, NEVER, an answer with thinking" })
	void switchThatIsNotThereIsRefused(Reasoning reasoning, ModelThinking model, String named) {
		ShimmyException failure = catchThrowableOfType(ShimmyException.class, () -> new ThinkingSwitch(reasoning)
			.set(OpenAiChatOptions.builder().build(), endpoint(ServerCapabilities.EMBEDDED.with(model))));
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.UNSUPPORTED_REQUEST);
		assertThat(failure)
			.hasMessageContaining("'shimmy.chat.reasoning' is '" + reasoning.name().toLowerCase(Locale.ROOT) + "'")
			.hasMessageContaining("embedded engine")
			.hasMessageContaining(named)
			.hasMessageContaining("'qwen'");
	}

	private static ServerEndpoint endpoint(ServerCapabilities capabilities) {
		return new ServerEndpoint(URI.create("http://127.0.0.1:1/v1"), null, "qwen", "qwen", capabilities,
				TokenCounter.UNAVAILABLE);
	}

}
