package io.github.shimmy4j.autoconfigure;

/** Effect of the start and the end of an application context on the server. */
public enum LifecycleManagement {

	/** None: the server is started and stopped in code, and ends with the JVM. */
	NONE(false, false),

	/**
	 * The server is started with the first context, taken over by the next context with
	 * equal options, and ends with the JVM.
	 */
	START_ONLY(true, false),

	/** The server is started and stopped with the context. */
	START_AND_STOP(true, true);

	private final boolean shouldStart;

	private final boolean shouldStop;

	LifecycleManagement(boolean shouldStart, boolean shouldStop) {
		this.shouldStart = shouldStart;
		this.shouldStop = shouldStop;
	}

	/**
	 * Whether the start of a context starts the server.
	 * @return whether it does
	 */
	public boolean shouldStart() {
		return this.shouldStart;
	}

	/**
	 * Whether the end of a context stops the server.
	 * @return whether it does
	 */
	public boolean shouldStop() {
		return this.shouldStop;
	}

}
