package io.github.shimmy4j.gateway.call;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ModelReference;

/** Changes the model that is served. */
public interface ModelSwitcher {

	/**
	 * Tells whether a model is the served one, also in other words, such as the name of
	 * the catalog and the path of the file. May look at the disk.
	 * @param model the model
	 * @throws ShimmyException MODEL_NOT_FOUND, and as
	 * {@link io.github.shimmy4j.model.ModelRegistry#locate(ModelReference)}
	 */
	boolean isServed(ModelReference model);

	/**
	 * Tells whether two references mean one model, also in other words. May look at the
	 * disk.
	 * @param one a model
	 * @param other a model
	 * @throws ShimmyException as {@link #isServed}
	 */
	boolean isSame(ModelReference one, ModelReference other);

	/**
	 * Begins to serve a model, which is fetched if it is missing. Does not block.
	 * @param model the model
	 * @return completes when it is served, or will be by the next start; fails with a
	 * {@link ShimmyException}
	 */
	CompletableFuture<?> switchTo(ModelReference model);

	/**
	 * Nobody waits for the model of the last switch any more. A switch whose model is
	 * still being fetched is given up, and its future fails; a later one goes on. Does
	 * not block.
	 */
	void abandon();

	/**
	 * The end of the start of a server whose model is being downloaded, however long that
	 * takes. Never blocks.
	 * @return completes when the server is ready, or its start has failed; empty if
	 * nothing is downloaded for a start
	 */
	Optional<CompletableFuture<?>> arrival();

	/**
	 * Starts a server that has failed, unless that was only just. A daemon outlives the
	 * programs whose user repairs the cause. Does not block.
	 * @return as of {@link #arrival}; empty if nothing was started
	 */
	Optional<CompletableFuture<?>> startAgain();

	/** Progress of a switch or a download, in one printable line. */
	String activity();

}
