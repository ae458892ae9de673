package io.github.shimmy4j.failure;

import io.github.shimmy4j.text.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * The settings that a failure may tell its reader to change. Code that fails names the
 * setting. Each front end knows what its users call it: a key of a configuration file, or
 * an option of a command line.
 */
public enum Setting {

	// The model.

	MODEL("model"), MODELS_DIRECTORY("models directory"), ACCEPTED_LICENSES("list of accepted licences"),

	// The program that serves it, and how it is obtained.

	BINARY("path of the binary"), BINARY_SOURCE("source of the binary"), INSTALL("way of installing"),
	INSTALL_VERSION("version to install"), INSTALL_SHA256("SHA-256 of the download"),
	INSTALL_MIRROR("address of the download"),

	// Its launch and its end.

	ARGUMENTS("list of arguments"), ENVIRONMENT("environment of the server"), GPU_MODE("GPU mode"),
	CONTEXT_SIZE("context size"), PORT("preferred port"), PORT_RANGE("port range"), AUTO_START("automatic start"),
	HEALTH_TIMEOUT("health timeout"), SHUTDOWN_GRACE("shutdown grace"), IDLE_STOP("time to an idle stop"),

	// Its supervision.

	MAX_RESTARTS("number of restarts"), RESTART_WINDOW("restart window"), LIVENESS_INTERVAL("liveness interval"),
	LIVENESS_TIMEOUT("liveness timeout"), LIVENESS_FAILURES("number of liveness failures"),
	IDLE_GENERATION("time to an idle generation"),

	// Calls.

	MAX_CONCURRENT("number of concurrent calls"), IDLE_TIMEOUT("idle timeout"),
	FIRST_TOKEN_TIMEOUT("first token timeout"), REASONING("thinking of the model"), BASE_URL("base URL"),
	API_KEY("API key"),

	// The daemon.

	DAEMON_COMMAND("command of the daemon"), DAEMON_SPAWN("start of the daemon when it is needed"),

	// The log.

	LOG_LEVEL("level of the log");

	private final String words;

	Setting(String words) {
		this.words = words;
	}

	/**
	 * Refuses a value that is not allowed.
	 * @param valid whether the value is allowed
	 * @param value the value
	 * @param allowed the allowed values, in words
	 * @throws InvalidSettingException if the value is not allowed
	 */
	public void require(boolean valid, Object value, String allowed) {
		if (!valid) {
			throw refuse(value, allowed);
		}
	}

	/**
	 * Makes the failure for a value that is not allowed.
	 * @param value the value
	 * @param allowed the allowed values, in words
	 * @return the failure, to be thrown
	 */
	public InvalidSettingException refuse(Object value, String allowed) {
		return refuse(value, "; allowed is " + allowed, null);
	}

	/**
	 * Makes the failure for a value that is wrong for a special reason.
	 * @param value the value, of which the message shows 200 characters
	 * @param problem the reason as the end of a sentence, with the punctuation before it
	 * @param cause what was caught, or null
	 * @return the failure, to be thrown
	 */
	public InvalidSettingException refuse(Object value, String problem, @Nullable Throwable cause) {
		String shown = PrintableText.of(String.valueOf(value), PrintableText.NAME_LENGTH);
		return new InvalidSettingException(this, " is '%s'%s".formatted(shown, problem), cause);
	}

	/**
	 * Plain words for readers who have no other name for it: a noun phrase without
	 * article, such as "health timeout".
	 */
	public String words() {
		return this.words;
	}

}
