package io.github.shimmy4j.sidecar.use;

import java.net.URI;
import java.time.Duration;
import java.util.stream.IntStream;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.protocol.openai.Completion.Usage;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.TokenCounter;
import io.github.shimmy4j.sidecar.use.PatienceRule.Patience;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link PatienceRule}. */
class PatienceRuleTests {

	private static final Duration BETWEEN = Duration.ofSeconds(3);

	/** Size of a prompt that is estimated as 2,000 tokens. */
	private static final long BYTES = 4000;

	private final ServerEndpoint engine = endpoint(ServerCapabilities.EMBEDDED, "tiny");

	private final PatienceRule rule = new PatienceRule(null, BETWEEN);

	private static ServerEndpoint endpoint(ServerCapabilities capabilities, String model) {
		return new ServerEndpoint(URI.create("http://127.0.0.1:1/v1"), null, model, model, capabilities,
				TokenCounter.UNAVAILABLE);
	}

	private Duration firstToken(ServerEndpoint endpoint, long bytes) {
		return this.rule.of(endpoint, bytes).firstToken();
	}

	@Test
	void serverThatWasNotMeasuredIsTakenToReadTwentyTokensASecond() {
		assertThat(firstToken(this.engine, 0)).isEqualTo(Duration.ofSeconds(120));
		assertThat(firstToken(this.engine, BYTES)).isEqualTo(Duration.ofSeconds(120 + 200));
		assertThat(this.rule.of(this.engine, BYTES).betweenTokens()).isEqualTo(BETWEEN);
	}

	/** 24,000 tokens take minutes on a CPU. */
	@Test
	void promptMayTakeTheTimeThatItNeedsAtHalfTheMeasuredSpeed() {
		told(1000, Duration.ofSeconds(10), 1);
		assertThat(firstToken(this.engine, BYTES)).isEqualTo(Duration.ofSeconds(120 + 40));
		assertThat(firstToken(this.engine, 24_000 * 4)).isEqualTo(Duration.ofSeconds(120 + 960));
		assertThat(firstToken(endpoint(ServerCapabilities.EMBEDDED, "other"), BYTES)).as("another model")
			.isEqualTo(Duration.ofSeconds(320));
	}

	@Test
	void tokensThatTheServerHadInItsCacheMeasureNothing() {
		this.rule.learn(this.engine, new Usage(5000, 0, 4000L), Duration.ofSeconds(10));
		this.rule.learn(this.engine, new Usage(5000, 0, 4990L), Duration.ofSeconds(10));
		this.rule.learn(this.engine, new Usage(0, 0, 0L), Duration.ofSeconds(10));
		assertThat(firstToken(this.engine, BYTES)).isEqualTo(Duration.ofSeconds(120 + 40));
	}

	/** Another load of the machine may have passed. */
	@Test
	void slowestOfTheLastMeasurementsCounts() {
		told(1000, Duration.ofSeconds(10), 1);
		told(1000, Duration.ofMillis(100), 31);
		assertThat(firstToken(this.engine, BYTES)).isEqualTo(Duration.ofSeconds(120 + 40));
		told(1000, Duration.ofMillis(100), 1);
		assertThat(firstToken(this.engine, BYTES)).isEqualTo(Duration.ofSeconds(120).plusMillis(400));
	}

	/** A long conversation was followed by a fresh prompt, which was cut off. */
	@Test
	void serverThatDoesNotTellItsCacheIsNeverTakenForFast() {
		untold(Duration.ofMillis(100), 1);
		assertThat(firstToken(this.engine, BYTES)).as("perhaps it had read it before")
			.isEqualTo(Duration.ofSeconds(120 + 200));
		untold(Duration.ofSeconds(100), 1);
		untold(Duration.ofMillis(100), 100);
		assertThat(firstToken(this.engine, BYTES)).isEqualTo(Duration.ofSeconds(120 + 400));
		told(1000, Duration.ofMillis(100), 100);
		assertThat(firstToken(this.engine, BYTES)).isEqualTo(Duration.ofSeconds(120 + 400));
	}

	private void told(long tokens, Duration firstToken, int times) {
		IntStream.range(0, times).forEach((each) -> this.rule.learn(this.engine, new Usage(tokens, 0, 0L), firstToken));
	}

	private void untold(Duration firstToken, int times) {
		IntStream.range(0, times).forEach((each) -> this.rule.learn(this.engine, new Usage(1000, 0, null), firstToken));
	}

	@Test
	void anHourInWhichTheMachineWasAsleepIsNoSpeedOfReading() {
		this.rule.learn(this.engine, new Usage(100, 0, 0L), Duration.ofHours(1));
		assertThat(firstToken(this.engine, BYTES)).isEqualTo(Duration.ofSeconds(120 + 4000));
	}

	@Test
	void userDecides() {
		PatienceRule told = new PatienceRule(Duration.ofSeconds(7), BETWEEN);
		assertThat(told.of(this.engine, BYTES)).isEqualTo(new Patience(Duration.ofSeconds(7), BETWEEN, false));
	}

	@Test
	void serverThatBurstsHasBothLimitsForItsWholeAnswer() {
		ServerEndpoint shimmy = endpoint(ServerCapabilities.SHIMMY_1, "tiny");
		Patience patience = this.rule.of(shimmy, 0);
		assertThat(patience.whole()).isTrue();
		assertThat(patience.firstToken()).isEqualTo(Duration.ofSeconds(123));
		assertThat(firstToken(shimmy, Long.MAX_VALUE)).as("it takes 2048 tokens at most")
			.isEqualTo(Duration.ofMillis(123_000 + 204_800));
	}

	@Test
	void noLimitIsLongerThanATimerCanMeasure() {
		assertThat(firstToken(this.engine, Long.MAX_VALUE)).isEqualTo(Duration.ofDays(24));
	}

}
