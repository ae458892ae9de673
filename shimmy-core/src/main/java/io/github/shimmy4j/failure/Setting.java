package io.github.shimmy4j.failure;

import org.jspecify.annotations.Nullable;

/**
 * Everything that a failure may tell its reader to set. The code that fails knows the
 * setting; each front end knows how its own users set it: a key in a configuration file,
 * an option of a command line.
 */
public enum Setting {

	/** Model to serve. */
	MODEL("model"),

	/** Directory of models. */
	MODELS_DIRECTORY("models directory"),

	/** Names of licences that the user accepts. */
	ACCEPTED_LICENSES("list of accepted licences"),

	/** Path of the only server to consider. */
	BINARY("path of the binary"),

	/** Which servers are searched where no path is set. */
	BINARY_SOURCE("source of the binary"),

	/** How a shimmy is obtained where the search finds none. */
	INSTALL("way of installing"),

	/** Release that is installed. */
	INSTALL_VERSION("version to install"),

	/** Digest that the downloaded release must have. */
	INSTALL_SHA256("SHA-256 of the download"),

	/** Address that the release is downloaded from. */
	INSTALL_MIRROR("address of the download"),

	/** Arguments appended to the server's command line. */
	ARGUMENTS("list of arguments"),

	/** Variables added to the server's environment. */
	ENVIRONMENT("environment of the server"),

	/** Accelerator to ask the server for. */
	GPU_MODE("GPU mode"),

	/** First port that is tried. */
	PORT("preferred port"),

	/** How many ports after the first are tried. */
	PORT_RANGE("port range"),

	/** Longest time from the spawn of the server to its first token. */
	HEALTH_TIMEOUT("health timeout"),

	/** Restarts of a server that ended by itself. */
	MAX_RESTARTS("number of restarts"),

	/** Time in which restarts are counted. */
	RESTART_WINDOW("restart window"),

	/** Time from SIGTERM to SIGKILL. */
	SHUTDOWN_GRACE("shutdown grace"),

	/** Time between two looks at the server's health. */
	LIVENESS_INTERVAL("liveness interval"),

	/** Longest wait for the answer to such a look. */
	LIVENESS_TIMEOUT("liveness timeout"),

	/** Looks in a row without an answer after which a server counts as hung. */
	LIVENESS_FAILURES("number of liveness failures"),

	/** Time without a generation after which the server is asked for one token. */
	IDLE_GENERATION("time to an idle generation"),

	/** Time without a call after which the server is stopped. */
	IDLE_STOP("time to an idle stop"),

	/** Generations that may run at once. */
	MAX_CONCURRENT("number of concurrent calls"),

	/** Longest silence between two tokens. */
	IDLE_TIMEOUT("idle timeout"),

	/** Longest silence before the first token. */
	FIRST_TOKEN_TIMEOUT("first token timeout"),

	/** Whether the server starts by itself. */
	AUTO_START("automatic start"),

	/** Address of a server that somebody else runs. */
	BASE_URL("base URL"),

	/** Key of that server. */
	API_KEY("API key"),

	/** Level of the log. */
	LOG_LEVEL("level of the log");

	private final String words;

	Setting(String words) {
		this.words = words;
	}

	/**
	 * Refuses a value that is not allowed.
	 * @param valid whether the value is allowed
	 * @param value the value
	 * @param allowed what is allowed, in words
	 * @throws InvalidSettingException if it is not
	 */
	public void require(boolean valid, Object value, String allowed) {
		if (!valid) {
			throw refuse(value, allowed);
		}
	}

	/**
	 * The failure for a value that is not allowed.
	 * @param value the value
	 * @param allowed what is allowed, in words
	 * @return the failure, to be thrown
	 */
	public InvalidSettingException refuse(Object value, String allowed) {
		return refuse(value, "; allowed is " + allowed, null);
	}

	/**
	 * The failure for a value that is wrong for a reason of its own.
	 * @param value the value
	 * @param problem what is wrong, as the end of a sentence, with the punctuation that
	 * comes before it
	 * @param cause what was caught, or null
	 * @return the failure, to be thrown
	 */
	public InvalidSettingException refuse(Object value, String problem, @Nullable Throwable cause) {
		return new InvalidSettingException(this, " is '%s'%s".formatted(value, problem), cause);
	}

	/**
	 * The setting in plain words, for a reader who has no other name for it.
	 * @return a noun phrase without its article, such as "health timeout"
	 */
	public String words() {
		return this.words;
	}

}
