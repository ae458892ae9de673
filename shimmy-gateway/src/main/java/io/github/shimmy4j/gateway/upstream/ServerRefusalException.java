package io.github.shimmy4j.gateway.upstream;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.protocol.openai.ServerError;
import tools.jackson.databind.json.JsonMapper;

/**
 * The server answered with an error status. Its own words are kept, because they explain
 * the problem better.
 */
public final class ServerRefusalException extends ShimmyException {

	private static final long serialVersionUID = 1L;

	private final int status;

	private final String body;

	/**
	 * Makes the failure of a request.
	 * @param status HTTP status of the answer
	 * @param body its body in OpenAI's form; empty if it had none
	 * @param request method and address of the request, for the message
	 */
	ServerRefusalException(int status, String body, String request) {
		this(ServerError.of(status, body, request), status, body);
	}

	private ServerRefusalException(ShimmyException failure, int status, String body) {
		super(failure.code(), failure.getMessage(), failure);
		this.status = status;
		this.body = body;
	}

	/** HTTP status of the server's answer. */
	public int status() {
		return this.status;
	}

	/** Body of the server's answer in OpenAI's form; empty if it had none. */
	public String body() {
		return this.body;
	}

	/**
	 * The server's own words, which name the field that is wrong. Ours have the address
	 * of the server, which clients need not know.
	 */
	public String words() {
		String said = this.body.isEmpty() ? ""
				: JsonMapper.shared().readTree(this.body).at("/error/message").asString("");
		return said.isBlank() ? getMessage() : said;
	}

}
