package io.github.shimmy4j.autoconfigure.chat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Row R4: requests that are under way when their server ends. */
@Execution(ExecutionMode.CONCURRENT)
class LostServerTests {

	/** So long that a call which ends earlier has not waited for it. */
	private static final String PATIENCE = "shimmy.chat.idle-timeout=120s";

	@TempDir
	private Path directory;

	private FakeChat start(String version) {
		return FakeChat.start(this.directory, FakeShimmyBinary.version(version), PATIENCE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.7.4", "2.6.5" })
	void callFailsFastWithTheEndOfTheServerAndTheNextOneIsAnswered(String version) {
		try (FakeChat chat = start(version)) {
			chat.faults("crash-during-generation", "crash-status=139");
			ShimmyException failure = Failures.ofCall(chat, "Hello");
			assertThat(failure.code()).isEqualTo(ShimmyErrorCode.SIDECAR_LOST);
			assertThat(failure).hasMessageContaining("signal 11");
			assertThat(failure.exitStatus()).isEqualTo(139);
			assertThat(failure.outputTail()).isNotEmpty();
			assertThat(Callers.answer(Callers.call(chat, "Hello"))).isNotEmpty();
		}
	}

	@Test
	void streamDeliversTheTokensThatItHasAndThenTheError() {
		try (FakeChat chat = start("2.6.5")) {
			chat.faults("crash-during-generation");
			List<String> tokens = new ArrayList<>();
			ShimmyException failure = catchThrowableOfType(ShimmyException.class,
					() -> chat.client().prompt("count to 20").stream().content().doOnNext(tokens::add).blockLast());
			assertThat(String.join("", tokens)).startsWith("1 2 3").doesNotContain("20");
			assertThat(failure.code()).isEqualTo(ShimmyErrorCode.SIDECAR_LOST);
			assertThat(failure.exitStatus()).isEqualTo(137);
			assertThat(failure.outputTail()).isNotEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.7.4", "2.6.5" })
	void stopOnRequestEndsTheCallsAndSaysSo(String version) {
		try (FakeChat chat = start(version)) {
			chat.faults("generation-hangs");
			CompletableFuture<String> call = Callers.call(chat, "Hello");
			chat.awaitRequest("Hello");
			chat.sidecar().stop().join();
			ShimmyException failure = Callers.failure(call);
			assertThat(failure.code()).isEqualTo(ShimmyErrorCode.SIDECAR_LOST);
			assertThat(failure).hasMessage("The server was stopped");
		}
	}

	@Test
	void callsThatComeJustAfterTheEndWaitForTheRestart() {
		try (FakeChat chat = start("1.7.4")) {
			for (int round = 0; round < 3; round++) {
				assertThat(Callers.answer(Callers.call(chat, "Hello"))).isNotEmpty();
				ProcessHandle server = ProcessHandle.of(chat.sidecar().snapshot().pid()).orElseThrow();
				server.destroyForcibly();
				server.onExit().join();
				assertThat(Callers.answer(Callers.call(chat, "Hello"))).isNotEmpty();
				assertThat(chat.sidecar().snapshot().pid()).isNotEqualTo(server.pid());
			}
		}
	}

}
