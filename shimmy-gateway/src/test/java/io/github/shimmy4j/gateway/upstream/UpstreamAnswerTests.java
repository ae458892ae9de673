package io.github.shimmy4j.gateway.upstream;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class UpstreamAnswerTests {

	/**
	 * The exchange asks under a lock of its own, which the answer takes under its
	 * monitor: both waited for each other for ever.
	 */
	@Test
	void failureIsToldWhileTheAnswerIsBusy() throws Exception {
		UpstreamAnswer answer = new UpstreamAnswer(null, "POST /", null, Duration.ofSeconds(1), System::nanoTime);
		synchronized (answer) {
			assertThat(CompletableFuture.supplyAsync(answer::failure).get(10, TimeUnit.SECONDS)).isNull();
			assertThat(CompletableFuture.supplyAsync(answer::isUnsent).get(10, TimeUnit.SECONDS)).isFalse();
		}
	}

}
