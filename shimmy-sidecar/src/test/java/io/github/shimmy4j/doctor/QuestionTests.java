package io.github.shimmy4j.doctor;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class QuestionTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	@Test
	void answerIsJudged() {
		Finding finding = Question.ask("disk", LONG, () -> "room")
			.await()
			.finding("disk", (room) -> Finding.ok("disk", "There is " + room));
		assertThat(finding.message()).isEqualTo("There is room");
	}

	@Test
	void sourceThatFailsIsAWarning() {
		Finding finding = Question.<String>ask("disk", LONG, () -> {
			throw new UnsatisfiedLinkError("no native code here");
		}).await().finding("disk", (room) -> Finding.ok("disk", room));
		assertThat(finding.status()).isEqualTo(Finding.Status.WARN);
		assertThat(finding.message()).contains("Nothing is known", "no native code here");
		assertThat(finding.remedy().toString()).isNotBlank();
	}

	@Test
	void sourceThatNeverEndsIsGivenUpAndInterrupted() throws InterruptedException {
		CountDownLatch interrupted = new CountDownLatch(1);
		Answer<String> answer = Question.ask("disk", Duration.ofMillis(100), () -> untilInterrupted(interrupted))
			.await();
		assertThat(answer.known()).isEmpty();
		assertThat(answer.problem()).isEqualTo("it took longer than 100 ms");
		assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void interruptOfTheOneWhoWaitsEndsBothAndStaysSet() throws InterruptedException {
		CountDownLatch interrupted = new CountDownLatch(1);
		Question<String> question = Question.ask("disk", LONG, () -> untilInterrupted(interrupted));
		Thread.currentThread().interrupt();
		Answer<String> answer = question.await();
		assertThat(Thread.interrupted()).isTrue();
		assertThat(answer.problem()).contains("interrupted");
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
