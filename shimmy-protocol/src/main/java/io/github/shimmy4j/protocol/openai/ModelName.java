package io.github.shimmy4j.protocol.openai;

/**
 * The two names of a model: the server's is an id of its launch, which clients must never
 * see.
 *
 * @param wire id in requests to the server
 * @param shown stable name for clients
 */
public record ModelName(String wire, String shown) {

	/**
	 * Replaces the server's id by the stable name. The id holds a nonce, so it can be
	 * replaced everywhere: in fields, and in the texts of messages.
	 * @param said a text of the server
	 * @return the same without its id
	 */
	public String shownIn(String said) {
		return this.wire.equals(this.shown) ? said : said.replace(this.wire, this.shown);
	}

}
