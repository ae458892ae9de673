package io.github.shimmy4j.sidecar.use;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.ServerUse;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class ExchangeTests {

	private static final ShimmyException END = new ShimmyException(ShimmyErrorCode.SIDECAR_LOST, "It was killed", null,
			137, List.of("Killed"));

	private final CompletableFuture<ServerUse> granted = new CompletableFuture<>();

	private final Sent sent = new Sent();

	private Exchange exchange(Duration lossNotice) {
		return new Exchange(new OneSource(lossNotice), this.granted);
	}

	private RecordedUse grant(ServerCapabilities capabilities) {
		RecordedUse use = new RecordedUse(capabilities);
		this.granted.complete(use);
		return use;
	}

	@Test
	void callerThatLeavesBeforeItsTurnGivesUpTheWait() {
		exchange(Duration.ZERO).close();
		assertThat(this.granted).isCancelled();
	}

	@Test
	void slotIsFreeAtOnceWhereNothingWasSent() {
		RecordedUse use = grant(ServerCapabilities.SHIMMY_1);
		exchange(Duration.ZERO).close();
		assertThat(use.closed).isTrue();
	}

	@Test
	void slotOfAServerThatGoesOnIsFreeWhenItsAnswerEnds() {
		RecordedUse use = grant(ServerCapabilities.SHIMMY_1);
		Exchange exchange = exchange(Duration.ZERO);
		exchange.send(() -> this.sent);
		exchange.close();
		assertThat(this.sent.abandoned).isTrue();
		assertThat(this.sent.cancelled).isFalse();
		assertThat(use.closed).isFalse();
		exchange.answerEnded();
		assertThat(use.closed).isTrue();
		assertThat(use.failures).isEmpty();
	}

	@Test
	void serverThatNoticesIsLeftAtOnce() {
		RecordedUse use = grant(ServerCapabilities.EMBEDDED);
		Exchange exchange = exchange(Duration.ZERO);
		exchange.send(() -> this.sent);
		exchange.close();
		assertThat(this.sent.cancelled).isTrue();
		exchange.answerEnded();
		assertThat(use.closed).isTrue();
	}

	/** Such as texts for vectors. */
	@Test
	void slotOfARequestThatNoServerBreaksOffIsFreeWhenItsAnswerEnds() {
		RecordedUse use = grant(ServerCapabilities.EMBEDDED);
		Exchange exchange = exchange(Duration.ZERO);
		this.sent.goesOn = true;
		exchange.send(() -> this.sent);
		exchange.close();
		assertThat(this.sent.cancelled).isFalse();
		assertThat(use.closed).isFalse();
		exchange.answerEnded();
		assertThat(use.closed).isTrue();
	}

	@Test
	void answerThatEndedKeepsItsSlotUntilItsCallerHasReadIt() {
		RecordedUse use = grant(ServerCapabilities.SHIMMY_1);
		Exchange exchange = exchange(Duration.ZERO);
		exchange.send(() -> this.sent);
		exchange.answerEnded();
		assertThat(use.closed).isFalse();
		exchange.succeeded();
		exchange.close();
		assertThat(this.sent.abandoned).isFalse();
		assertThat(use.closed).isTrue();
		assertThat(use.successes).isOne();
	}

	@Test
	void silenceInAnAnswerForNobodyIsReported() {
		RecordedUse use = grant(ServerCapabilities.SHIMMY_1);
		Exchange exchange = exchange(Duration.ZERO);
		exchange.send(() -> this.sent);
		exchange.close();
		this.sent.failure = new ShimmyException(ShimmyErrorCode.GENERATION_TIMEOUT, "It was silent");
		exchange.answerEnded();
		assertThat(use.failures).singleElement()
			.satisfies((failure) -> assertThat(failure).hasMessage("It was silent (abandoned answer)"));
	}

	@Test
	void outcomeIsToldOnce() {
		RecordedUse use = grant(ServerCapabilities.SHIMMY_1);
		Exchange exchange = exchange(Duration.ZERO);
		exchange.failed(END);
		exchange.failed(END);
		exchange.succeeded();
		assertThat(use.failures).containsExactly(END);
		assertThat(use.successes).isZero();
	}

	@Test
	void nothingIsSentToAServerThatHasEnded() {
		grant(ServerCapabilities.SHIMMY_1).lost.complete(END);
		Exchange exchange = exchange(Duration.ZERO);
		ShimmyException failure = catchThrowableOfType(ShimmyException.class, () -> exchange.send(() -> this.sent));
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.SIDECAR_LOST);
		assertThat(failure.exitStatus()).isEqualTo(137);
		assertThat(exchange.isUnsent()).isTrue();
	}

	@Test
	void nothingIsSentForACallerThatHasLeft() {
		grant(ServerCapabilities.SHIMMY_1);
		Exchange exchange = exchange(Duration.ZERO);
		exchange.close();
		assertThat(catchThrowableOfType(ShimmyException.class, () -> exchange.send(() -> this.sent)).code())
			.isEqualTo(ShimmyErrorCode.NOT_RUNNING);
		assertThat(exchange.isUnsent()).isFalse();
	}

	@Test
	void refusalOfWhoeverHasThePortOfAServerThatEndedIsItsLoss() {
		RecordedUse use = grant(ServerCapabilities.SHIMMY_1);
		Exchange exchange = exchange(Duration.ZERO);
		assertThat(exchange.lossShownBy(401)).isNull();
		use.lost.complete(END);
		assertThat(exchange.lossShownBy(401)).hasMessage("It was killed");
		assertThat(exchange.lossShownBy(404)).hasMessage("It was killed");
		assertThat(exchange.lossShownBy(500)).isNull();
	}

	@Test
	void brokenConnectionIsExplainedByTheEndOfTheServerIfThatIsKnownInTime() {
		RecordedUse use = grant(ServerCapabilities.SHIMMY_1);
		ShimmyException broken = new ShimmyException(ShimmyErrorCode.SIDECAR_LOST, "It broke");
		assertThat(exchange(Duration.ZERO).explained(broken)).isCompletedWithValue(broken);
		assertThat(exchange(Duration.ofMillis(1)).explained(broken)).succeedsWithin(Duration.ofSeconds(30))
			.isSameAs(broken);
		CompletableFuture<ShimmyException> explained = exchange(Duration.ofSeconds(30)).explained(broken);
		assertThat(explained).isNotDone();
		use.lost.complete(END);
		assertThat(explained).isCompletedWithValueMatching((loss) -> loss.getMessage().equals("It was killed"));
	}

	/** A request that an HTTP client would have sent. */
	private static final class Sent implements SentRequest {

		private boolean abandoned;

		private boolean cancelled;

		private boolean goesOn;

		private ShimmyException failure;

		@Override
		public void abandon() {
			this.abandoned = true;
		}

		@Override
		public void cancel() {
			this.cancelled = true;
		}

		@Override
		public boolean isEndedByDisconnect(ServerCapabilities server) {
			return !this.goesOn && SentRequest.super.isEndedByDisconnect(server);
		}

		@Override
		public ShimmyException failure() {
			return this.failure;
		}

		@Override
		public boolean isUnsent() {
			return false;
		}

	}

	private record OneSource(Duration lossNotice) implements UseSource {

		@Override
		public CompletableFuture<ServerUse> use() {
			throw new UnsupportedOperationException();
		}

		@Override
		public String queue() {
			return "nobody waits";
		}

		@Override
		public List<String> outputTail() {
			return List.of();
		}

	}

}
