package io.github.shimmy4j.sidecar;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.binary.BinaryChoice;
import io.github.shimmy4j.failure.Setting;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.process.PortRange;

/**
 * What a user wants of a sidecar.
 *
 * @param model which model is served; another may be switched to
 * @param binary which server to run
 * @param ports ports to try
 * @param arguments appended to the server's command line
 * @param environment added to the server's environment
 * @param gpuMode accelerator asked for
 * @param healthTimeout longest time from spawn to ready; transfers before it do not count
 * @param maxRestarts restarts within the window before the sidecar gives up
 * @param restartWindow window in which restarts are counted
 * @param shutdownGrace from SIGTERM to SIGKILL; zero = SIGKILL at once
 * @param liveness how the ready server is watched
 * @param use how it is shared
 */
public record SidecarOptions(ModelReference model, BinaryChoice binary, PortRange ports, List<String> arguments,
		Map<String, String> environment, GpuMode gpuMode, Duration healthTimeout, int maxRestarts,
		Duration restartWindow, Duration shutdownGrace, LivenessOptions liveness, UseOptions use) {

	/** Set by every launch itself: a second value would be refused by the server. */
	private static final Set<String> OWN_ARGUMENTS = Set.of("--bind", "--model-dirs", "--model-path", "--gpu-backend");

	public SidecarOptions {
		arguments = List.copyOf(arguments);
		environment = Map.copyOf(environment);
		Setting.HEALTH_TIMEOUT.require(isPositive(healthTimeout), healthTimeout, "a duration above zero");
		Setting.MAX_RESTARTS.require(maxRestarts >= 0, maxRestarts, "0 or more");
		Setting.RESTART_WINDOW.require(isPositive(restartWindow), restartWindow, "a duration above zero");
		Setting.SHUTDOWN_GRACE.require(!shutdownGrace.isNegative(), shutdownGrace, "zero or more");
		for (String argument : arguments) {
			Setting.ARGUMENTS.require(!OWN_ARGUMENTS.contains(argument.split("=", 2)[0]), argument,
					"anything but %s, which have settings of their own or are set by the launch"
						.formatted(OWN_ARGUMENTS.stream().sorted().toList()));
		}
	}

	private static boolean isPositive(Duration duration) {
		return !duration.isNegative() && !duration.isZero();
	}

}
