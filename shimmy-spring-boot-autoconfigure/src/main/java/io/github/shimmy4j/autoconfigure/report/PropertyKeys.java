package io.github.shimmy4j.autoconfigure.report;

import io.github.shimmy4j.failure.Setting;

/** The names of settings in a Spring application: the keys of its properties. */
public final class PropertyKeys {

	private PropertyKeys() {
	}

	/**
	 * The key of a setting.
	 * @param setting the setting
	 * @return the key, such as {@code shimmy.model}
	 */
	public static String of(Setting setting) {
		return switch (setting) {
			case MODEL -> "shimmy.model";
			case MODELS_DIRECTORY -> "shimmy.models-dir";
			case ACCEPTED_LICENSES -> "shimmy.model-source.accept-license";
			case BINARY -> "shimmy.shimmy-path";
			case BINARY_SOURCE -> "shimmy.binary.source";
			case INSTALL -> "shimmy.binary.install";
			case INSTALL_VERSION -> "shimmy.binary.version";
			case INSTALL_SHA256 -> "shimmy.binary.sha256";
			case INSTALL_MIRROR -> "shimmy.binary.mirror";
			case ARGUMENTS -> "shimmy.args";
			case ENVIRONMENT -> "shimmy.env";
			case GPU_MODE -> "shimmy.gpu-mode";
			case CONTEXT_SIZE -> "shimmy.context-size";
			case PORT -> "shimmy.preferred-port";
			case PORT_RANGE -> "shimmy.port-range";
			case HEALTH_TIMEOUT -> "shimmy.health-timeout";
			case MAX_RESTARTS -> "shimmy.max-restarts";
			case RESTART_WINDOW -> "shimmy.restart.window";
			case SHUTDOWN_GRACE -> "shimmy.shutdown.grace";
			case LIVENESS_INTERVAL -> "shimmy.liveness.interval";
			case LIVENESS_TIMEOUT -> "shimmy.liveness.timeout";
			case LIVENESS_FAILURES -> "shimmy.liveness.failures";
			case IDLE_GENERATION -> "shimmy.liveness.idle-generation";
			case IDLE_STOP -> "shimmy.idle-stop-after";
			case MAX_CONCURRENT -> "shimmy.chat.max-concurrent";
			case IDLE_TIMEOUT -> "shimmy.chat.idle-timeout";
			case FIRST_TOKEN_TIMEOUT -> "shimmy.chat.first-token-timeout";
			case REASONING -> "shimmy.chat.reasoning";
			case AUTO_START -> "shimmy.auto-start";
			case BASE_URL -> "shimmy.base-url";
			case API_KEY -> "shimmy.api-key";
			case DAEMON_COMMAND -> "shimmy.daemon.command";
			case DAEMON_SPAWN -> "shimmy.daemon.auto-spawn";
			case LOG_LEVEL -> "logging.level.io.github.shimmy4j";
		};
	}

}
