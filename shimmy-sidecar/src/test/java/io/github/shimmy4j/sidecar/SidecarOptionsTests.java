package io.github.shimmy4j.sidecar;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.binary.BinaryChoice;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
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
	@ValueSource(strings = { "", "  " })
	void blankModelIsRefused(String model) {
		assertRefused(new SampleOptions().model(model), "shimmy.model", model, "a file, a catalog name");
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT0S", "PT-1S" })
	void healthTimeoutThatIsNotAboveZeroIsRefused(Duration timeout) {
		assertRefused(new SampleOptions().healthTimeout(timeout), "shimmy.health-timeout", timeout, "above zero");
	}

	@Test
	void negativeMaxRestartsIsRefused() {
		assertRefused(new SampleOptions().maxRestarts(-1), "shimmy.max-restarts", -1, "0 or more");
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT0S", "PT-10M" })
	void restartWindowThatIsNotAboveZeroIsRefused(Duration window) {
		assertRefused(new SampleOptions().restartWindow(window), "shimmy.restart.window", window, "above zero");
	}

	@Test
	void negativeShutdownGraceIsRefused() {
		assertRefused(new SampleOptions().shutdownGrace(Duration.ofMillis(-1)), "shimmy.shutdown.grace",
				Duration.ofMillis(-1), "zero or more");
	}

	@ParameterizedTest
	@ValueSource(strings = { "--bind", "--bind=0.0.0.0:80", "--model-dirs", "--model-dirs=/m", "--model-path",
			"--gpu-backend=cuda" })
	void argumentThatTheLaunchSetsItselfIsRefused(String argument) {
		assertRefused(new SampleOptions().arguments("--cpu-moe", argument), "shimmy.args", argument, "anything but");
	}

	@Test
	void livenessOptionsOutOfRangeAreRefused() {
		Duration second = Duration.ofSeconds(1);
		assertRefused(() -> new LivenessOptions(second.negated(), second, 1, second), "shimmy.liveness.interval",
				second.negated(), "zero or more");
		assertRefused(() -> new LivenessOptions(second, Duration.ZERO, 1, second), "shimmy.liveness.timeout",
				Duration.ZERO, "above zero");
		assertRefused(() -> new LivenessOptions(second, second, 0, second), "shimmy.liveness.failures", 0, "1 or more");
		assertRefused(() -> new LivenessOptions(second, second, 1, second.negated()), "shimmy.liveness.idle-generation",
				second.negated(), "zero or more");
	}

	@Test
	void useOptionsOutOfRangeAreRefused() {
		assertRefused(() -> SampleOptions.uses(-1, false, Duration.ZERO), "shimmy.chat.max-concurrent", -1,
				"0 or more");
		Duration negative = Duration.ofSeconds(-1);
		assertRefused(() -> SampleOptions.uses(0, false, negative), "shimmy.idle-stop-after", negative, "zero or more");
		Duration second = Duration.ofSeconds(1);
		assertRefused(() -> new UseOptions(0, false, Duration.ZERO, Duration.ZERO, second), "shimmy.chat.idle-timeout",
				Duration.ZERO, "above zero");
		assertRefused(() -> new UseOptions(0, false, Duration.ZERO, second, Duration.ZERO),
				"shimmy.chat.first-token-timeout", Duration.ZERO, "above zero");
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
		SidecarOptions options = new SidecarOptions("m", BinaryChoice.ANY, new PortRange(0, 0), arguments, environment,
				GpuMode.AUTO, Duration.ofSeconds(1), 0, Duration.ofSeconds(1), Duration.ZERO,
				new LivenessOptions(Duration.ZERO, Duration.ofSeconds(5), 3, Duration.ZERO),
				SampleOptions.uses(0, false, Duration.ZERO));
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

	private static void assertRefused(SampleOptions options, String key, Object value, String allowed) {
		assertRefused(options::build, key, value, allowed);
	}

	private static void assertRefused(ThrowingCallable call, String key, Object value, String allowed) {
		assertThatExceptionOfType(ShimmyException.class).isThrownBy(call)
			.withMessageContaining("'%s' is '%s'; allowed is ".formatted(key, value))
			.withMessageContaining(allowed)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ShimmyErrorCode.INVALID_CONFIGURATION));
	}

}
