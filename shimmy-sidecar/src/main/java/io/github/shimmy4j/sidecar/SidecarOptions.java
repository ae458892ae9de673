package io.github.shimmy4j.sidecar;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.binary.BinaryChoice;
import io.github.shimmy4j.capability.ContextRequest;
import io.github.shimmy4j.capability.ContextSize;
import io.github.shimmy4j.failure.Setting;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.process.PortRange;
import org.jspecify.annotations.Nullable;

/**
 * How the user wants a sidecar to be.
 *
 * @param model model to serve until another is switched to
 * @param binary which server to run
 * @param ports ports to try
 * @param arguments appended to the server's command line
 * @param environment added to the server's environment
 * @param gpuMode requested accelerator
 * @param contextSize the wanted context; null to choose by the model and the memory
 * @param healthTimeout longest time from the spawn to readiness, without downloads
 * @param maxRestarts restarts within the window before the sidecar gives up
 * @param restartWindow time window in which restarts are counted
 * @param shutdownGrace time from SIGTERM to SIGKILL; zero = SIGKILL at once
 * @param liveness how the ready server is watched
 * @param use how the server is shared
 * @param purpose what it is for
 */
public record SidecarOptions(ModelReference model, BinaryChoice binary, PortRange ports, List<String> arguments,
		Map<String, String> environment, GpuMode gpuMode, @Nullable ContextRequest contextSize, Duration healthTimeout,
		int maxRestarts, Duration restartWindow, Duration shutdownGrace, LivenessOptions liveness, UseOptions use,
		Purpose purpose) {

	/** Every launch sets these itself; the server would refuse a second value. */
	private static final Set<String> OWN_ARGUMENTS = Set.of("--bind", "--model-dirs", "--model-path", "--gpu-backend");

	public SidecarOptions {
		arguments = List.copyOf(arguments);
		environment = Map.copyOf(environment);
		if (contextSize != null) {
			Setting.CONTEXT_SIZE.require(contextSize.tokens() >= ContextSize.SMALLEST_CHOSEN, contextSize,
					ContextSize.SMALLEST_CHOSEN + " tokens or more");
		}
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
