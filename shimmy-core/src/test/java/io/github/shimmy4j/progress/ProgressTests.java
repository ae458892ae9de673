package io.github.shimmy4j.progress;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link Progress}. */
class ProgressTests {

	@Test
	void bytesAreShownWithTheirShareOfTheTotalIfThatIsKnown() {
		assertThat(Progress.ofBytes(1_200_000, 4_800_000, "PyPI tiny==1"))
			.hasToString("1.2 of 4.8 MB (25 %) from PyPI tiny==1");
		assertThat(Progress.ofBytes(1_200_000, Progress.UNKNOWN_TOTAL, "PyPI tiny==1"))
			.hasToString("1.2 MB from PyPI tiny==1");
	}

	@Test
	void cratesAreShownWithTheLastOne() {
		assertThat(new Progress(Progress.Unit.CRATES, 12, Progress.UNKNOWN_TOTAL, "serde v1.0.0"))
			.hasToString("12 crates begun, the last serde v1.0.0,");
	}

	@Test
	void endIsKnownByTheTotal() {
		assertThat(Progress.ofBytes(1, 2, "here").ended()).isFalse();
		assertThat(Progress.ofBytes(2, 2, "here").ended()).isTrue();
		assertThat(new Progress(Progress.Unit.CRATES, 1, Progress.UNKNOWN_TOTAL, "x").ended()).isFalse();
	}

}
