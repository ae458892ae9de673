package io.github.shimmy4j.autoconfigure;

/** Where the server comes from. */
public enum ShimmyMode {

	/** Launched by this application, as its child. */
	OWNED,

	/** Not launched by this application; runs at {@code shimmy.base-url}. */
	EXTERNAL

}
