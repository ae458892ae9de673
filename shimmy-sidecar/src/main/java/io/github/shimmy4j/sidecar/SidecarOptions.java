package io.github.shimmy4j.sidecar;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.binary.BinaryChoice;
import io.github.shimmy4j.process.PortRange;

/**
 * What a user wants of a sidecar.
 *
 * @param model file, catalog name or registry id; another may be switched to
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
public record SidecarOptions(String model, BinaryChoice binary, PortRange ports, List<String> arguments,
		Map<String, String> environment, GpuMode gpuMode, Duration healthTimeout, int maxRestarts,
		Duration restartWindow, Duration shutdownGrace, LivenessOptions liveness, UseOptions use) {

	/** Set by every launch itself: a second value would be refused by the server. */
	private static final Set<String> OWN_ARGUMENTS = Set.of("--bind", "--model-dirs", "--model-path", "--gpu-backend");

	public SidecarOptions {
		arguments = List.copyOf(arguments);
		environment = Map.copyOf(environment);
		Required.that(!model.isBlank(), "shimmy.model", model, "a file, a catalog name or a registry id");
		Required.that(isPositive(healthTimeout), "shimmy.health-timeout", healthTimeout, "a duration above zero");
		Required.that(maxRestarts >= 0, "shimmy.max-restarts", maxRestarts, "0 or more");
		Required.that(isPositive(restartWindow), "shimmy.restart.window", restartWindow, "a duration above zero");
		Required.that(!shutdownGrace.isNegative(), "shimmy.shutdown.grace", shutdownGrace, "zero or more");
		for (String argument : arguments) {
			Required.that(!OWN_ARGUMENTS.contains(argument.split("=", 2)[0]), "shimmy.args", argument,
					"anything but %s, which have properties of their own or are set by the launch"
						.formatted(OWN_ARGUMENTS.stream().sorted().toList()));
		}
	}

	private static boolean isPositive(Duration duration) {
		return !duration.isNegative() && !duration.isZero();
	}

}
