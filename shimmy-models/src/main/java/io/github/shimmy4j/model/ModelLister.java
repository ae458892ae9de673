package io.github.shimmy4j.model;

/** Asks a server program which models it finds. */
@FunctionalInterface
public interface ModelLister {

	/**
	 * Runs the listing and waits for its end, within a bounded time.
	 * @return the models, or why there is no listing; nothing is thrown for it
	 */
	ServerListing list();

}
