package io.github.shimmy4j.autoconfigure;

/** Where the server comes from. */
public enum ShimmyMode {

	/** Launched by this application, as its child. */
	OWNED,

	/**
	 * That of this user's daemon, which is started if none runs, and outlives this
	 * application.
	 */
	SHARED,

	/** Not launched by this application; runs at {@code shimmy.base-url}. */
	EXTERNAL

}
