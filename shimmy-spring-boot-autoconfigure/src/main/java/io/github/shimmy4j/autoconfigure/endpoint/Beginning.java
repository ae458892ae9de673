package io.github.shimmy4j.autoconfigure.endpoint;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarEvent;
import io.github.shimmy4j.sidecar.SidecarSnapshot;

/** The first moments of what was asked of the sidecar. */
final class Beginning {

	/** A server that takes longer to stop is shown as stopping. */
	private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

	private Beginning() {
	}

	/**
	 * Asks for something, and waits until it has visibly begun, which is a matter of
	 * moments.
	 * @return why it failed, if it did by then
	 */
	static Optional<ShimmyException> await(ShimmySidecar sidecar,
			Function<ShimmySidecar, CompletableFuture<SidecarSnapshot>> request, Predicate<SidecarEvent> isBeginning) {
		CompletableFuture<Void> begun = new CompletableFuture<>();
		Runnable unsubscribe = sidecar.addListener((event) -> {
			if (isBeginning.test(event)) {
				begun.complete(null);
			}
		});
		CompletableFuture<SidecarSnapshot> done = request.apply(sidecar);
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
