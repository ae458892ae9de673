package io.github.shimmy4j.gateway.admission;

import java.time.Duration;

import io.github.bucket4j.TimeMeter;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.gateway.key.Caller;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Tests for {@link CallerRates}. */
class CallerRatesTests {

	private final Caller limited = Callers.caller("editor", 0, 6);

	private final TestTime time = new TestTime();

	private final CallerRates rates = new CallerRates(this.time);

	private void count() {
		assertThat(this.rates.count(this.limited, Duration.ZERO)).isZero();
	}

	@Test
	void requestOverTheRateIsRefusedUntilTheNextOneIsDue() {
		for (int count = 0; count < 6; count++) {
			count();
		}
		this.time.pass(Duration.ofMillis(2500));
		assertThatExceptionOfType(TooManyRequestsException.class).isThrownBy(() -> count())
			.withMessage("The key 'editor' may send 6 requests per minute")
			.satisfies((refusal) -> assertThat(refusal.retryAfterSeconds()).isEqualTo(8))
			.satisfies((refusal) -> assertThat(refusal.code()).isEqualTo(ShimmyErrorCode.OVERLOADED));
		this.time.pass(Duration.ofMillis(7500));
		count();
		assertThatExceptionOfType(TooManyRequestsException.class).isThrownBy(() -> count());
	}

	@Test
	void refusedRequestDoesNotCount() {
		for (int count = 0; count < 6; count++) {
			count();
		}
		for (int count = 0; count < 100; count++) {
			assertThatExceptionOfType(TooManyRequestsException.class).isThrownBy(() -> count());
		}
		this.time.pass(Duration.ofSeconds(10));
		count();
	}

	@Test
	void requestsThatCanWaitAreDueOneAfterAnother() {
		for (int count = 0; count < 6; count++) {
			count();
		}
		Duration patience = Duration.ofSeconds(25);
		assertThat(this.rates.count(this.limited, patience)).isEqualTo(Duration.ofSeconds(10));
		assertThat(this.rates.count(this.limited, patience)).isEqualTo(Duration.ofSeconds(20));
		assertThatExceptionOfType(TooManyRequestsException.class)
			.isThrownBy(() -> this.rates.count(this.limited, patience))
			.satisfies((refusal) -> assertThat(refusal.retryAfterSeconds()).isEqualTo(30));
		this.time.pass(Duration.ofSeconds(10));
		assertThatExceptionOfType(TooManyRequestsException.class).as("before the one that waits")
			.isThrownBy(this::count);
		assertThat(this.rates.giveBack(this.limited, 1)).containsExactly(Duration.ZERO);
		assertThat(this.rates.count(this.limited, patience)).isEqualTo(Duration.ofSeconds(10));
	}

	@Test
	void callersAreCountedApart() {
		for (int count = 0; count < 6; count++) {
			count();
		}
		this.rates.count(Callers.caller("other", 0, 6), Duration.ZERO);
		for (int count = 0; count < 1000; count++) {
			this.rates.count(Caller.ANONYMOUS, Duration.ZERO);
		}
	}

	@Test
	void quietCallersAreForgotten() {
		for (int count = 0; count < 300; count++) {
			this.rates.count(Callers.caller("key " + count, 0, 6), Duration.ZERO);
			this.time.pass(Duration.ofSeconds(1));
		}
		assertThat(this.rates.size()).isLessThanOrEqualTo(11);
	}

	/** Time that passes on command. */
	static final class TestTime implements TimeMeter {

		private long nanos;

		void pass(Duration duration) {
			this.nanos += duration.toNanos();
		}

		@Override
		public long currentTimeNanos() {
			return this.nanos;
		}

		@Override
		public boolean isWallClockBased() {
			return false;
		}

	}

}
