package io.github.shimmy4j.sidecar.machine;

import java.time.Duration;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link RestartPolicy}: which restarts count, and for how long. */
class RestartCountTests {

	private static final Duration WINDOW = Duration.ofSeconds(10);

	private final ManualTime time = new ManualTime();

	private final RestartPolicy restarts = new RestartPolicy(5, WINDOW, () -> 0.5, this.time::nanoTime);

	private void lose() {
		this.restarts.failed(new ShimmyException(ShimmyErrorCode.SIDECAR_LOST, "lost"));
	}

	@Test
	void countIsOfRestartsWithinTheWindowAlsoWhereTheTimerOverflows() {
		lose();
		this.time.advance(Duration.ofSeconds(6));
		lose();
		assertThat(this.restarts.count()).isEqualTo(2);
		this.time.advance(Duration.ofSeconds(4));
		assertThat(this.restarts.count()).as("the first is exactly as old as the window").isEqualTo(2);
		this.time.advance(Duration.ofNanos(1));
		assertThat(this.restarts.count()).isEqualTo(1);
		this.time.advance(Duration.ofHours(1));
		assertThat(this.restarts.count()).isZero();
	}

	@Test
	void startThatIsAskedForForgetsAll() {
		lose();
		this.restarts.begin(false);
		assertThat(this.restarts.count()).isZero();
	}

}
