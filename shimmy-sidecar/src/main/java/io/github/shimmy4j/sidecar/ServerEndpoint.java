package io.github.shimmy4j.sidecar;

import java.net.URI;

import io.github.shimmy4j.capability.ControlMarks;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.process.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Address of a proven server, and how to talk to it.
 *
 * @param baseUrl address that ends in {@code /v1}
 * @param apiKey key that the server demands, or null if it demands none
 * @param model stable name of the model, as users see it
 * @param wireModel the server's own id of the model; it must not leave the transport
 * @param capabilities what the server can do
 * @param tokens counts tokens with the tokenizer of the model
 * @param marks control tokens of the model
 */
public record ServerEndpoint(URI baseUrl, @Nullable Secret apiKey, String model, String wireModel,
		ServerCapabilities capabilities, TokenCounter tokens, ControlMarks marks) {

	/** An endpoint whose model has a vocabulary that is not known. */
	public ServerEndpoint(URI baseUrl, @Nullable Secret apiKey, String model, String wireModel,
			ServerCapabilities capabilities, TokenCounter tokens) {
		this(baseUrl, apiKey, model, wireModel, capabilities, tokens, ControlMarks.KNOWN);
	}

	/**
	 * This endpoint with other capabilities.
	 * @param capabilities what the server can do
	 * @return an endpoint that differs in nothing else
	 */
	public ServerEndpoint with(ServerCapabilities capabilities) {
		return new ServerEndpoint(this.baseUrl, this.apiKey, this.model, this.wireModel, capabilities, this.tokens,
				this.marks);
	}

}
