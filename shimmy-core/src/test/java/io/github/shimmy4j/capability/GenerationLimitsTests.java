package io.github.shimmy4j.capability;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class GenerationLimitsTests {

	@ParameterizedTest
	@CsvSource({ "-1, 0, 0, 0", "0, -2, 0, 0", "0, 0, -3, 0", "0, 0, 0, -4" })
	void constructorWithANegativeLimitThrowsAndNamesAll(int context, int prompt, int perMessage, long body) {
		assertThatIllegalArgumentException().isThrownBy(() -> new GenerationLimits(context, prompt, perMessage, body))
			.withMessageContaining(
					"context=%d, prompt=%d, per message=%d, body=%d".formatted(context, prompt, perMessage, body));
	}

	@ParameterizedTest
	@CsvSource({ "4096, 2048, true", "4096, 0, false", "0, 2048, false", "0, 0, false" })
	void knownOnlyWithBothLimits(int context, int prompt, boolean known) {
		assertThat(new GenerationLimits(context, prompt, 8, 0).known()).isEqualTo(known);
	}

	@Test
	void unknownLimitsAreNotKnown() {
		assertThat(GenerationLimits.UNKNOWN.known()).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "0, 9000000, false", "10, 10, false", "10, 11, true" })
	void textThatNoBodyHoldsIsTooLarge(long limit, long bytes, boolean tooLarge) {
		assertThat(GenerationLimits.ofBody(limit).isTooLarge(bytes)).isEqualTo(tooLarge);
	}

}
