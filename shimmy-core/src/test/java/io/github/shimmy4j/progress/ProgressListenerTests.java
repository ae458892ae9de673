package io.github.shimmy4j.progress;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link ProgressListener}. */
class ProgressListenerTests {

	@Test
	void passesOnOnceAnIntervalAndTheLastByte() {
		List<Long> seen = new ArrayList<>();
		AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1000);
		ProgressListener all = (progress) -> seen.add(progress.done());
		ProgressListener paced = all.every(Duration.ofSeconds(5), now::get);
		for (long second = 1; second <= 12; second++) {
			now.addAndGet(Duration.ofSeconds(1).toNanos());
			paced.progressed(Progress.ofBytes(second, 12, "source"));
		}
		assertThat(seen).containsExactly(5L, 10L, 12L);
	}

}
