package io.github.shimmy4j.sidecar;

import java.net.URI;

import io.github.shimmy4j.capability.ControlMarks;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.process.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Where a proven server is and how to talk to it.
 *
 * @param baseUrl address that ends in {@code /v1}
 * @param apiKey key it demands, or null if it demands none
 * @param model stable name that users see
 * @param wireModel id that the server knows the model by; it must not leave the transport
 * @param capabilities what it can do
 * @param tokens counts as the tokenizer of its model does, where that can be had
 * @param marks what its model has for control tokens
 */
public record ServerEndpoint(URI baseUrl, @Nullable Secret apiKey, String model, String wireModel,
		ServerCapabilities capabilities, TokenCounter tokens, ControlMarks marks) {

	/**
	 * A server of whose model the vocabulary is not known.
	 * @param baseUrl address that ends in {@code /v1}
	 * @param apiKey key it demands, or null if it demands none
	 * @param model stable name that users see
	 * @param wireModel id that the server knows the model by
	 * @param capabilities what it can do
	 * @param tokens counts as the tokenizer of its model does
	 */
	public ServerEndpoint(URI baseUrl, @Nullable Secret apiKey, String model, String wireModel,
			ServerCapabilities capabilities, TokenCounter tokens) {
		this(baseUrl, apiKey, model, wireModel, capabilities, tokens, ControlMarks.KNOWN);
	}

	/**
	 * The same server under another name of its model.
	 * @param model stable name that users see
	 * @return an endpoint that differs in nothing else
	 */
	public ServerEndpoint named(String model) {
		return new ServerEndpoint(this.baseUrl, this.apiKey, model, this.wireModel, this.capabilities, this.tokens,
				this.marks);
	}

	/**
	 * The same server, of which it is known now what it can do.
	 * @param capabilities what it can do
	 * @return an endpoint that differs in nothing else
	 */
	public ServerEndpoint with(ServerCapabilities capabilities) {
		return new ServerEndpoint(this.baseUrl, this.apiKey, this.model, this.wireModel, capabilities, this.tokens,
				this.marks);
	}

}
