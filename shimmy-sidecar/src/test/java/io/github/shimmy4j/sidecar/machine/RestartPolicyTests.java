package io.github.shimmy4j.sidecar.machine;

import java.time.Duration;
import java.util.List;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.machine.RestartPolicy.GiveUp;
import io.github.shimmy4j.sidecar.machine.RestartPolicy.Restart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

class RestartPolicyTests {

	private static final Duration WINDOW = Duration.ofMinutes(10);

	private static final int MANY = 100;

	@ParameterizedTest
	@EnumSource(names = { "START_FAILED", "SIDECAR_LOST", "GENERATION_FAILED", "GENERATION_TIMEOUT", "ANSWER_TRUNCATED",
			"INVALID_RESPONSE", "OVERLOADED" })
	void decideAfterWhatMayPassRestartsReadyBeforeOrNot(ShimmyErrorCode code) {
		assertThat(decide(code, null, false)).isInstanceOf(Restart.class);
		assertThat(decide(code, null, true)).isInstanceOf(Restart.class);
	}

	@ParameterizedTest
	@EnumSource(names = { "START_TIMEOUT", "HEALTHCHECK_FAILED", "CHECKSUM_MISMATCH", "INSTALL_FAILED", "INTERNAL" })
	void decideAfterAServerThatWasNeverReadyGivesUpButRestartsOneThatWas(ShimmyErrorCode code) {
		assertThat(decide(code, null, false)).isInstanceOf(GiveUp.class);
		assertThat(decide(code, null, true)).isEqualTo(new Restart(Duration.ZERO, true));
	}

	@ParameterizedTest
	@EnumSource(names = { "INVALID_CONFIGURATION", "CRASH_LOOP", "NOT_RUNNING", "NOT_READY", "CONTEXT_EXCEEDED",
			"UNSUPPORTED_REQUEST", "REQUEST_REJECTED", "AUTHENTICATION_FAILED" })
	void decideAfterWhatANewStartWouldOnlyMeetAgainGivesUpWithThatReason(ShimmyErrorCode code) {
		ShimmyException failure = new ShimmyException(code, "failed");
		RestartPolicy policy = policy(MANY, 0.5);
		assertThat(policy.decide(failure, true, 0, 0)).isEqualTo(new GiveUp(failure));
		assertThat(policy.decide(failure, false, 0, 0)).isEqualTo(new GiveUp(failure));
	}

	/** The model's file is being rewritten, which may take minutes. */
	@ParameterizedTest
	@EnumSource(names = { "BINARY_NOT_FOUND", "BINARY_NOT_EXECUTABLE", "BINARY_INCOMPATIBLE", "MODEL_NOT_FOUND",
			"NOT_A_MODEL", "UNSUPPORTED_MODEL", "DOWNLOAD_FAILED", "LICENSE_NOT_ACCEPTED", "MODEL_IN_USE",
			"DIRECTORY_NOT_WRITABLE", "DISK_FULL", "PORT_IN_USE", "SYSTEM_LIMIT" })
	void decideAfterAnObstacleGivesUpAModelThatNeverServedAndTriesOneThatDidForAsLongAsItLasts(ShimmyErrorCode code) {
		ShimmyException obstacle = new ShimmyException(code, "failed");
		RestartPolicy policy = policy(2, 0.5);
		assertThat(policy.decide(obstacle, false, 0, 0)).isEqualTo(new GiveUp(obstacle));
		assertThat(policy.decide(obstacle, true, 2, 0)).isEqualTo(new Restart(Duration.ofSeconds(1), false));
		assertThat(policy.decide(obstacle, true, 2, 5)).isEqualTo(new Restart(Duration.ofSeconds(32), false));
		assertThat(policy.decide(obstacle, true, 2, MANY)).isEqualTo(new Restart(Duration.ofSeconds(60), false));
	}

	@Test
	void decideAfterAnObstacleWhenNoRestartsAreAllowedGivesUpWithItsReason() {
		ShimmyException obstacle = new ShimmyException(ShimmyErrorCode.NOT_A_MODEL, "text");
		assertThat(policy(0, 0.5).decide(obstacle, true, 0, 0)).isEqualTo(new GiveUp(obstacle));
	}

	@ParameterizedTest
	@EnumSource
	void decideKnowsEveryReason(ShimmyErrorCode code) {
		assertThat(decide(code, null, true)).isNotNull();
		assertThat(decide(code, null, false)).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { 2, 101 })
	void decideAfterAUsageErrorOrAPanicAtStartGivesUpAServerThatWasNeverReady(int status) {
		assertThat(decide(ShimmyErrorCode.START_FAILED, status, false)).isInstanceOf(GiveUp.class);
		assertThat(decide(ShimmyErrorCode.START_FAILED, status, true)).isInstanceOf(Restart.class);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 134, 137, 139 })
	void decideAfterAnyOtherStatusRestarts(int status) {
		assertThat(decide(ShimmyErrorCode.START_FAILED, status, false)).isInstanceOf(Restart.class);
		assertThat(decide(ShimmyErrorCode.SIDECAR_LOST, status, true)).isInstanceOf(Restart.class);
	}

	@Test
	void decideAfterAPanicOfAReadyServerRestarts() {
		assertThat(decide(ShimmyErrorCode.SIDECAR_LOST, 101, true)).isInstanceOf(Restart.class);
	}

	@ParameterizedTest
	@CsvSource({ "0, 0", "1, 1000", "2, 2000", "3, 4000", "6, 32000", "7, 60000", "8, 60000", "99, 60000" })
	void decideDoublesTheDelayFromOneSecondToSixty(int restarts, long millis) {
		assertThat(delay(restarts, 0.5)).isEqualTo(Duration.ofMillis(millis));
	}

	@ParameterizedTest
	@CsvSource({ "0, 0.0, 0", "0, 0.999, 0", "1, 0.0, 800", "1, 1.0, 1200", "99, 0.0, 48000", "99, 1.0, 72000" })
	void decideVariesTheDelayByAFifth(int restarts, double random, long millis) {
		assertThat(delay(restarts, random)).isEqualTo(Duration.ofMillis(millis));
	}

	@Test
	void decideWhenTheRestartsAreUsedUpGivesUpWithACrashLoopThatTellsOfTheLastEnd() {
		ShimmyException last = new ShimmyException(ShimmyErrorCode.SIDECAR_LOST, "The server aborted (signal 6)", null,
				134, List.of("GGML_ASSERT"));
		assertThat(policy(2, 0.5).decide(last, true, 1, 0)).isInstanceOf(Restart.class);
		assertThat(policy(2, 0.5).decide(last, true, 2, 0)).asInstanceOf(type(GiveUp.class)).satisfies((giveUp) -> {
			ShimmyException reason = giveUp.reason();
			assertThat(reason.code()).isEqualTo(ShimmyErrorCode.CRASH_LOOP);
			assertThat(reason).hasMessageContainingAll("3 times", "PT10M", "aborted (signal 6)").hasCause(last);
			assertThat(reason.exitStatus()).isEqualTo(134);
			assertThat(reason.outputTail()).containsExactly("GGML_ASSERT");
		});
	}

	@Test
	void decideWhenNoRestartsAreAllowedGivesUpAtTheFirstEnd() {
		ShimmyException failure = new ShimmyException(ShimmyErrorCode.SIDECAR_LOST, "lost");
		assertThat(policy(0, 0.5).decide(failure, true, 0, 0)).isInstanceOf(GiveUp.class);
	}

	private static RestartPolicy.Decision decide(ShimmyErrorCode code, Integer status, boolean everReady) {
		return policy(MANY, 0.5).decide(new ShimmyException(code, "failed", null, status, List.of()), everReady, 0, 0);
	}

	private static Duration delay(int restarts, double random) {
		ShimmyException lost = new ShimmyException(ShimmyErrorCode.SIDECAR_LOST, "lost");
		return ((Restart) policy(MANY, random).decide(lost, true, restarts, 0)).delay();
	}

	private static RestartPolicy policy(int maxRestarts, double random) {
		return new RestartPolicy(maxRestarts, WINDOW, () -> random, () -> 0);
	}

}
