package io.github.shimmy4j.sidecar;

/** Hears what happens to a sidecar. */
@FunctionalInterface
public interface SidecarListener {

	/**
	 * Called for each event, in order, on a thread that is neither the sidecar's nor the
	 * caller's. What it throws is logged and changes nothing. Lines of output are left
	 * out while a listener is far behind; other events never are.
	 * @param event what happened
	 */
	void onEvent(SidecarEvent event);

}
