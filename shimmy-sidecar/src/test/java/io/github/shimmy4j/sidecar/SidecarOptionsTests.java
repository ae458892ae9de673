package io.github.shimmy4j.sidecar;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.binary.BinaryChoices;
import io.github.shimmy4j.failure.InvalidSettingException;
import io.github.shimmy4j.failure.Setting;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.process.PortRange;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

class SidecarOptionsTests {

	@ParameterizedTest
	@ValueSource(strings = { "PT0S", "PT-1S" })
	void healthTimeoutThatIsNotAboveZeroIsRefused(Duration timeout) {
		assertRefused(new SampleOptions().healthTimeout(timeout), Setting.HEALTH_TIMEOUT, timeout, "above zero");
	}

	@Test
	void negativeMaxRestartsIsRefused() {
		assertRefused(new SampleOptions().maxRestarts(-1), Setting.MAX_RESTARTS, -1, "0 or more");
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT0S", "PT-10M" })
	void restartWindowThatIsNotAboveZeroIsRefused(Duration window) {
		assertRefused(new SampleOptions().restartWindow(window), Setting.RESTART_WINDOW, window, "above zero");
	}

	@Test
	void negativeShutdownGraceIsRefused() {
		assertRefused(new SampleOptions().shutdownGrace(Duration.ofMillis(-1)), Setting.SHUTDOWN_GRACE,
				Duration.ofMillis(-1), "zero or more");
	}

	@ParameterizedTest
	@ValueSource(strings = { "--bind", "--bind=0.0.0.0:80", "--model-dirs", "--model-dirs=/m", "--model-path",
			"--gpu-backend=cuda" })
	void argumentThatTheLaunchSetsItselfIsRefused(String argument) {
		assertRefused(new SampleOptions().arguments("--cpu-moe", argument), Setting.ARGUMENTS, argument,
				"anything but");
	}

	@Test
	void livenessOptionsOutOfRangeAreRefused() {
		Duration second = Duration.ofSeconds(1);
		assertRefused(() -> new LivenessOptions(second.negated(), second, 1, second), Setting.LIVENESS_INTERVAL,
				second.negated(), "zero or more");
		assertRefused(() -> new LivenessOptions(second, Duration.ZERO, 1, second), Setting.LIVENESS_TIMEOUT,
				Duration.ZERO, "above zero");
		assertRefused(() -> new LivenessOptions(second, second, 0, second), Setting.LIVENESS_FAILURES, 0, "1 or more");
		assertRefused(() -> new LivenessOptions(second, second, 1, second.negated()), Setting.IDLE_GENERATION,
				second.negated(), "zero or more");
	}

	@Test
	void useOptionsOutOfRangeAreRefused() {
		assertRefused(() -> SampleOptions.uses(-1, false, Duration.ZERO), Setting.MAX_CONCURRENT, -1, "0 or more");
		Duration negative = Duration.ofSeconds(-1);
		assertRefused(() -> SampleOptions.uses(0, false, negative), Setting.IDLE_STOP, negative, "zero or more");
		Duration second = Duration.ofSeconds(1);
		assertRefused(() -> new UseOptions(0, false, Duration.ZERO, Duration.ZERO, second), Setting.IDLE_TIMEOUT,
				Duration.ZERO, "above zero");
		assertRefused(() -> new UseOptions(0, false, Duration.ZERO, second, Duration.ZERO), Setting.FIRST_TOKEN_TIMEOUT,
				Duration.ZERO, "above zero");
	}

	@Test
	void boundsThemselvesAreAllowed() {
		assertThatNoException().isThrownBy(() -> new SampleOptions().maxRestarts(0)
			.shutdownGrace(Duration.ZERO)
			.healthTimeout(Duration.ofNanos(1))
			.restartWindow(Duration.ofNanos(1))
			.arguments("--bindings", "serve", "")
			.build());
	}

	@Test
	void argumentsAndEnvironmentAreCopies() {
		List<String> arguments = new ArrayList<>(List.of("--cpu-moe"));
		Map<String, String> environment = new HashMap<>(Map.of("A", "1"));
		SidecarOptions options = new SidecarOptions(ModelReference.parse("m"), BinaryChoices.ANY, new PortRange(0, 0),
				arguments, environment, GpuMode.AUTO, null, Duration.ofSeconds(1), 0, Duration.ofSeconds(1),
				Duration.ZERO, new LivenessOptions(Duration.ZERO, Duration.ofSeconds(5), 3, Duration.ZERO),
				SampleOptions.uses(0, false, Duration.ZERO), Purpose.CHAT);
		arguments.clear();
		environment.clear();
		assertThat(options.arguments()).containsExactly("--cpu-moe");
		assertThat(options.environment()).containsExactly(Map.entry("A", "1"));
	}

	@Test
	void defaultsAreValid() {
		assertThatNoException().isThrownBy(() -> new SampleOptions().model(ShimmyDefaults.MODEL)
			.ports(Integer.parseInt(ShimmyDefaults.PREFERRED_PORT), Integer.parseInt(ShimmyDefaults.PORT_RANGE))
			.maxRestarts(Integer.parseInt(ShimmyDefaults.MAX_RESTARTS))
			.build());
	}

	private static void assertRefused(SampleOptions options, Setting setting, Object value, String allowed) {
		assertRefused(options::build, setting, value, allowed);
	}

	private static void assertRefused(ThrowingCallable call, Setting setting, Object value, String allowed) {
		assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(call)
			.withMessageContaining("The %s is '%s'; allowed is ".formatted(setting.words(), value))
			.withMessageContaining(allowed)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.INVALID_CONFIGURATION))
			.satisfies((ex) -> assertThat(ex.setting()).isEqualTo(setting));
	}

}
