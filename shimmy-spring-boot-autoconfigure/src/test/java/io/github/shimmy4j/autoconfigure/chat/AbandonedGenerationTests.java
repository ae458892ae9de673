package io.github.shimmy4j.autoconfigure.chat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Row R6: callers that leave a server which cannot be told to give up, and so goes on
 * with its answer.
 */
@Execution(ExecutionMode.CONCURRENT)
class AbandonedGenerationTests {

	private static final String QUESTION = "count to 20";

	private static final String TOKEN_TAKES = "token-delay=100ms";

	private static final Duration ANSWER_TAKES = Duration.ofSeconds(2);

	@TempDir
	private Path directory;

	private FakeChat start(String version, String... properties) {
		return FakeChat.start(this.directory, FakeShimmyBinary.version(version), (Object[]) properties);
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.7.4", "2.6.5" })
	void slotIsFreeOnlyWhenTheServerIs(String version) {
		try (FakeChat chat = start(version, "shimmy.chat.max-concurrent=1")) {
			long pid = chat.sidecar().snapshot().pid();
			chat.faults(TOKEN_TAKES);
			long began = System.nanoTime();
			Disposable left = chat.client().prompt(QUESTION).stream().content().subscribe();
			chat.awaitRequest(QUESTION);
			left.dispose();
			chat.clearFaults();
			assertThat(Callers.answer(Callers.call(chat, "Hello"))).isNotEmpty();
			assertThat(Duration.ofNanos(System.nanoTime() - began)).as("the second waited for the end of the first")
				.isGreaterThan(ANSWER_TAKES);
			chat.awaitInFlight(0);
			assertThat(chat.sidecar().snapshot().pid()).isEqualTo(pid);
			assertThat(chat.sidecar().snapshot().lastGenerationFailure()).isNull();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.7.4", "2.6.5" })
	void interruptedCallReturnsAtOnceAndKeepsItsSlot(String version) {
		try (FakeChat chat = start(version, "shimmy.chat.idle-timeout=120s")) {
			chat.faults("generation-hangs");
			CompletableFuture<ShimmyException> failure = new CompletableFuture<>();
			CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
			Thread caller = new Thread(() -> {
				failure.complete(catchThrowableOfType(ShimmyException.class,
						() -> chat.client().prompt(QUESTION).call().content()));
				interrupted.complete(Thread.currentThread().isInterrupted());
			});
			caller.start();
			chat.awaitRequest(QUESTION);
			caller.interrupt();
			assertThat(failure.orTimeout(30, TimeUnit.SECONDS).join().code()).isEqualTo(ShimmyErrorCode.NOT_READY);
			assertThat(interrupted.join()).isTrue();
			assertThat(chat.sidecar().snapshot().inFlight()).isOne();
			assertThat(chat.sidecar().snapshot().lastGenerationFailure()).isNull();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.7.4", "2.6.5" })
	void serverThatFallsSilentForNobodyIsStuckAndReplaced(String version) {
		try (FakeChat chat = start(version, "shimmy.chat.idle-timeout=1s", "shimmy.chat.first-token-timeout=1s")) {
			long pid = chat.sidecar().snapshot().pid();
			chat.faults("generation-hangs");
			Disposable left = chat.client().prompt(QUESTION).stream().content().subscribe();
			chat.awaitRequest(QUESTION);
			left.dispose();
			chat.awaitServerOtherThan(pid);
			assertThat(chat.sidecar().snapshot().lastFailure()).satisfies((failure) -> {
				assertThat(failure.code()).isEqualTo(ShimmyErrorCode.SIDECAR_LOST);
				assertThat(failure).hasMessageContaining("cannot cancel a generation that is stuck")
					.hasMessageContaining("(abandoned answer)");
			});
			assertThat(Callers.answer(Callers.call(chat, "Hello"))).isNotEmpty();
		}
	}

	@Test
	void closingTheContextDoesNotWaitForAnswersThatNobodyWaitsFor() {
		FakeChat chat = start("1.7.4", "shimmy.chat.idle-timeout=60s");
		long pid;
		try {
			pid = chat.sidecar().snapshot().pid();
			chat.faults("generation-hangs");
			Disposable left = chat.client().prompt(QUESTION).stream().content().subscribe();
			chat.awaitRequest(QUESTION);
			left.dispose();
		}
		finally {
			long began = System.nanoTime();
			chat.close();
			assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
		}
		assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
	}

}
