package io.github.shimmy4j.capability;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class TemplateWordsTests {

	private static final TemplateWords OF_1 = ServerCapabilities.SHIMMY_1.templateWords();

	private static final TemplateWords OF_2 = ServerCapabilities.SHIMMY_2.templateWords();

	@ParameterizedTest
	@CsvSource({ "Meta-Llama-3-8B.Q4_0, LLAMA_3, llama", "Dolphin-2.9-8B, LLAMA_3, llama", "Hermes-Llama, CHATML, ''",
			"TinyLlama-chatml, CHATML, ''", "Qwen2.5-0.5B, CHATML, ''" })
	void templateOfTheModelDecidesTheWordOnTheFirstGeneration(String name, ChatTemplate template, String word) {
		assertThat(String.join("-", OF_1.of(name, template))).isEqualTo(word);
	}

	@ParameterizedTest
	@CsvSource({ "Llama-2-7B, llama", "SmolLM2-135M, ''" })
	void nameDecidesTheWordOnTheFirstGenerationWhereThereIsNoTemplate(String name, String word) {
		assertThat(String.join("-", OF_1.of(name, ChatTemplate.NONE))).isEqualTo(word);
	}

	@ParameterizedTest
	@EnumSource
	void nameDecidesTheWordsOnTheSecondGenerationWhateverTheTemplate(ChatTemplate template) {
		assertThat(OF_2.of("DeepSeek-R1-Distill-Llama-8B", template)).containsExactly("deepseek-r1", "llama");
		assertThat(OF_2.of("QwQ-32B", template)).containsExactly("qwq");
		assertThat(OF_2.of("gemma-2b", template)).isEmpty();
	}

	@Test
	void everyTemplateThatTheFirstGenerationAppliesIsSteered() {
		assertThat(OF_1.chosen().keySet()).isEqualTo(ServerCapabilities.SHIMMY_1.models().chatTemplates());
	}

}
