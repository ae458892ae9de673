package io.github.shimmy4j.sidecar;

/** Why a server is started. */
public enum StartCause {

	/** Somebody asked for it. */
	REQUEST("a start was asked for"),

	/** A call wants to use it, and waits. */
	USE("a call needs it"),

	/** It ended unasked. */
	RESTART("the wait before the restart is over"),

	/** Another model is to be served. */
	SWITCH("another model is to be served"),

	/** That model could not be started; the one before it is. */
	SWITCH_BACK("the other model could not be started");

	private final String clause;

	StartCause(String clause) {
		this.clause = clause;
	}

	public String clause() {
		return this.clause;
	}

}
