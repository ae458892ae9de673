package io.github.shimmy4j.sidecar;

/** Is told what happens to a sidecar. */
@FunctionalInterface
public interface SidecarListener {

	/**
	 * Called for each event, in order, on a thread for events. An exception is logged and
	 * changes nothing. Output lines are dropped while a listener is far behind; other
	 * events never are.
	 * @param event what happened
	 */
	void onEvent(SidecarEvent event);

}
