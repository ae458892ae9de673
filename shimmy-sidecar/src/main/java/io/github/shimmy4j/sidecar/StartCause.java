package io.github.shimmy4j.sidecar;

/** Why a server is started. */
public enum StartCause {

	/** Somebody asked for it. */
	REQUEST("a start was asked for"),

	/** A call wants to use it, and waits. */
	USE("a call needs it"),

	/** It ended unasked. */
	RESTART("the wait before the restart is over");

	private final String clause;

	StartCause(String clause) {
		this.clause = clause;
	}

	String clause() {
		return this.clause;
	}

}
