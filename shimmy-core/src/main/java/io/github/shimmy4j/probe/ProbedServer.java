package io.github.shimmy4j.probe;

import java.net.URI;

import io.github.shimmy4j.capability.ServerTask;
import io.github.shimmy4j.process.Secret;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A launched server that has to prove itself.
 *
 * @param port loopback port that it was told to bind
 * @param launchId model id that only this launch has
 * @param key API key that only this launch has; null if the server kind checks none
 * @param keyedPath path that answers 401 to a wrong key
 * @param task what it must be able to do
 */
public record ProbedServer(int port, String launchId, @Nullable Secret key, String keyedPath, ServerTask task) {

	private static final String MODELS = "/v1/models";

	/** A server for chats whose list of models asks for the key. */
	public ProbedServer(int port, String launchId, @Nullable Secret key) {
		this(port, launchId, key, MODELS, ServerTask.CHAT);
	}

	URI health() {
		return uri("/health");
	}

	URI models() {
		return uri(MODELS);
	}

	URI keyed() {
		return uri(this.keyedPath);
	}

	URI at(String path) {
		return uri(path);
	}

	/** Where the shortest request of its task is posted. */
	URI probe() {
		return switch (this.task) {
			case CHAT -> uri("/v1/chat/completions");
			case EMBEDDINGS -> uri("/v1/embeddings");
		};
	}

	/** The shortest request of its task: one token of an answer, or one vector. */
	String probeBody(String model) {
		ObjectNode request = JsonMapper.shared().createObjectNode().put("model", model);
		switch (this.task) {
			case CHAT -> request.put("stream", false)
				.put("max_tokens", 1)
				.put("temperature", 0)
				.putArray("messages")
				.addObject()
				.put("role", "user")
				.put("content", "Hi");
			case EMBEDDINGS -> request.put("input", "Hi");
		}
		return request.toString();
	}

	private URI uri(String path) {
		return URI.create("http://127.0.0.1:" + this.port + path);
	}

}
