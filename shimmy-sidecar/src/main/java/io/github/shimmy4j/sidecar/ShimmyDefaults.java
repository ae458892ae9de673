package io.github.shimmy4j.sidecar;

import io.github.shimmy4j.binary.InstallChoice;

/** Defaults of everything that can be set, in the form in which they are written. */
public final class ShimmyDefaults {

	/** Model that runs when none is named: a catalog entry of 98 MB. */
	public static final String MODEL = "smollm2-135m-instruct";

	/** Release of shimmy that is obtained where that is allowed. */
	public static final String BINARY_VERSION = InstallChoice.VERSION;

	/** First port tried; shimmy's own. */
	public static final String PREFERRED_PORT = "11435";

	/** How many ports after the first are tried; shimmy's own range. */
	public static final String PORT_RANGE = "100";

	/** From spawn to ready. */
	public static final String HEALTH_TIMEOUT = "120s";

	/** Restarts within the window. */
	public static final String MAX_RESTARTS = "5";

	/** Window in which restarts are counted. */
	public static final String RESTART_WINDOW = "10m";

	/** From SIGTERM to SIGKILL. */
	public static final String SHUTDOWN_GRACE = "5s";

	/** Between two looks at a ready server's health. */
	public static final String LIVENESS_INTERVAL = "5s";

	/** Longest wait for the answer. */
	public static final String LIVENESS_TIMEOUT = "5s";

	/** Looks in a row without an answer that make a server count as hung. */
	public static final String LIVENESS_FAILURES = "3";

	/** A server that generated nothing for so long is asked for a token. */
	public static final String IDLE_GENERATION = "10m";

	/**
	 * Longest wait for the first token, beside the time that the server needs to read the
	 * prompt.
	 */
	public static final String FIRST_TOKEN_TIMEOUT = "120s";

	/** Longest silence of a server that is generating. */
	public static final String IDLE_TIMEOUT = "120s";

	/**
	 * Longest answer, in tokens, unless a request says otherwise; a minute on a slow CPU.
	 */
	public static final String MAX_TOKENS = "512";

	private ShimmyDefaults() {
	}

}
