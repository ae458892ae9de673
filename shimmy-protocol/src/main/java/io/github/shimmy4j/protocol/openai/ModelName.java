package io.github.shimmy4j.protocol.openai;

/**
 * The two names of a model: a server knows it by an id of its launch, which clients must
 * never see.
 *
 * @param wire id that requests to the server carry
 * @param shown stable name that clients use
 */
public record ModelName(String wire, String shown) {

	/**
	 * Puts the stable name in place of the server's id. The id holds a nonce, so it can
	 * be replaced wherever it stands: in fields, and in the words of a message.
	 * @param said what the server said
	 * @return the same without its id
	 */
	public String shownIn(String said) {
		return this.wire.equals(this.shown) ? said : said.replace(this.wire, this.shown);
	}

}
