package io.github.shimmy4j.autoconfigure.chat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Rows R3 (stuck) and R5 (no token): a server that never ends its answer, and so is of no
 * use to the next caller either.
 */
@Execution(ExecutionMode.CONCURRENT)
class StuckGenerationTests {

	private static final String SHORT_PATIENCE = "shimmy.chat.idle-timeout=2s";

	private static final String SHORT_WAIT = "shimmy.chat.first-token-timeout=2s";

	@TempDir
	private Path directory;

	private FakeChat start(String version, Object... properties) {
		return FakeChat.start(this.directory, FakeShimmyBinary.version(version), properties);
	}

	@Test
	void silenceInMidStreamIsATimeoutAndTheServerReplaced() {
		try (FakeChat chat = start("2.6.5", SHORT_PATIENCE)) {
			long stuck = chat.sidecar().snapshot().pid();
			chat.faults("stall-after=2");
			assertThat(Failures.ofStream(chat, "count to 9").code()).isEqualTo(ShimmyErrorCode.GENERATION_TIMEOUT);
			chat.awaitServerOtherThan(stuck);
			assertThat(Callers.answer(Callers.call(chat, "Hello"))).isNotEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.7.4", "2.6.5" })
	void generationThatHangsIsATimeoutAndTheServerReplaced(String version) {
		try (FakeChat chat = start(version, SHORT_PATIENCE, SHORT_WAIT)) {
			long stuck = chat.sidecar().snapshot().pid();
			chat.faults("generation-hangs");
			ShimmyException failure = Failures.ofCall(chat, "Hello");
			assertThat(failure.code()).isEqualTo(ShimmyErrorCode.GENERATION_TIMEOUT);
			assertThat(failure).hasMessageContaining("shimmy.chat.first-token-timeout");
			chat.awaitServerOtherThan(stuck);
			assertThat(chat.sidecar().snapshot().lastFailure())
				.hasMessageContaining("cannot cancel a generation that is stuck");
			assertThat(Callers.answer(Callers.call(chat, "Hello"))).isNotEmpty();
		}
	}

	/** The other is within its limits: the server may be busy with it. */
	@Test
	void serverIsKilledWhenTheLastOfItsCallersIsOutOfTime() {
		try (FakeChat chat = start("1.7.4", SHORT_PATIENCE, SHORT_WAIT)) {
			long pid = chat.sidecar().snapshot().pid();
			chat.faults("generation-hangs");
			CompletableFuture<String> stuck = Callers.call(chat, "Hello");
			chat.awaitRequest("Hello");
			// Much later than the first, so that its own patience is not over first.
			await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
			CompletableFuture<String> other = Callers.call(chat, "Hello");
			assertThat(Callers.failure(stuck).code()).isEqualTo(ShimmyErrorCode.GENERATION_TIMEOUT);
			assertThat(chat.sidecar().snapshot().pid()).isEqualTo(pid);
			assertThat(Callers.failure(other).code()).isEqualTo(ShimmyErrorCode.GENERATION_TIMEOUT);
			chat.awaitServerOtherThan(pid);
			assertThat(chat.sidecar().snapshot().lastFailure())
				.hasMessageContaining("cannot cancel a generation that is stuck");
		}
	}

	@Test
	void serverThatIsSlowButNotSilentIsLeftInPeace() {
		try (FakeChat chat = start("2.6.5", SHORT_PATIENCE)) {
			long slow = chat.sidecar().snapshot().pid();
			chat.faults("token-delay=300ms");
			long began = System.nanoTime();
			assertThat(String.join("",
					chat.client().prompt("count to 12").stream().content().collectList().block(Duration.ofMinutes(1))))
				.isEqualTo("1 2 3 4 5 6 7 8 9 10 11 12");
			assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(3));
			assertThat(chat.sidecar().snapshot().pid()).isEqualTo(slow);
		}
	}

}
