package io.github.shimmy4j.autoconfigure.endpoint;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarEvent;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.text.PrintableText;

/**
 * Something that a client of the endpoint asks of the sidecar. The client is answered
 * once the sidecar has visibly begun with it; the end of it may be minutes away.
 */
final class SidecarAction {

	/** A server that takes longer to stop is shown as stopping. */
	private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

	private static final List<SidecarAction> NAMED = List.of(
			new SidecarAction("start", ShimmySidecar::start, SidecarEvent.Starting.class),
			new SidecarAction("stop", ShimmySidecar::stop, SidecarEvent.Stopped.class),
			new SidecarAction("restart", ShimmySidecar::restart, SidecarEvent.Starting.class));

	private final String name;

	private final Function<ShimmySidecar, CompletableFuture<SidecarSnapshot>> request;

	private final Class<? extends SidecarEvent> firstEvent;

	private SidecarAction(String name, Function<ShimmySidecar, CompletableFuture<SidecarSnapshot>> request,
			Class<? extends SidecarEvent> firstEvent) {
		this.name = name;
		this.request = request;
		this.firstEvent = firstEvent;
	}

	/** One of those that need nothing but their name. */
	static Optional<SidecarAction> named(String name) {
		return NAMED.stream().filter((action) -> action.name.equals(name)).findFirst();
	}

	static List<String> names() {
		return NAMED.stream().map((action) -> action.name).toList();
	}

	static String refusal(String name) {
		return "There is no action '%s'; allowed are %s".formatted(PrintableText.of(name, PrintableText.NAME_LENGTH),
				String.join(", ", names()));
	}

	static SidecarAction switchTo(ModelReference model) {
		return new SidecarAction("switch", (sidecar) -> sidecar.switchModel(model), SidecarEvent.Starting.class);
	}

	/**
	 * Asks for it, and waits until it has begun.
	 * @return why it failed, if it did by then
	 */
	Optional<ShimmyException> begin(ShimmySidecar sidecar) {
		CompletableFuture<Void> begun = new CompletableFuture<>();
		Runnable unsubscribe = sidecar.addListener((event) -> {
			if (this.firstEvent.isInstance(event)) {
				begun.complete(null);
			}
		});
		CompletableFuture<SidecarSnapshot> done = this.request.apply(sidecar);
		try {
			CompletableFuture.anyOf(begun, done).get(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			return Optional.of(ShimmyException.causeOf(ex));
		}
		catch (TimeoutException ex) {
			// The snapshot tells how far it is.
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			unsubscribe.run();
		}
		return Optional.empty();
	}

}
