package io.github.shimmy4j.autoconfigure;

/** What the start and the end of an application context do to the server. */
public enum LifecycleManagement {

	/** Nothing: it is started and stopped by hand, and ends with the JVM. */
	NONE(false, false),

	/**
	 * It is started with the first context, taken over by the next whose options are
	 * equal, and ends with the JVM.
	 */
	START_ONLY(true, false),

	/** It is started with the context and stopped with it. */
	START_AND_STOP(true, true);

	private final boolean shouldStart;

	private final boolean shouldStop;

	LifecycleManagement(boolean shouldStart, boolean shouldStop) {
		this.shouldStart = shouldStart;
		this.shouldStop = shouldStop;
	}

	/**
	 * Whether the start of a context starts the server.
	 * @return true if it does
	 */
	public boolean shouldStart() {
		return this.shouldStart;
	}

	/**
	 * Whether the end of a context stops the server.
	 * @return true if it does
	 */
	public boolean shouldStop() {
		return this.shouldStop;
	}

}
