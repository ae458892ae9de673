package io.github.shimmy4j.autoconfigure;

/** Where the server comes from. */
public enum ShimmyMode {

	/** Launched by this application, as its child. */
	OWNED,

	/** Run by somebody else, at {@code shimmy.base-url}. */
	EXTERNAL

}
