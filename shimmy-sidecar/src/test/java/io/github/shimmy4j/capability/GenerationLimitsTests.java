package io.github.shimmy4j.capability;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class GenerationLimitsTests {

	@ParameterizedTest
	@CsvSource({ "-1, 0, 0", "0, -2, 0", "0, 0, -3" })
	void constructorWithANegativeLimitThrowsAndNamesAll(int context, int prompt, int perMessage) {
		assertThatIllegalArgumentException().isThrownBy(() -> new GenerationLimits(context, prompt, perMessage))
			.withMessageContaining("context=%d, prompt=%d, per message=%d".formatted(context, prompt, perMessage));
	}

	@ParameterizedTest
	@CsvSource({ "4096, 2048, true", "4096, 0, false", "0, 2048, false", "0, 0, false" })
	void knownOnlyWithBothLimits(int context, int prompt, boolean known) {
		assertThat(new GenerationLimits(context, prompt, 8).known()).isEqualTo(known);
	}

	@Test
	void unknownLimitsAreNotKnown() {
		assertThat(GenerationLimits.UNKNOWN.known()).isFalse();
	}

}
