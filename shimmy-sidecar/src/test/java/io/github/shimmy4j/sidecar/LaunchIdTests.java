package io.github.shimmy4j.sidecar;

import java.security.SecureRandom;
import java.util.List;

import io.github.shimmy4j.capability.ServerCapabilities;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class LaunchIdTests {

	private static final List<String> WORDS_OF_1 = ServerCapabilities.SHIMMY_1.templateWords();

	private static final List<String> WORDS_OF_2 = ServerCapabilities.SHIMMY_2.templateWords();

	private final SecureRandom random = new SecureRandom();

	@ParameterizedTest
	@CsvSource({ "Meta-Llama-3-8B.Q4_0, s4j-llama-", "SmolLM2-135M-Instruct.Q4_1, s4j-", "Qwen2.5-0.5B, s4j-" })
	void createForTheFirstGenerationKeepsTheWordThatSteersItsTemplate(String stem, String begin) {
		assertThat(create(stem, WORDS_OF_1)).matches(begin + "[0-9a-f]{16}");
	}

	@ParameterizedTest
	@CsvSource({ "Qwen2.5-0.5B, s4j-qwen-", "QwQ-32B, s4j-qwq-", "DeepSeek-R1-Distill-Llama-8B, s4j-deepseek-r1-llama-",
			"gemma-2b, s4j-" })
	void createForTheSecondGenerationKeepsEachWord(String stem, String begin) {
		assertThat(create(stem, WORDS_OF_2)).matches(begin + "[0-9a-f]{16}");
	}

	@Test
	void createForAnAdaptedModelDropsTheWordThatMarksAnAdapter() {
		// Shimmy takes a file with "lora" in its name for an adapter of another model.
		assertThat(create("tinyllama-LoRA-merged", WORDS_OF_1)).doesNotContain("lora");
	}

	@Test
	void createGivesEveryLaunchItsOwn() {
		assertThat(create("m", WORDS_OF_1)).isNotEqualTo(create("m", WORDS_OF_1));
	}

	@Test
	void createGivesAnIdThatTheRuleOfTheServerLeavesAsItIs() {
		assertThat(create("Some Model_v1.2", WORDS_OF_2)).matches("[a-z0-9-]+");
	}

	@ParameterizedTest
	@CsvSource({ "big-00001-of-00003, -00001-of-00003", "big-1-of-3, ''", "big, ''", "big-00001-of-00003-q4, ''" })
	void shardSuffixIsThatOfAModelInParts(String stem, String suffix) {
		assertThat(LaunchId.shardSuffix(stem)).isEqualTo(suffix);
	}

	private String create(String stem, List<String> words) {
		return LaunchId.create(stem, words, this.random).value();
	}

}
