package io.github.shimmy4j.capability;

/** How the tokens of a streamed answer reach the client. */
public enum TokenDelivery {

	/** One by one, as they are generated. */
	INCREMENTAL,

	/**
	 * All at once after the generation has ended. The stream hides a failure in the
	 * middle of the generation, so such a server is asked for a whole answer instead.
	 */
	BURST

}
