package io.github.shimmy4j.gateway.call;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ModelFile;
import io.github.shimmy4j.sidecar.ExpectedServer;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.ServerEndpoint;
import io.github.shimmy4j.sidecar.ServerUse;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Facts about a server that shimmy4j launches. Before it is ready, they are what its
 * launch has chosen: the program, the model's file, and the context that it is told.
 */
public final class SidecarFacts implements FactSource {

	/** A launch chooses its program within a fraction of it. */
	private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

	private static final Duration POLL = Duration.ofMillis(20);

	private final ShimmySidecar sidecar;

	/**
	 * Facts about one sidecar.
	 * @param sidecar the sidecar
	 */
	public SidecarFacts(ShimmySidecar sidecar) {
		this.sidecar = sidecar;
	}

	@Override
	public Mono<ServerEndpoint> ready() {
		return Mono.defer(() -> endpoint().map(Mono::just).orElseGet(() -> Mono.fromFuture(this::awaited, true)));
	}

	/** Only a use starts a server that is stopped, and may be started. */
	private CompletableFuture<ServerEndpoint> awaited() {
		if (this.sidecar.snapshot().phase() != Phase.STOPPED) {
			return this.sidecar.whenReady().thenApply((ready) -> this.sidecar.endpoint());
		}
		CompletableFuture<ServerUse> use = this.sidecar.use();
		use.thenAccept(ServerUse::close);
		return use.thenApply(ServerUse::endpoint);
	}

	@Override
	public ServerFacts known() {
		return facts().orElse(ServerFacts.UNKNOWN);
	}

	@Override
	public Mono<ServerFacts> soon() {
		return Mono.defer(() -> {
			Optional<ServerFacts> now = facts();
			if (now.isPresent() || this.sidecar.snapshot().phase() != Phase.STARTING) {
				return Mono.just(now.orElse(ServerFacts.UNKNOWN));
			}
			return Flux.interval(POLL)
				.onBackpressureDrop()
				.mapNotNull((tick) -> facts().orElse(null))
				.next()
				.timeout(LONGEST_WAIT, Mono.fromSupplier(this::known));
		});
	}

	private Optional<ServerFacts> facts() {
		ExpectedServer expected = this.sidecar.expectedServer().orElse(null);
		ModelFile model = (expected != null) ? expected.model() : null;
		Optional<ServerFacts> ready = endpoint().map((server) -> ServerFacts.of(server.capabilities(), model, false));
		return (ready.isPresent() || expected == null) ? ready
				: Optional.of(ServerFacts.of(expected.capabilities(), model, true));
	}

	@Override
	public Optional<ServerEndpoint> endpoint() {
		try {
			return Optional.of(this.sidecar.endpoint());
		}
		catch (ShimmyException ex) {
			// The server does not run.
			return Optional.empty();
		}
	}

}
