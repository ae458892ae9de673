package io.github.shimmy4j.process;

/** Whose a listening socket is, as far as the operating system tells. */
public enum PortOwner {

	/** The process that was asked about, or one that it started. */
	CHILD,

	/** Another process, provably. */
	OTHER,

	/** It cannot be seen here; that speaks neither for nor against the process. */
	UNKNOWN

}
