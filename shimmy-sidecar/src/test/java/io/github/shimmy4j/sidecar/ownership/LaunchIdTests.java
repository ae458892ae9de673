package io.github.shimmy4j.sidecar.ownership;

import java.security.SecureRandom;
import java.util.List;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.sidecar.ownership.LaunchDirectory.LaunchId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class LaunchIdTests {

	private final SecureRandom random = new SecureRandom();

	@ParameterizedTest
	@CsvSource({ "'', s4j-", "llama, s4j-llama-", "deepseek-r1 llama, s4j-deepseek-r1-llama-" })
	void createPutsTheWordsBeforeWhatIsRandom(String words, String begin) {
		assertThat(create(words)).matches(begin + "[0-9a-f]{16}");
	}

	@Test
	void createGivesEveryLaunchItsOwn() {
		assertThat(create("llama")).isNotEqualTo(create("llama"));
	}

	@Test
	void createGivesAnIdThatTheRuleOfTheServerLeavesAsItIs() {
		assertThat(ServerCapabilities.SHIMMY_2.templateWords().kept())
			.allSatisfy((word) -> assertThat(create(word)).matches("[a-z0-9-]+"));
	}

	private String create(String words) {
		return LaunchId.create(words.isEmpty() ? List.of() : List.of(words.split(" ")), this.random).value();
	}

}
