package io.github.shimmy4j.process;

/** The owner of a listening socket, as far as the operating system tells. */
public enum PortOwner {

	/** The process in question, or one that it started. */
	CHILD,

	/** Certainly another process. */
	OTHER,

	/** The operating system does not show the owner: it may be either. */
	UNKNOWN

}
