package io.github.shimmy4j.sidecar.launch;

import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.storage.StorageFailure;
import org.jspecify.annotations.Nullable;

/**
 * Plans the launch of the model that is switched to, on a thread of its own, while the
 * present model is served.
 */
public final class ModelFetch {

	private final LaunchPlan.Planner planner;

	private final ModelReference model;

	private final Thread thread;

	private final CompletableFuture<LaunchPlan> done = new CompletableFuture<>();

	public ModelFetch(int number, LaunchTools tools, ModelReference model) {
		this.planner = tools.planner;
		this.model = model;
		this.thread = tools.threads.named("shimmy-switch-" + number, this::run);
	}

	/** Completes with the plan, or exceptionally with a {@link ShimmyException}. */
	public CompletableFuture<LaunchPlan> begin() {
		try {
			this.thread.start();
		}
		catch (RuntimeException | Error ex) {
			fail(ex);
		}
		return this.done;
	}

	/** The plan for a model; null unless that model was fetched here. */
	public @Nullable LaunchPlan planFor(ModelReference wanted) {
		boolean fetched = wanted.equals(this.model) && !this.done.isCompletedExceptionally();
		return fetched ? this.done.getNow(null) : null;
	}

	/** Interrupts the fetch; the next download resumes it. */
	public void cancel() {
		this.thread.interrupt();
	}

	private void run() {
		try {
			this.done.complete(this.planner.plan(this.model));
		}
		catch (ShimmyException ex) {
			this.done.completeExceptionally(ex);
		}
		catch (InterruptedException ex) {
			this.done.completeExceptionally(
					new ShimmyException(ShimmyErrorCode.NOT_RUNNING, "The switch of the model was cancelled", ex));
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
