package io.github.shimmy4j.sidecar.use;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.capability.ServerVersion;
import io.github.shimmy4j.failure.ShimmyException;
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
 * Uses of a server that shimmy4j does not run. Its {@code /health} says whether it is a
 * shimmy, and so what it can do. Since the server may be replaced at any time, it is
 * asked before each request, unless it was asked a moment ago and all requests since have
 * succeeded.
 */
public final class ExternalUses implements UseSource {

	/** How long one /health reply is trusted: a server is not replaced faster. */
	private static final Duration HEALTH_HOLDS = Duration.ofSeconds(2);

	private final ServerClient client;

	private final ServerEndpoint unknown;

	private final int maxConcurrent;

	private final LongSupplier nanoTime;

	private final SlotQueue<ServerUse> slots = new SlotQueue<>();

	private volatile ServerEndpoint endpoint;

	/** When the server last answered; null if it must be asked. */
	private volatile @Nullable Long known;

	/**
	 * Sends no request yet.
	 * @param client requests {@code /health}
	 * @param baseUrl address that ends in {@code /v1}
	 * @param apiKey key that the server demands, or null if it demands none
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
		// A caller that no longer waits must not leave a connection to a silent server.
		use.whenComplete((granted, failure) -> health.cancel(false));
		return use;
	}

	/**
	 * No reply: the request is sent anyway, since its failure describes the problem
	 * better.
	 */
	private void learn(@Nullable Reply reply) {
		this.endpoint = this.unknown.with(capabilities(reply));
		this.known = (reply != null) ? this.nanoTime.getAsLong() : null;
	}

	/**
	 * Finds the capabilities of a server of unknown kind.
	 * @param reply its reply to {@code /health}; null if it gave none
	 * @return the capabilities of a shimmy, if it is one
	 */
	public static ServerCapabilities capabilities(@Nullable Reply reply) {
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
		this.slots.grant(limit, () -> new ExternalUse(server));
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

	private final class ExternalUse implements ServerUse {

		private final ServerEndpoint endpoint;

		private final AtomicBoolean closed = new AtomicBoolean();

		private volatile boolean successful;

		ExternalUse(ServerEndpoint endpoint) {
			this.endpoint = endpoint;
		}

		@Override
		public ServerEndpoint endpoint() {
			return this.endpoint;
		}

		@Override
		public CompletableFuture<ShimmyException> lost() {
			return new CompletableFuture<>();
		}

		@Override
		public void succeeded() {
			this.successful = true;
		}

		@Override
		public void failed(ShimmyException failure) {
			this.successful = false;
		}

		@Override
		public void close() {
			if (this.closed.compareAndSet(false, true)) {
				if (!this.successful) {
					ExternalUses.this.known = null;
				}
				ExternalUses.this.slots.release();
				admit();
			}
		}

	}

}
