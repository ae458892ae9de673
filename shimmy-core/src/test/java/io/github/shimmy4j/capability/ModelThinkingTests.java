package io.github.shimmy4j.capability;

import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link ModelThinking}. */
class ModelThinkingTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "none", textBlock = """
			none                                                                     | NEVER
			{{ message['role'] }}                                                    | NEVER
			{%- if enable_thinking is defined and enable_thinking is false %}        | SWITCHED
			{% set content = content.split('</think>')[-1] %}                        | ALWAYS
			{%- if message.reasoning_content is defined %}                           | ALWAYS
			""")
	void ofTemplate(String template, ModelThinking expected) {
		assertThat(ModelThinking.of(template)).isEqualTo(expected);
	}

	@Test
	void modelWithoutThinkingAnswersWithoutItOnEveryServer() {
		assertThat(on(ServerCapabilities.EMBEDDED, ModelThinking.NEVER)).contains(Feature.ANSWER_WITHOUT_THINKING)
			.doesNotContain(Feature.THINKING);
		assertThat(on(ServerCapabilities.LLAMA_SERVER, ModelThinking.NEVER)).contains(Feature.ANSWER_WITHOUT_THINKING)
			.doesNotContain(Feature.THINKING);
	}

	@Test
	void modelWithSwitchIsSwitchedWhereTheServerPassesItOn() {
		assertThat(on(ServerCapabilities.LLAMA_SERVER, ModelThinking.SWITCHED)).containsAll(Feature.THINKING_SWITCH);
		assertThat(on(ServerCapabilities.SHIMMY_2, ModelThinking.SWITCHED))
			.doesNotContainAnyElementsOf(Feature.THINKING_SWITCH);
	}

	@Test
	void modelThatAlwaysThinksCannotAnswerWithoutIt() {
		assertThat(on(ServerCapabilities.LLAMA_SERVER, ModelThinking.ALWAYS)).contains(Feature.THINKING)
			.doesNotContain(Feature.ANSWER_WITHOUT_THINKING);
	}

	@Test
	void otherFeaturesStay() {
		assertThat(on(ServerCapabilities.EMBEDDED, ModelThinking.ALWAYS)).contains(Feature.RESPONSE_FORMAT,
				Feature.PLAIN_CONTENT);
	}

	private static Set<Feature> on(ServerCapabilities server, ModelThinking thinking) {
		return server.with(thinking).features();
	}

}
