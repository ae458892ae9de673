package io.github.shimmy4j.capability;

/** How a request with tools is fulfilled on a server. */
public enum ToolSupport {

	/** The server offers the tools to the model and finds its calls. */
	NATIVE,

	/**
	 * The server only follows a JSON schema. The tools are described in a message, and
	 * the schema allows a text or calls.
	 */
	BY_SCHEMA,

	/** Such a request is refused. */
	NONE

}
