package io.github.shimmy4j.autoconfigure.chat;

import java.nio.file.Path;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A server that never ends its answer, and so is of no use to the next caller either. */
class StuckGenerationTests {

	private static final String SHORT_PATIENCE = "shimmy.chat.idle-timeout=1s";

	@TempDir
	private Path directory;

	@Test
	void silenceInMidStreamIsATimeout() {
		try (FakeChat chat = FakeChat.start(this.directory, FakeShimmyBinary.version("2.6.5"), SHORT_PATIENCE)) {
			chat.faults("stall-after=2");
			assertThat(Failures.ofStream(chat, "count to 9").code()).isEqualTo(ShimmyErrorCode.GENERATION_TIMEOUT);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.7.4", "2.6.5" })
	void generationThatHangsIsATimeout(String version) {
		try (FakeChat chat = FakeChat.start(this.directory, FakeShimmyBinary.version(version), SHORT_PATIENCE)) {
			chat.faults("generation-hangs");
			assertThat(Failures.ofCall(chat, "Hello").code()).isEqualTo(ShimmyErrorCode.GENERATION_TIMEOUT);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.7.4", "2.6.5" })
	void serverThatDiesInMidAnswerIsLost(String version) {
		try (FakeChat chat = FakeChat.start(this.directory, FakeShimmyBinary.version(version))) {
			long pid = chat.sidecar().snapshot().pid();
			chat.faults("crash-during-generation");
			assertThat(Failures.ofCall(chat, "Hello").code()).isEqualTo(ShimmyErrorCode.SIDECAR_LOST);
			Eventually.holds(() -> chat.sidecar().snapshot().pid() != null && chat.sidecar().snapshot().pid() != pid);
		}
	}

}
