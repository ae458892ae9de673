package io.github.shimmy4j.capability;

/** How the tokens of a streamed answer reach the client. */
public enum TokenDelivery {

	/** One by one, as they are generated. */
	INCREMENTAL,

	/**
	 * All at once when the generation has ended. A failure half-way is hidden in the
	 * stream, so such a server is asked for the whole answer instead.
	 */
	BURST

}
