package io.github.shimmy4j.autoconfigure.sidecar;

import io.github.shimmy4j.sidecar.ShimmySidecar;

/**
 * The second sidecar of an application, which serves its embedding model. It is no
 * {@link ShimmySidecar} itself: a bean of that type is the one that answers chats.
 */
public final class EmbeddingSidecar {

	private final LeasedSidecar sidecar;

	private final SidecarCounts counts;

	EmbeddingSidecar(LeasedSidecar sidecar, SidecarCounts counts) {
		this.sidecar = sidecar;
		this.counts = counts;
	}

	/**
	 * The sidecar, to be started, stopped and observed like the first.
	 * @return the sidecar
	 */
	public ShimmySidecar sidecar() {
		return this.sidecar;
	}

	/** Whether the start of the application starts its server. */
	public StartDecision decision() {
		return this.sidecar.decision();
	}

	/** Events of the sidecar in this context. */
	public SidecarCounts counts() {
		return this.counts;
	}

	boolean isKeepable() {
		return this.sidecar.isKeepable();
	}

	/** The destroy method: all beans that use the sidecar are destroyed by then. */
	void release() {
		this.sidecar.release();
	}

}
