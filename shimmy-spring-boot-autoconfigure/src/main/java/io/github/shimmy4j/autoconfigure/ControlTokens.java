package io.github.shimmy4j.autoconfigure;

/** Treatment of a model's control tokens in the content of messages. */
public enum ControlTokens {

	/** A space behind the first character turns each into text. */
	ESCAPE,

	/** The call fails with REQUEST_REJECTED. */
	REFUSE,

	/** They are sent as they are. */
	PASS

}
