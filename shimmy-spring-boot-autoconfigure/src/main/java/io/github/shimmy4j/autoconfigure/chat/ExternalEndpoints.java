package io.github.shimmy4j.autoconfigure.chat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.capability.ServerVersion;
import io.github.shimmy4j.probe.Reply;
import io.github.shimmy4j.probe.ServerClient;
import io.github.shimmy4j.process.Secret;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.ServerUse;
import io.github.shimmy4j.sidecar.TokenCounter;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The endpoint of a server that somebody else runs. Before each request its
 * {@code /health} says whether it is a shimmy, and so what it can do; it may have been
 * replaced since the last one.
 */
final class ExternalEndpoints implements EndpointSource {

	private final ServerClient client;

	private final URI baseUrl;

	private final @Nullable Secret apiKey;

	private final String model;

	private final int maxConcurrent;

	private final Turns turns = new Turns();

	/**
	 * Asks nobody yet.
	 * @param maxConcurrent requests at once; 0 = as many as the server can
	 */
	ExternalEndpoints(ServerClient client, URI baseUrl, @Nullable Secret apiKey, String model, int maxConcurrent) {
		this.client = client;
		this.baseUrl = BaseUrl.of(baseUrl);
		this.apiKey = apiKey;
		this.model = model;
		this.maxConcurrent = maxConcurrent;
	}

	@Override
	public CompletableFuture<ServerUse> use() {
		CompletableFuture<ServerUse> use = new CompletableFuture<>();
		CompletableFuture<Reply> health = this.client.get(this.baseUrl.resolve("/health"), this.apiKey);
		health.handle((reply, failure) -> capabilities(reply))
			.thenAccept((capabilities) -> this.turns.enter(endpoint(capabilities), limit(capabilities), use));
		// A caller whose time is over leaves no connection to a server that is silent.
		use.whenComplete((granted, failure) -> health.cancel(false));
		return use;
	}

	private ServerEndpoint endpoint(ServerCapabilities capabilities) {
		return new ServerEndpoint(this.baseUrl, this.apiKey, this.model, this.model, capabilities,
				TokenCounter.UNAVAILABLE);
	}

	private int limit(ServerCapabilities capabilities) {
		return (this.maxConcurrent > 0) ? this.maxConcurrent : capabilities.maxConcurrent();
	}

	/** No reply says nothing here: the request itself will fail, and better. */
	private static ServerCapabilities capabilities(@Nullable Reply reply) {
		if (reply == null || !reply.ok()) {
			return ServerCapabilities.OPENAI;
		}
		try {
			JsonNode health = JsonMapper.shared().readTree(reply.body());
			String said = health.path("service").asString("") + " " + health.path("version").asString("");
			return ServerVersion.fromOutput(said).flatMap(ServerCapabilities::of).orElse(ServerCapabilities.OPENAI);
		}
		catch (JacksonException ex) {
			return ServerCapabilities.OPENAI;
		}
	}

	@Override
	public String queue() {
		return "%d calls are under way and %d wait".formatted(this.turns.inFlight(), this.turns.waiting());
	}

	@Override
	public Duration lossNotice() {
		return Duration.ZERO;
	}

	@Override
	public List<String> outputTail() {
		return List.of();
	}

}
