package io.github.shimmy4j.autoconfigure.sidecar;

import io.github.shimmy4j.sidecar.ShimmySidecar;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;

/**
 * Closes the sidecar when the JVM ends before the context was complete: such a context is
 * never closed. It cannot be taken off Spring Boot's list while the JVM ends, so it
 * forgets its sidecar instead.
 */
final class SidecarExitHandler implements Runnable, DisposableBean {

	private volatile @Nullable ShimmySidecar sidecar;

	SidecarExitHandler(ShimmySidecar sidecar) {
		this.sidecar = sidecar;
	}

	@Override
	public void run() {
		ShimmySidecar present = this.sidecar;
		if (present != null) {
			present.close();
		}
	}

	@Override
	public void destroy() {
		this.sidecar = null;
	}

}
