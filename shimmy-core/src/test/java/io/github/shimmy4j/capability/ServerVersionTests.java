package io.github.shimmy4j.capability;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ServerVersionTests {

	@Test
	void fromOutputOfBothGenerationsReadsTheThreeNumbers() {
		assertThat(ServerVersion.fromOutput("shimmy 1.7.4")).contains(new ServerVersion(1, 7, 4));
		assertThat(ServerVersion.fromOutput("shimmy 2.6.5\n")).contains(new ServerVersion(2, 6, 5));
	}

	@Test
	void fromOutputWhenADriverChattersAroundItFindsTheLine() {
		String output = "libEGL warning: no DRI\nshimmy 2.6.5-rc1 (abc)\ngoodbye";
		assertThat(ServerVersion.fromOutput(output)).contains(new ServerVersion(2, 6, 5));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "shimmy", "shimmy 1", "shimmy 1.7", "shimmy 1.7.x", "shimmy -1.7.4", "shimmer 1.7.4",
			"Shimmy v1.7.4", "not shimmy 1.7.4", "git version 2.39.5", "shimmy 1.7.4567890123",
			"shimmy 99999999999.0.0" })
	void fromOutputOfAnythingElseIsEmpty(String output) {
		assertThat(ServerVersion.fromOutput(output)).isEmpty();
	}

	@Test
	void toStringIsTheVersionAsPeopleWriteIt() {
		assertThat(new ServerVersion(1, 7, 4)).hasToString("1.7.4");
	}

}
