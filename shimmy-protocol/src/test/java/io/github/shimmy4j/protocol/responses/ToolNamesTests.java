package io.github.shimmy4j.protocol.responses;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link ToolNames}. */
class ToolNamesTests {

	/** Before: cut within it, so that the name was sent with a question mark. */
	@Test
	void longNameIsNotCutWithinACharacter() {
		String name = ToolNames.flat("", "a".repeat(50) + "\uD83D\uDE00".repeat(20));
		assertThat(name).hasSize(63).startsWith("a".repeat(50) + "_");
		assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(name)).isTrue();
	}

}
