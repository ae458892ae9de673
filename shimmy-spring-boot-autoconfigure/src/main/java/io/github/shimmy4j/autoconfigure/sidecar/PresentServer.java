package io.github.shimmy4j.autoconfigure.sidecar;

import java.util.Optional;
import java.util.function.Supplier;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.ShimmySidecar;

import org.springframework.beans.factory.ObjectProvider;

/**
 * What the server that runs now can do. The sidecar needs the registry that asks this, so
 * it is looked up only when it is asked.
 *
 * @param sidecar the sidecar, if there is one
 */
record PresentServer(ObjectProvider<ShimmySidecar> sidecar) implements Supplier<Optional<ServerCapabilities>> {

	@Override
	public Optional<ServerCapabilities> get() {
		ShimmySidecar present = this.sidecar.getIfUnique();
		try {
			return (present != null) ? Optional.of(present.endpoint().capabilities()) : Optional.empty();
		}
		catch (ShimmyException ex) {
			// It does not run.
			return Optional.empty();
		}
	}

}
