package io.github.shimmy4j.doctor;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LimitedCheckTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	@Test
	void factsAreJudged() {
		Finding finding = LimitedCheck.begin("disk", LONG, () -> "room")
			.await()
			.finding((room) -> Finding.ok("disk", "There is " + room));
		assertThat(finding.message()).isEqualTo("There is room");
	}

	@Test
	void sourceThatFailsIsAWarning() {
		Finding finding = LimitedCheck.<String>begin("disk", LONG, () -> {
			throw new UnsatisfiedLinkError("no native code here");
		}).await().finding((room) -> Finding.ok("disk", room));
		assertThat(finding.status()).isEqualTo(Finding.Status.WARN);
		assertThat(finding.message()).contains("The check has no result", "no native code here");
		assertThat(finding.remedy().toString()).isNotBlank();
	}

	@Test
	void sourceThatNeverEndsIsGivenUpAndInterrupted() throws InterruptedException {
		CountDownLatch interrupted = new CountDownLatch(1);
		LimitedCheck.Result<String> result = LimitedCheck
			.begin("disk", Duration.ofMillis(100), () -> untilInterrupted(interrupted))
			.await();
		assertThat(result.known()).isEmpty();
		assertThat(result.problem()).isEqualTo("it took longer than 100 ms");
		assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void interruptOfTheOneWhoWaitsEndsBothAndStaysSet() throws InterruptedException {
		CountDownLatch interrupted = new CountDownLatch(1);
		LimitedCheck<String> check = LimitedCheck.begin("disk", LONG, () -> untilInterrupted(interrupted));
		Thread.currentThread().interrupt();
		LimitedCheck.Result<String> result = check.await();
		assertThat(Thread.interrupted()).isTrue();
		assertThat(result.problem()).contains("interrupted");
		assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
	}

	private static String untilInterrupted(CountDownLatch interrupted) throws InterruptedException {
		try {
			new CountDownLatch(1).await();
			return "never";
		}
		catch (InterruptedException ex) {
			interrupted.countDown();
			throw ex;
		}
	}

}
