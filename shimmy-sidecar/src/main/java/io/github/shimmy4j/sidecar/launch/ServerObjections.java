package io.github.shimmy4j.sidecar.launch;

import java.util.Optional;
import java.util.function.Function;

import io.github.shimmy4j.binary.ShimmyBinary;
import io.github.shimmy4j.binary.Suitability;
import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.Purpose;
import io.github.shimmy4j.sidecar.launch.LaunchPlan.ContextPlanner;

/** The objections of a launch to servers, and the search that heeds them. */
public final class ServerObjections {

	private final GpuObjection gpus;

	private final ContextPlanner contexts;

	private final PurposePlan purpose;

	/**
	 * Objects to servers that cannot run here, have a smaller context than requested, or
	 * cannot do what they are for.
	 */
	public ServerObjections(GpuObjection gpus, ContextPlanner contexts, Purpose purpose) {
		this(gpus, contexts, new PurposePlan(purpose));
	}

	ServerObjections(GpuObjection gpus, ContextPlanner contexts, PurposePlan purpose) {
		this.gpus = gpus;
		this.contexts = contexts;
		this.purpose = purpose;
	}

	/**
	 * Searches for a server. One with a smaller context than requested is taken if there
	 * is no other, and the request allows it.
	 * @param <T> what the search finds
	 * @param model objects to servers that cannot serve the model
	 * @param search looks for a server to which there is no objection
	 * @return what was found
	 * @throws ShimmyException as the search does
	 * @throws InterruptedException if the thread was interrupted
	 */
	public <T> T search(Function<ServerCapabilities, Optional<ShimmyException>> model, Search<T> search)
			throws InterruptedException {
		Function<ShimmyBinary, Optional<ShimmyException>> others = (binary) -> this.gpus.objection(binary)
			.or(() -> model.apply(binary.capabilities()))
			.or(() -> this.purpose.objection(binary));
		try {
			return search.among((binary) -> others.apply(binary).or(() -> this.contexts.objection(binary)));
		}
		catch (ShimmyException ex) {
			if (!this.contexts.takesLess() || ex.code().stage() != ShimmyErrorCode.Stage.PREPARATION) {
				throw ex;
			}
			return search.among(others::apply);
		}
	}

	/**
	 * The objection to a program that was named, which a search takes as it is.
	 * @param binary the program
	 * @return why it cannot do what the server is for; empty if it can
	 */
	public Optional<ShimmyException> toNamed(ShimmyBinary binary) {
		return this.purpose.objection(binary);
	}

	/**
	 * A search for a server.
	 *
	 * @param <T> what it finds
	 */
	@FunctionalInterface
	public interface Search<T> {

		/**
		 * Looks for a suitable server.
		 * @param suitability objects to servers
		 * @return what was found
		 * @throws ShimmyException if no server suits
		 * @throws InterruptedException if the thread was interrupted
		 */
		T among(Suitability suitability) throws InterruptedException;

	}

}
