package io.github.shimmy4j.gateway.call;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.github.shimmy4j.capability.ModelThinking;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.capability.ServerProperties;
import io.github.shimmy4j.probe.Reply;
import io.github.shimmy4j.probe.ServerClient;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.use.ExternalUses;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Facts about a server that somebody else runs. It is asked when a client wants to know
 * them: for {@code /health}, which tells a shimmy, for {@code /props}, which llama-server
 * has, and for its list of models.
 */
public final class ExternalFacts implements FactSource {

	/** The server may be replaced by another one. */
	private static final Duration HOLD = Duration.ofMinutes(1);

	/** For all questions together. */
	private static final Duration LIMIT = Duration.ofSeconds(2);

	/** Names of the context in lists of models: of ours, vLLM and LM Studio. */
	private static final List<String> CONTEXTS = List.of("context_length", "max_model_len", "max_context_length");

	private final ServerClient client;

	private final ServerEndpoint server;

	private final LongSupplier nanoTime;

	private @Nullable CompletableFuture<ServerFacts> answer;

	private long asked;

	private volatile ServerFacts known = ServerFacts.UNKNOWN;

	/**
	 * Asks nothing yet.
	 * @param client asks
	 * @param server the server, of which only the address, the key and the model's name
	 * are known
	 * @param nanoTime monotonic time in nanoseconds
	 */
	public ExternalFacts(ServerClient client, ServerEndpoint server, LongSupplier nanoTime) {
		this.client = client;
		this.server = server;
		this.nanoTime = nanoTime;
	}

	/** An external server is taken as running: only its owner knows. */
	@Override
	public Optional<ServerEndpoint> endpoint() {
		return Optional.of(this.server);
	}

	@Override
	public Mono<ServerEndpoint> ready() {
		return Mono.just(this.server);
	}

	@Override
	public ServerFacts known() {
		return this.known;
	}

	@Override
	public Mono<ServerFacts> soon() {
		return Mono.fromFuture(this::answer, true).timeout(LIMIT).onErrorResume((unanswered) -> Mono.just(this.known));
	}

	/** Clients that ask at the same time share one answer. */
	private synchronized CompletableFuture<ServerFacts> answer() {
		CompletableFuture<ServerFacts> present = this.answer;
		boolean old = this.nanoTime.getAsLong() - this.asked > HOLD.toNanos();
		if (present == null || old || (present.isCompletedExceptionally())) {
			this.asked = this.nanoTime.getAsLong();
			present = ask().thenApply((facts) -> {
				this.known = facts;
				return facts;
			});
			this.answer = present;
		}
		return present.copy();
	}

	private CompletableFuture<ServerFacts> ask() {
		return get(this.server.baseUrl().resolve("/health")).thenCompose((health) -> {
			ServerCapabilities kind = ExternalUses.capabilities(health);
			if (!kind.equals(ServerCapabilities.OPENAI)) {
				return CompletableFuture.completedFuture(ServerFacts.of(kind, null, false));
			}
			return get(this.server.baseUrl().resolve("/props"))
				.thenCompose((props) -> ServerProperties.parse(props.body())
					.map((said) -> CompletableFuture.completedFuture(facts(said)))
					.orElseGet(() -> get(URI.create(this.server.baseUrl() + "/models")).thenApply(this::listed)));
		});
	}

	/** Fails if the server cannot be reached, since it would not answer the others. */
	private CompletableFuture<Reply> get(URI address) {
		// On the reply itself, whose thread and connection would stay otherwise.
		return this.client.get(address, this.server.apiKey()).orTimeout(LIMIT.toNanos(), TimeUnit.NANOSECONDS);
	}

	private static ServerFacts facts(ServerProperties said) {
		ModelThinking thinking = said.thinking();
		return new ServerFacts(
				ServerFacts.abilities(said.templateHasTools(), said.seesImages(),
						thinking != null && thinking != ModelThinking.NEVER),
				said.contextTokens(), said.slots(), null, false);
	}

	/**
	 * Most servers tell no abilities. Then tools are assumed, since they are passed on.
	 */
	private ServerFacts listed(Reply reply) {
		JsonNode entry = entry(reply.body()).orElse(JsonMapper.shared().createObjectNode());
		List<String> said = entry.path("capabilities").valueStream().map((each) -> each.asString("")).toList();
		int context = CONTEXTS.stream()
			.mapToInt((name) -> entry.path(name).asInt(0))
			.filter((tokens) -> tokens > 0)
			.findFirst()
			.orElse(Math.max(0, entry.path("meta").path("n_ctx").asInt(0)));
		return said.contains(ServerFacts.COMPLETION)
				? new ServerFacts(ServerFacts.abilities(said.contains(ServerFacts.TOOLS),
						said.contains(ServerFacts.VISION), said.contains(ServerFacts.THINKING)), context,
						ServerFacts.UNLIMITED, null, false)
				: new ServerFacts(ServerFacts.abilities(true, false, false), context, ServerFacts.UNLIMITED, null,
						true);
	}

	private Optional<JsonNode> entry(String list) {
		try {
			List<JsonNode> models = JsonMapper.shared().readTree(list).path("data").valueStream().toList();
			return models.stream()
				.filter((each) -> each.path("id").asString("").equals(this.server.wireModel()))
				.findFirst()
				.or(() -> (models.size() == 1) ? Optional.of(models.get(0)) : Optional.empty());
		}
		catch (JacksonException ex) {
			return Optional.empty();
		}
	}

}
