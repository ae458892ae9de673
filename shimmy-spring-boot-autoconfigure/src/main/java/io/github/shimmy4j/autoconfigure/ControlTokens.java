package io.github.shimmy4j.autoconfigure;

/**
 * What becomes of the control tokens of a model that stand in the content of messages.
 */
public enum ControlTokens {

	/** A space is put behind the first character of each: it is text then. */
	ESCAPE,

	/** The call fails with REQUEST_REJECTED. */
	REFUSE,

	/** They are sent as they are. */
	PASS

}
