package io.github.shimmy4j.sidecar.launch;

import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.storage.StorageFailure;

/**
 * Finds, or fetches, what a launch of a model needs, on a thread of its own: what is
 * there then, the launch need not wait for.
 */
public final class ModelFetch {

	private final LaunchInputs inputs;

	private final ModelReference model;

	private final Thread thread;

	private final CompletableFuture<LaunchInputs.Found> done = new CompletableFuture<>();

	public ModelFetch(int number, LaunchTools tools, ModelReference model) {
		this.inputs = tools.inputs();
		this.model = model;
		this.thread = tools.threads().named("shimmy-switch-" + number, this::run);
	}

	/** Completes with what was found, or exceptionally with a {@link ShimmyException}. */
	public CompletableFuture<LaunchInputs.Found> begin() {
		try {
			this.thread.start();
		}
		catch (RuntimeException | Error ex) {
			fail(ex);
		}
		return this.done;
	}

	/** A transfer ends where it is; the next one goes on there. */
	public void giveUp() {
		this.thread.interrupt();
	}

	private void run() {
		try {
			this.done.complete(this.inputs.find(this.model));
		}
		catch (ShimmyException ex) {
			this.done.completeExceptionally(ex);
		}
		catch (InterruptedException ex) {
			this.done.completeExceptionally(
					new ShimmyException(ShimmyErrorCode.NOT_RUNNING, "The switch of the model was given up", ex));
		}
		catch (RuntimeException | Error ex) {
			fail(ex);
		}
	}

	private void fail(Throwable defect) {
		this.done.completeExceptionally(
				StorageFailure.of(ShimmyErrorCode.INTERNAL, "The switch of the model failed", null, defect));
	}

}
