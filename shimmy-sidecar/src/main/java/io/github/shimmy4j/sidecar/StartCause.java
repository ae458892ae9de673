package io.github.shimmy4j.sidecar;

/** Why a server is started. */
public enum StartCause {

	/** A caller asked for a start. */
	REQUEST("a start was requested"),

	/** A call waits to use the server. */
	USE("a call needs it"),

	/** The server ended, or its launch failed. */
	RESTART("the wait before the restart is over"),

	/** Another model is to be served. */
	SWITCH("another model is to be served"),

	/** The other model could not be started, so the previous one is. */
	SWITCH_BACK("the other model could not be started");

	private final String clause;

	StartCause(String clause) {
		this.clause = clause;
	}

	public String clause() {
		return this.clause;
	}

}
