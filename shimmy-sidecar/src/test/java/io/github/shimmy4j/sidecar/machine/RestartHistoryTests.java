package io.github.shimmy4j.sidecar.machine;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RestartHistoryTests {

	private final ManualTime time = new ManualTime();

	private final RestartHistory history = new RestartHistory(Duration.ofSeconds(10), this.time::nanoTime);

	@Test
	void countIsOfRestartsWithinTheWindowAlsoWhereTheTimerOverflows() {
		this.history.add();
		this.time.advance(Duration.ofSeconds(6));
		this.history.add();
		assertThat(this.history.count()).isEqualTo(2);
		this.time.advance(Duration.ofSeconds(4));
		assertThat(this.history.count()).as("the first is exactly as old as the window").isEqualTo(2);
		this.time.advance(Duration.ofNanos(1));
		assertThat(this.history.count()).isEqualTo(1);
		this.time.advance(Duration.ofHours(1));
		assertThat(this.history.count()).isZero();
	}

	@Test
	void clearForgetsAll() {
		this.history.add();
		this.history.clear();
		assertThat(this.history.count()).isZero();
	}

}
