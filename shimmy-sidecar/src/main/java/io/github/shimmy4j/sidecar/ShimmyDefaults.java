package io.github.shimmy4j.sidecar;

/** Defaults of settings, in the form in which they are written. */
public final class ShimmyDefaults {

	/** Model that is served when none is set: a catalog entry of 98 MB. */
	public static final String MODEL = "smollm2-135m-instruct";

	/** First port that is tried; shimmy's own default. */
	public static final String PREFERRED_PORT = "11435";

	/** Number of ports that are tried after the first; shimmy's own range. */
	public static final String PORT_RANGE = "100";

	/** Longest time from the spawn to readiness. */
	public static final String HEALTH_TIMEOUT = "120s";

	/** Restarts that are allowed within the window. */
	public static final String MAX_RESTARTS = "5";

	/** Window in which restarts are counted. */
	public static final String RESTART_WINDOW = "10m";

	/** Time from SIGTERM to SIGKILL. */
	public static final String SHUTDOWN_GRACE = "5s";

	/** Time between two health checks of a ready server. */
	public static final String LIVENESS_INTERVAL = "5s";

	/** Longest wait for the answer of a health check. */
	public static final String LIVENESS_TIMEOUT = "5s";

	/** Health checks in a row without an answer after which a server counts as hung. */
	public static final String LIVENESS_FAILURES = "3";

	/** Time without a generation after which a server is asked for a token. */
	public static final String IDLE_GENERATION = "10m";

	/** Longest wait for the first token, in addition to the time for the prompt. */
	public static final String FIRST_TOKEN_TIMEOUT = "120s";

	/** Longest silence of a server that is generating. */
	public static final String IDLE_TIMEOUT = "120s";

	/** Longest answer in tokens, unless a request sets one; a minute on a slow CPU. */
	public static final String MAX_TOKENS = "512";

	private ShimmyDefaults() {
	}

}
