package io.github.shimmy4j.sidecar.supervision;

import io.github.shimmy4j.sidecar.SidecarEvent;
import io.github.shimmy4j.text.PrintableLogger;

/** One line for each event in the life of a sidecar. */
final class LifeLog {

	private static final PrintableLogger logger = PrintableLogger.of(LifeLog.class);

	private LifeLog() {
	}

	static void warn(String message) {
		logger.warn(message);
	}

	/** Start and readiness have their lines in the launch, which knows more of them. */
	static void log(SidecarEvent event) {
		if (event instanceof SidecarEvent.Restarting restarting) {
			logger.warn("{}; starting it again in {} ms", restarting.reason().getMessage(),
					restarting.delay().toMillis());
		}
		else if (event instanceof SidecarEvent.Error error) {
			logger.error("Gave up: {} ({})", error.reason().getMessage(), error.reason().code());
		}
		else if (event instanceof SidecarEvent.Switched switched) {
			logger.info("Switched from '{}' to '{}'", switched.from(), switched.to());
		}
		else if (event instanceof SidecarEvent.SwitchFailed failed) {
			logger.warn("Could not switch from '{}' to '{}': {} ({})", failed.from(), failed.to(),
					failed.reason().getMessage(), failed.reason().code());
		}
		else if (event instanceof SidecarEvent.Stopped) {
			logger.info("Shimmy is stopped");
		}
	}

}
