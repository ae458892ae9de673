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
 * A request of an endpoint's client to the sidecar. The client is answered when the
 * sidecar has begun with it, since it may take minutes.
 */
final class SidecarAction {

	/** After that the answer shows the action under way, such as STOPPING. */
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

	/** Finds an action without parameters. */
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
	 * Requests the action and waits until it has begun.
	 * @return the failure, if it failed by then
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
			// The snapshot in the answer shows the progress.
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
