package io.github.shimmy4j.concurrent;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class WaitsTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private final CompletableFuture<String> result = new CompletableFuture<>();

	@Test
	void resultIsReturned() throws TimeoutException {
		this.result.complete("done");
		assertThat(Waits.forResult(this.result, "sidecar")).isEqualTo("done");
		assertThat(Waits.forResult(this.result, LIMIT, "sidecar")).isEqualTo("done");
	}

	@Test
	void failureWithACodeIsThrownItself() {
		ShimmyException failure = new ShimmyException(ShimmyErrorCode.PORT_IN_USE, "every port is taken");
		this.result.completeExceptionally(failure);
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(() -> Waits.forResult(this.result, "sidecar"))
			.isSameAs(failure);
		assertThatExceptionOfType(ShimmyException.class)
			.isThrownBy(() -> Waits.forResult(this.result, LIMIT, "sidecar"))
			.isSameAs(failure);
	}

	@Test
	void waitEndsWithItsLimit() {
		assertThatExceptionOfType(TimeoutException.class)
			.isThrownBy(() -> Waits.forResult(this.result, Duration.ofMillis(1), "sidecar"));
	}

	@Test
	void interruptEndsTheWaitAndIsKept() {
		Thread.currentThread().interrupt();
		ShimmyException failure = catchThrowableOfType(ShimmyException.class,
				() -> Waits.forResult(this.result, "answer"));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(failure).hasMessage("The wait for the answer was interrupted")
			.hasCauseInstanceOf(InterruptedException.class);
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.NOT_READY);
		Thread.currentThread().interrupt();
		failure = catchThrowableOfType(ShimmyException.class, () -> Waits.forResult(this.result, LIMIT, "answer"));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(failure.code()).isEqualTo(ShimmyErrorCode.NOT_READY);
	}

}
