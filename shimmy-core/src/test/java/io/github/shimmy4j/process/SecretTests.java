package io.github.shimmy4j.process;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/** Tests for {@link Secret} and for the {@link ProcessSpec} that carries it. */
class SecretTests {

	private static final Secret KEY = Secret.of("sk-very-secret");

	@Test
	void toStringHidesTheValueAndItsLength() {
		assertThat(KEY).hasToString(Secret.of("x").toString());
		assertThat(KEY.toString()).doesNotContain("secret");
		assertThat(KEY.reveal()).isEqualTo("sk-very-secret");
	}

	@Test
	void toStringOfAProcessNeverShowsItsSecrets() {
		ProcessSpec spec = new ProcessSpec(List.of("shimmy", "serve"), Path.of("/run"), Map.of("LANG", "C"),
				Map.of("SHIMMY_API_KEY", KEY));
		assertThat(spec.toString()).contains("SHIMMY_API_KEY").doesNotContain("sk-very-secret");
		assertThat(spec.commandLine()).isEqualTo("shimmy serve");
	}

	@Test
	void equalsComparesTheValues() {
		assertThat(KEY).isEqualTo(Secret.of("sk-very-secret")).hasSameHashCodeAs(Secret.of("sk-very-secret"));
		assertThat(KEY).isNotEqualTo(Secret.of("sk-other")).isNotEqualTo("sk-very-secret");
	}

	@Test
	void randomIsLongEnoughForShimmyAndNewEachTime() {
		SecureRandom random = new SecureRandom();
		assertThat(Secret.random(random).reveal()).matches("[0-9a-f]{64}");
		assertThat(Secret.random(random)).isNotEqualTo(Secret.random(random));
	}

	@Test
	void ofNothingThrows() {
		assertThatNullPointerException().isThrownBy(() -> Secret.of(null));
	}

	@Test
	void processWithoutAProgramIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ProcessSpec(List.of(), Path.of("/run"), Map.of(), Map.of()))
			.withMessageContaining("program");
	}

}
