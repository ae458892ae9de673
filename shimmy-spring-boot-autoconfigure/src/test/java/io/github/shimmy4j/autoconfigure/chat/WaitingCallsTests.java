package io.github.shimmy4j.autoconfigure.chat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.fake.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import reactor.core.Disposable;

import static org.assertj.core.api.Assertions.assertThat;

/** Calls that wait for a ready server and for their turn. */
@Execution(ExecutionMode.CONCURRENT)
class WaitingCallsTests {

	@TempDir
	private Path directory;

	/** On a busy machine the last of the calls waits longer than FakeChat's limit. */
	@Test
	void moreCallersThanSlotsAreAllAnswered() {
		try (FakeChat chat = FakeChat.start(this.directory, FakeShimmyBinary.version("1.7.4"),
				"shimmy.chat.idle-timeout=50s")) {
			chat.faults("token-delay=20ms");
			List<CompletableFuture<String>> calls = IntStream.range(0, 12)
				.mapToObj((i) -> Callers.call(chat, "Hello"))
				.toList();
			Eventually.holds(() -> chat.sidecar().snapshot().waiting() > 0);
			assertThat(chat.sidecar().snapshot().inFlight()).isEqualTo(2);
			assertThat(calls).allSatisfy((call) -> assertThat(Callers.answer(call)).isNotEmpty());
			chat.awaitInFlight(0);
			assertThat(chat.sidecar().snapshot().waiting()).isZero();
		}
	}

	@Test
	void callWhoseTurnDoesNotComeInTimeSaysWhatItWaitedFor() {
		try (FakeChat chat = FakeChat.start(this.directory, FakeShimmyBinary.version("2.6.5"),
				"shimmy.chat.idle-timeout=2s")) {
			chat.faults("token-delay=500ms");
			Disposable busy = chat.client().prompt("count to 40").stream().content().subscribe();
			chat.awaitInFlight(1);
			ShimmyException call = Failures.ofCall(chat, "Hello");
			assertThat(call.code()).isEqualTo(ShimmyErrorCode.NOT_READY);
			assertThat(call).hasMessageContaining("within PT2S")
				.hasMessageContaining("1 calls are under way")
				.hasMessageContaining("the sidecar is READY");
			ShimmyException stream = Failures.ofStream(chat, "Hello");
			assertThat(stream.code()).isEqualTo(ShimmyErrorCode.NOT_READY);
			Eventually.holds(() -> chat.sidecar().snapshot().waiting() == 0);
			assertThat(chat.sidecar().snapshot().lastGenerationFailure()).isNull();
			busy.dispose();
		}
	}

	@Test
	void waiterThatIsCancelledLeavesTheQueue() {
		try (FakeChat chat = FakeChat.start(this.directory, FakeShimmyBinary.version("2.6.5"))) {
			chat.faults("token-delay=100ms");
			CompletableFuture<String> busy = Callers.call(chat, "count to 20");
			chat.awaitInFlight(1);
			Disposable waiter = chat.client().prompt("Hello").stream().content().subscribe();
			Eventually.holds(() -> chat.sidecar().snapshot().waiting() == 1);
			waiter.dispose();
			Eventually.holds(() -> chat.sidecar().snapshot().waiting() == 0);
			assertThat(Callers.answer(busy)).endsWith("20");
			chat.awaitInFlight(0);
		}
	}

	@Test
	void callDuringAStartThatTakesTooLongSaysSo() {
		FakeShimmyBinary slow = FakeShimmyBinary.version("1.7.4").with(Fault.BIND_DELAY, Duration.ofSeconds(60));
		try (FakeChat chat = FakeChat.start(this.directory, slow, "shimmy.fail-fast=false",
				"shimmy.chat.idle-timeout=1s")) {
			ShimmyException failure = Failures.ofCall(chat, "Hello");
			assertThat(failure.code()).isEqualTo(ShimmyErrorCode.NOT_READY);
			assertThat(failure).hasMessageContaining("STARTING");
		}
	}

	@Test
	void callsThatGiveUpAtAnyMomentLeaveNothingBehind() {
		try (FakeChat chat = FakeChat.start(this.directory, FakeShimmyBinary.version("1.7.4"),
				"shimmy.chat.max-concurrent=1")) {
			long pid = chat.sidecar().snapshot().pid();
			IntStream.range(0, 300).parallel().forEach((i) -> {
				Disposable call = chat.client().prompt("Hello").stream().content().subscribe((token) -> {
				}, (failure) -> {
				});
				spin(i * 20_000L);
				call.dispose();
			});
			Eventually
				.holds(() -> chat.sidecar().snapshot().inFlight() == 0 && chat.sidecar().snapshot().waiting() == 0);
			assertThat(Callers.answer(Callers.call(chat, "Hello"))).isNotEmpty();
			assertThat(chat.sidecar().snapshot().pid()).isEqualTo(pid);
		}
	}

	/** Shorter than any timer can wait. */
	private static void spin(long nanos) {
		long end = System.nanoTime() + nanos;
		while (System.nanoTime() < end) {
			Thread.onSpinWait();
		}
	}

}
