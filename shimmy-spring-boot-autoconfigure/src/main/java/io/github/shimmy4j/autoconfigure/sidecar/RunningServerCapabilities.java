package io.github.shimmy4j.autoconfigure.sidecar;

import java.util.Optional;
import java.util.function.Supplier;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;

/**
 * What the server that runs now can do. The sidecar needs the registry that asks this, so
 * it is looked up only when it is asked; and a sidecar may outlive its context, which is
 * forgotten then.
 */
final class RunningServerCapabilities implements Supplier<Optional<ServerCapabilities>>, DisposableBean {

	private volatile @Nullable ObjectProvider<ShimmySidecar> sidecars;

	RunningServerCapabilities(ObjectProvider<ShimmySidecar> sidecars) {
		this.sidecars = sidecars;
	}

	@Override
	public Optional<ServerCapabilities> get() {
		ObjectProvider<ShimmySidecar> present = this.sidecars;
		ShimmySidecar sidecar = (present != null) ? present.getIfUnique() : null;
		try {
			return (sidecar != null) ? Optional.of(sidecar.endpoint().capabilities()) : Optional.empty();
		}
		catch (ShimmyException ex) {
			// It does not run.
			return Optional.empty();
		}
	}

	@Override
	public void destroy() {
		this.sidecars = null;
	}

}
