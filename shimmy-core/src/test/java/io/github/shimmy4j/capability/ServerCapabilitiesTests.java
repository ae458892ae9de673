package io.github.shimmy4j.capability;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ServerCapabilitiesTests {

	/** {@code max_rounds} in {@code src/graph.rs} of dzero, on which shimmy 2.x runs. */
	private static final int FACT_BUDGET = 1000;

	@ParameterizedTest
	@CsvSource({ "1, 0, 0", "1, 7, 4", "1, 99, 0" })
	void ofFirstGenerationIsLlamaCpp(int major, int minor, int patch) {
		assertThat(ServerCapabilities.of(new ServerVersion(major, minor, patch))).contains(ServerCapabilities.SHIMMY_1);
	}

	@ParameterizedTest
	@CsvSource({ "2, 0, 0", "2, 6, 5" })
	void ofSecondGenerationIsWgpu(int major, int minor, int patch) {
		assertThat(ServerCapabilities.of(new ServerVersion(major, minor, patch))).contains(ServerCapabilities.SHIMMY_2);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 3, 10, 22 })
	void ofUnknownGenerationIsEmpty(int major) {
		assertThat(ServerCapabilities.of(new ServerVersion(major, 0, 0))).isEmpty();
	}

	@Test
	void firstGenerationLetsHealthAnswerWhileItGenerates() {
		assertThat(ServerCapabilities.SHIMMY_1.environment()).containsEntry("TOKIO_WORKER_THREADS", "8");
		assertThat(ServerCapabilities.SHIMMY_1.maxConcurrent()).isLessThan(8);
	}

	@ParameterizedTest
	@MethodSource("lengthsOfPrompts")
	void everyAnswerThatTheLimitsOfTheSecondGenerationAllowFitsItsFactBudget(int prompt) {
		GenerationLimits limits = ServerCapabilities.SHIMMY_2.limits();
		int answer = limits.contextTokens() - prompt;
		int facts = 2 * prompt + 2 * prompt + 7 + 4 * answer;
		assertThat(answer).isPositive();
		assertThat(facts).isLessThanOrEqualTo(FACT_BUDGET);
	}

	static IntStream lengthsOfPrompts() {
		return IntStream.rangeClosed(0, ServerCapabilities.SHIMMY_2.limits().promptTokens());
	}

	@Test
	void limitsOfTheSecondGenerationWasteLessThanATokenOfTheFactBudget() {
		int oneMore = ServerCapabilities.SHIMMY_2.limits().contextTokens() + 1;
		assertThat(4 * oneMore + 7).isGreaterThan(FACT_BUDGET);
	}

	@Test
	void limitsOfTheFirstGenerationStayBelowItsAbort() {
		assertThat(ServerCapabilities.SHIMMY_1.limits().promptTokens()).isLessThanOrEqualTo(2048);
		assertThat(ServerCapabilities.SHIMMY_1.limits().contextTokens()).isLessThanOrEqualTo(4096);
	}

	@ParameterizedTest
	@EnumSource
	void shimmySupportsNoneOfTheFeaturesAndOpenAiAllButPlainContent(Feature feature) {
		assertThat(ServerCapabilities.SHIMMY_1.supports(feature)).isFalse();
		assertThat(ServerCapabilities.SHIMMY_2.supports(feature)).isFalse();
		assertThat(ServerCapabilities.OPENAI.supports(feature)).isEqualTo(feature != Feature.PLAIN_CONTENT);
		assertThat(feature.description()).isNotBlank();
	}

	@Test
	void toolsAreFulfilledByWhatTheServerCan() {
		assertThat(ServerCapabilities.SHIMMY_1.tools()).isEqualTo(ToolSupport.NONE);
		assertThat(ServerCapabilities.SHIMMY_2.tools()).isEqualTo(ToolSupport.NONE);
		assertThat(ServerCapabilities.LLAMA_SERVER.tools()).isEqualTo(ToolSupport.BY_SCHEMA);
		assertThat(ServerCapabilities.EMBEDDED.tools()).isEqualTo(ToolSupport.NATIVE);
		assertThat(ServerCapabilities.OPENAI.tools()).isEqualTo(ToolSupport.NATIVE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "load_tensors:   CPU_Mapped model buffer size =    93.80 MiB", "anything" })
	void acceleratorEvidenceOfAnUnknownServerNeverMatches(String line) {
		Matcher matcher = ServerCapabilities.OPENAI.acceleratorEvidence().matcher(line);
		assertThat(matcher.find()).isFalse();
		assertThat(matcher.groupCount()).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, -1 })
	void constructorWithoutRoomForOneGenerationThrows(int maxConcurrent) {
		ServerCapabilities one = ServerCapabilities.SHIMMY_1;
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ServerCapabilities(one.kind(), one.form(), one.environment(), one.concurrencyFlag(),
					one.templateWords(), one.delivery(), one.cancelsOnDisconnect(), one.healthWhileGenerating(),
					maxConcurrent, one.limits(), one.features(), one.models(), one.listsAsJson(), one.needsGpu(),
					one.acceleratorEvidence()))
			.withMessageContaining(String.valueOf(maxConcurrent));
	}

	@Test
	void kindsForNamesThoseThatRunTheModel() {
		assertThat(ServerCapabilities.kindsFor(new ModelNeeds(Set.of("Q4_1"), null, ChatTemplate.NONE)))
			.containsExactly("shimmy 1.x (llama.cpp)", "llama-server (llama.cpp)", "embedded engine (llama.cpp)");
		assertThat(ServerCapabilities.kindsFor(new ModelNeeds(Set.of("Q4_0"), null, ChatTemplate.NONE)))
			.contains("shimmy 2.x (wgpu)");
		assertThat(ServerCapabilities.kindsFor(new ModelNeeds(Set.of("Q4_1"), "gemma3", ChatTemplate.GEMMA)))
			.containsExactly("llama-server (llama.cpp)", "embedded engine (llama.cpp)");
	}

}
