package io.github.shimmy4j.protocol.openai;

import io.github.shimmy4j.protocol.openai.Completion.FinishReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link FinishReason}. */
class FinishReasonTests {

	private static FinishReason of(String json) {
		return FinishReason.of(JsonMapper.shared().readTree(json));
	}

	@ParameterizedTest
	@EnumSource
	void wireNameIsRead(FinishReason reason) {
		assertThat(of('"' + reason.wireName() + '"')).isEqualTo(reason);
	}

	@Test
	void wireNamesAreThoseOfOpenAi() {
		assertThat(FinishReason.values()).extracting(FinishReason::wireName)
			.containsExactly("stop", "length", "tool_calls", "content_filter", "function_call");
	}

	@ParameterizedTest
	@CsvSource({ "eos_token,STOP", "end_turn,STOP", " STOP ,STOP", "max_tokens,LENGTH", "MAX_LENGTH,LENGTH",
			"model_length,LENGTH", "tool_use,TOOL_CALLS", "tool_call,TOOL_CALLS", "safety,CONTENT_FILTER" })
	void wordsOfOthersAreUnderstood(String said, FinishReason reason) {
		assertThat(of('"' + said + '"')).isEqualTo(reason);
	}

	@Test
	void numberEndsAnAnswerToo() {
		assertThat(of("7")).isEqualTo(FinishReason.STOP);
	}

	@ParameterizedTest
	@ValueSource(strings = { "null", "\"\"", "\" \"", "\"null\"", "{}", "false" })
	void answerGoesOnWhereNothingIsSaid(String said) {
		assertThat(of(said)).isNull();
	}

}
