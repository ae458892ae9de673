package io.github.shimmy4j.capability;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static io.github.shimmy4j.capability.ServerCapabilities.EMBEDDED;
import static io.github.shimmy4j.capability.ServerCapabilities.OPENAI;
import static io.github.shimmy4j.capability.ServerCapabilities.SHIMMY_1;
import static io.github.shimmy4j.capability.ServerCapabilities.SHIMMY_2;
import static org.assertj.core.api.Assertions.assertThat;

/** Fault M7: which server kind runs which model. */
class RunnableModelsTests {

	/** All pairs of a server kind and a template; the pairs that are not listed run. */
	@ParameterizedTest
	@EnumSource
	void templateIsAppliedByThoseThatCan(ChatTemplate template) {
		List<ServerCapabilities> can = switch (template) {
			case CHATML, LLAMA_3, NONE -> List.of(SHIMMY_1, SHIMMY_2, EMBEDDED, OPENAI);
			case PHI_4, LLAMA_2, MISTRAL, PHI_3, GLM, ZEPHYR, MONARCH, GEMMA, ORION, OPENCHAT, VICUNA, DEEPSEEK,
					COMMAND_R, MINICPM, EXAONE_3, RWKV, GRANITE, GIGACHAT, MEGREZ ->
				List.of(SHIMMY_2, EMBEDDED, OPENAI);
			case SMOLVLM, OTHER -> List.of(SHIMMY_2, OPENAI);
		};
		ModelNeeds needs = new ModelNeeds(Set.of("F32"), "llama", template);
		assertThat(all().filter((server) -> server.models().objections(needs).isEmpty()))
			.containsExactlyElementsOf(can);
	}

	/** SHIMMY_1, SHIMMY_2, EMBEDDED, OPENAI. */
	@ParameterizedTest
	@CsvSource({ "llama, yyyy", "qwen2, yyyy", "phi3, yyyy", "gemma2, yyyy", "gemma, ynyy", "gemma3, ynyy",
			"command-r, ynyy", "qwen3, yyny", "gemma4, nyny", "mistral3, nyny", "qwen35, nyny", "gemma3n, ynny",
			"gpt-oss, ynny", "glm4, ynny", "llama4, ynny", "bert, ynyy", "gptj, nnny", "clip, nnny",
			"(unknown), nnny" })
	void architectureIsRunByThoseThatKnowIt(String architecture, String expected) {
		ModelNeeds needs = new ModelNeeds(Set.of("F32"), architecture, ChatTemplate.NONE);
		StringBuilder answers = new StringBuilder();
		all().forEach((server) -> answers.append(server.models().objections(needs).isEmpty() ? 'y' : 'n'));
		assertThat(answers).hasToString(expected);
	}

	/** SHIMMY_1, SHIMMY_2, EMBEDDED, OPENAI. */
	@ParameterizedTest
	@CsvSource({ "Q4_0, yyyy", "Q4_1, ynyy", "IQ4_NL, ynyy", "BF16, ynyy", "MXFP4, ynny", "TYPE_77, nnny" })
	void typeOfTensorsIsRunByThoseThatKnowIt(String type, String expected) {
		StringBuilder answers = new StringBuilder();
		all().forEach((server) -> answers.append(server.models().objections(of("F32", type)).isEmpty() ? 'y' : 'n'));
		assertThat(answers).hasToString(expected);
	}

	@Test
	void objectionsNameAllThatIsWrong() {
		ModelNeeds needs = new ModelNeeds(Set.of("F32", "Q4_1", "Q8_0", "IQ4_NL"), "mamba", ChatTemplate.GEMMA);
		assertThat(SHIMMY_2.models().objections(needs)).containsExactly("cannot run tensors of type IQ4_NL, Q4_1",
				"cannot run models of architecture 'mamba'");
		assertThat(SHIMMY_1.models().objections(needs)).containsExactly("cannot apply its chat template (Gemma)");
	}

	@Test
	void unknownFactsOfAModelRefuseNoServer() {
		assertThat(all()).allSatisfy((server) -> assertThat(server.models().objections(of())).isEmpty());
	}

	private static Stream<ServerCapabilities> all() {
		return Stream.of(SHIMMY_1, SHIMMY_2, EMBEDDED, OPENAI);
	}

	private static ModelNeeds of(String... types) {
		return new ModelNeeds(Set.of(types), null, ChatTemplate.NONE);
	}

}
