package io.github.shimmy4j.sidecar.use;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

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
 * Uses of a server that somebody else runs. Its {@code /health} says whether it is a
 * shimmy, and so what it can do. The server may be replaced at any time, so the question
 * is asked before a request unless it was answered a moment ago and no request has gone
 * wrong since.
 */
public final class ExternalUses implements UseSource {

	/** A server does not end, and another start in its place, in so short a time. */
	private static final Duration HEALTH_HOLDS = Duration.ofSeconds(2);

	private final ServerClient client;

	private final ServerEndpoint unknown;

	private final int maxConcurrent;

	private final LongSupplier nanoTime;

	private final SlotQueue<ServerUse> slots = new SlotQueue<>();

	private volatile ServerEndpoint endpoint;

	/** When the server last said what it can do; null if it has to be asked. */
	private volatile @Nullable Long known;

	/**
	 * Asks nobody yet.
	 * @param client asks for {@code /health}
	 * @param baseUrl address that ends in {@code /v1}
	 * @param apiKey key it demands, or null if it demands none
	 * @param model name of the model
	 * @param maxConcurrent requests at once; 0 = as many as the server can
	 * @param nanoTime monotonic time in nanoseconds
	 */
	public ExternalUses(ServerClient client, URI baseUrl, @Nullable Secret apiKey, String model, int maxConcurrent,
			LongSupplier nanoTime) {
		this.client = client;
		this.unknown = new ServerEndpoint(baseUrl, apiKey, model, model, ServerCapabilities.OPENAI,
				TokenCounter.UNAVAILABLE);
		this.endpoint = this.unknown;
		this.maxConcurrent = maxConcurrent;
		this.nanoTime = nanoTime;
	}

	@Override
	public CompletableFuture<ServerUse> use() {
		CompletableFuture<ServerUse> use = new CompletableFuture<>();
		Long since = this.known;
		if (since != null && this.nanoTime.getAsLong() - since < HEALTH_HOLDS.toNanos()) {
			enter(use);
			return use;
		}
		CompletableFuture<Reply> health = this.client.get(this.unknown.baseUrl().resolve("/health"),
				this.unknown.apiKey());
		health.handle((reply, failure) -> {
			learn(reply);
			enter(use);
			return use;
		});
		// A caller whose time is over leaves no connection to a server that is silent.
		use.whenComplete((granted, failure) -> health.cancel(false));
		return use;
	}

	/** No reply says nothing here: the request itself will fail, and better. */
	private void learn(@Nullable Reply reply) {
		this.endpoint = this.unknown.with(capabilities(reply));
		this.known = (reply != null) ? this.nanoTime.getAsLong() : null;
	}

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

	private void enter(CompletableFuture<ServerUse> waiter) {
		this.slots.add(waiter);
		admit();
	}

	private void admit() {
		ServerEndpoint server = this.endpoint;
		int limit = (this.maxConcurrent > 0) ? this.maxConcurrent : server.capabilities().maxConcurrent();
		this.slots.grant(limit, () -> new ExternalUse(server, this::ended));
	}

	private void ended(ExternalUse use) {
		if (!use.isSuccessful()) {
			this.known = null;
		}
		this.slots.release();
		admit();
	}

	@Override
	public String queue() {
		return "%d calls are under way and %d wait".formatted(this.slots.inFlight(), this.slots.waiting());
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
