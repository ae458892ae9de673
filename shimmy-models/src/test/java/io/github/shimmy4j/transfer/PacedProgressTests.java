package io.github.shimmy4j.transfer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link PacedProgress}. */
class PacedProgressTests {

	@Test
	void passesOnOnceAnIntervalAndTheLastByte() {
		List<Long> seen = new ArrayList<>();
		AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1000);
		TransferProgress progress = new PacedProgress((bytes, total, source) -> seen.add(bytes), Duration.ofSeconds(5),
				now::get);
		for (long second = 1; second <= 12; second++) {
			now.addAndGet(Duration.ofSeconds(1).toNanos());
			progress.transferred(second, 12, "source");
		}
		assertThat(seen).containsExactly(5L, 10L, 12L);
	}

}
