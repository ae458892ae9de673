package io.github.shimmy4j.autoconfigure.chat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import reactor.core.Disposable;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Issue 13: an answer that is slow, or whose prompt is long, is not one that is stuck.
 * The limits are those of a test: three seconds stand for two minutes. With less, a stall
 * of the machine would count as one of the server.
 */
@Execution(ExecutionMode.CONCURRENT)
class SlowAnswerTests {

	/** Only where the limit is to be reached. */
	private static final String A_SECOND_BETWEEN_TOKENS = "shimmy.chat.idle-timeout=1s";

	private static final String SECONDS_BETWEEN_TOKENS = "shimmy.chat.idle-timeout=3s";

	private static final String COUNTED = "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15";

	@TempDir
	private Path directory;

	private FakeChat start(String version, Object... properties) {
		return FakeChat.start(this.directory, FakeShimmyBinary.version(version), properties);
	}

	/** Before, the limit was one for the whole answer: GENERATION_TIMEOUT, and DOWN. */
	@Test
	void callTakesAsLongAsItsTokensCome() {
		try (FakeChat chat = start("2.6.5", SECONDS_BETWEEN_TOKENS)) {
			chat.faults("token-delay=220ms");
			long began = System.nanoTime();
			ChatResponse answer = chat.model().call(new Prompt("count to 15"));
			assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(3200));
			assertThat(answer.getResult().getOutput().getText()).isEqualTo(COUNTED);
			assertThat(answer.getResult().getMetadata().getFinishReason()).isEqualTo("STOP");
			assertThat(answer.getMetadata().getUsage().getPromptTokens()).isPositive();
			assertThat(answer.getMetadata().getUsage().getCompletionTokens()).isEqualTo(15);
			assertThat(answer.getMetadata().getModel()).isEqualTo(FakeChat.MODEL);
			assertThat(chat.lastRequest().path("body").path("stream").asBoolean()).isTrue();
			assertThat(chat.sidecar().snapshot().lastGenerationFailure()).isNull();
		}
	}

	@Test
	void callWhoseTokensStopIsATimeoutThatNamesTheLimit() {
		try (FakeChat chat = start("2.6.5", A_SECOND_BETWEEN_TOKENS)) {
			chat.faults("stall-after=2");
			ShimmyException failure = Failures.ofCall(chat, "count to 15");
			assertThat(failure.code()).isEqualTo(ShimmyErrorCode.GENERATION_TIMEOUT);
			assertThat(failure).hasMessageContaining("PT1S after a token (shimmy.chat.idle-timeout)");
		}
	}

	@Test
	void promptMayBeReadForLongerThanTokensMayTake() {
		try (FakeChat chat = start("2.6.5", SECONDS_BETWEEN_TOKENS, "shimmy.liveness.interval=100ms",
				"shimmy.liveness.timeout=3s")) {
			long pid = chat.sidecar().snapshot().pid();
			chat.faults("reading-takes=3500ms");
			assertThat(Callers.answer(Callers.call(chat, "count to 15"))).isEqualTo(COUNTED);
			assertThat(chat.client().prompt("count to 15").stream().content().blockLast()).contains("15");
			assertThat(chat.sidecar().snapshot().pid()).isEqualTo(pid);
			assertThat(chat.sidecar().snapshot().lastGenerationFailure()).isNull();
		}
	}

	@Test
	void serverThatReportsItsReadingIsNotSilent() {
		try (FakeChat chat = start("2.6.5", SECONDS_BETWEEN_TOKENS, "shimmy.chat.first-token-timeout=3s")) {
			chat.faults("reading-takes=4s", "reading-reported-every=100ms");
			assertThat(Callers.answer(Callers.call(chat, "count to 15"))).isEqualTo(COUNTED);
		}
	}

	@Test
	void waitForATurnCountsAgainstNoLimitOfTheAnswer() {
		try (FakeChat chat = start("2.6.5", "shimmy.chat.idle-timeout=20s", "shimmy.chat.first-token-timeout=3s")) {
			chat.faults("token-delay=250ms");
			CompletableFuture<String> first = Callers.call(chat, "count to 15");
			chat.awaitInFlight(1);
			CompletableFuture<String> second = Callers.call(chat, "count to 3");
			assertThat(Callers.answer(first)).isEqualTo(COUNTED);
			assertThat(Callers.answer(second)).isEqualTo("1 2 3");
		}
	}

	/** Where tokens do not come one by one, both limits together are for the whole. */
	@Test
	void wholeAnswerMayTakeAsLongAsReadingAndATokenTogether() {
		try (FakeChat chat = start("1.7.4", SECONDS_BETWEEN_TOKENS, "shimmy.chat.first-token-timeout=3s")) {
			chat.faults("token-delay=120ms", "reading-takes=1500ms");
			assertThat(Callers.answer(Callers.call(chat, "count to 15"))).isEqualTo(COUNTED);
		}
	}

	@Test
	void wholeAnswerThatTakesLongerThanBothIsATimeoutThatNamesThem() {
		try (FakeChat chat = start("1.7.4", A_SECOND_BETWEEN_TOKENS, "shimmy.chat.first-token-timeout=2s")) {
			chat.faults("token-delay=80ms", "reading-takes=20s");
			assertThat(Failures.ofCall(chat, "count to 15")).hasMessageContainingAll("PT3S",
					"shimmy.chat.first-token-timeout and shimmy.chat.idle-timeout together");
		}
	}

	/** The second waits inside the server, since the user says that it can do two. */
	@Test
	void callThatIsOutOfTimeIsNotHeldAgainstAServerThatGeneratesForAnother() {
		try (FakeChat chat = start("2.6.5", "shimmy.chat.max-concurrent=2", "shimmy.chat.idle-timeout=10s",
				"shimmy.chat.first-token-timeout=3s")) {
			long pid = chat.sidecar().snapshot().pid();
			chat.faults("token-delay=100ms");
			AtomicInteger tokens = new AtomicInteger();
			Disposable streaming = chat.client()
				.prompt("count to 200")
				.stream()
				.content()
				.subscribe((token) -> tokens.incrementAndGet());
			Eventually.holds(() -> tokens.get() > 1);
			ShimmyException failure = Failures.ofCall(chat, "Hello");
			assertThat(failure.code()).isEqualTo(ShimmyErrorCode.GENERATION_TIMEOUT);
			int before = tokens.get();
			Eventually.holds(() -> tokens.get() > before + 1);
			assertThat(chat.sidecar().snapshot().lastGenerationFailure()).as("what health calls DOWN").isNull();
			assertThat(chat.sidecar().snapshot().pid()).isEqualTo(pid);
			streaming.dispose();
		}
	}

}
