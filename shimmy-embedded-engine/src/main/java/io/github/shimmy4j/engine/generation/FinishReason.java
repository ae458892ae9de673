package io.github.shimmy4j.engine.generation;

import java.util.Locale;

/**
 * Why an answer ended.
 */
public enum FinishReason {

	/** The model ended it, or a stop string came. */
	STOP,

	/** There was no room for more. */
	LENGTH;

	/** The name that clients know. */
	public String wireName() {
		return name().toLowerCase(Locale.ROOT);
	}

}
