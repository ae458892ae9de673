package io.github.shimmy4j.autoconfigure.chat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.sidecar.ServerUse;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint of our own sidecar.
 *
 * @param sidecar the sidecar
 * @param alias name that users see, or null if it is that of the model that is served
 */
record SidecarEndpoints(ShimmySidecar sidecar, @Nullable String alias) implements EndpointSource {

	/** An end is noticed within milliseconds; a busy machine may need longer. */
	private static final Duration LOSS_NOTICE = Duration.ofMillis(500);

	@Override
	public CompletableFuture<ServerUse> use() {
		CompletableFuture<ServerUse> granted = this.sidecar.use();
		CompletableFuture<ServerUse> named = new CompletableFuture<>();
		granted.whenComplete((use, failure) -> {
			if (failure != null) {
				named.completeExceptionally(failure);
			}
			else if (!named.complete((this.alias != null) ? NamedUse.of(use, this.alias) : use)) {
				use.close();
			}
		});
		named.whenComplete((use, failure) -> granted.cancel(false));
		return named;
	}

	@Override
	public String queue() {
		SidecarSnapshot now = this.sidecar.snapshot();
		return "%d calls are under way and %d wait; the sidecar is %s".formatted(now.inFlight(), now.waiting(),
				now.activity());
	}

	@Override
	public Duration lossNotice() {
		return LOSS_NOTICE;
	}

	@Override
	public List<String> outputTail() {
		return this.sidecar.outputTail();
	}

}
