package io.github.shimmy4j.autoconfigure.sidecar;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.aot.AbstractAotProcessor;

/**
 * Holds the application back until its sidecar is ready, and stops the sidecar when the
 * application ends: before the web server accepts requests, after it has answered the
 * last.
 */
final class SidecarLifecycle implements SmartLifecycle {

	/** Lower than the web server's phase: started before it, stopped after it. */
	static final int PHASE = WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 1024;

	private final ShimmySidecar sidecar;

	private final StartDecision decision;

	private final boolean failFast;

	private final boolean stops;

	private volatile boolean started;

	/** Not by hand, which is for good. */
	private volatile boolean stoppedWithContext;

	private @Nullable CompletableFuture<SidecarSnapshot> launched;

	/**
	 * Places a sidecar in the life of its context.
	 * @param decision whether it is started with the context
	 * @param failFast whether the context waits for it, and fails with it
	 * @param stops whether it is stopped with the context
	 */
	SidecarLifecycle(ShimmySidecar sidecar, StartDecision decision, boolean failFast, boolean stops) {
		this.sidecar = sidecar;
		this.decision = decision;
		this.failFast = failFast;
		this.stops = stops;
	}

	/**
	 * Launches the sidecar once all bean definitions are known and before ordinary
	 * singletons are made, so that the server loads its model while the application
	 * builds itself. It is waited for by {@link #start()}.
	 */
	static void launchEarly(ConfigurableListableBeanFactory beans) {
		if (Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING)) {
			return;
		}
		SidecarLifecycle lifecycle = beans.getBean(SidecarLifecycle.class);
		if (lifecycle.isAutoStartup()) {
			beans.getBean(ExitHandler.class);
			// One kept from an earlier context may be waiting for an obstacle to go away,
			// which is looked at now.
			lifecycle.launched = lifecycle.sidecar.startNow();
		}
	}

	/**
	 * Launches the sidecar where nothing did, for instance when a context starts again. A
	 * context that is started explicitly asks also those that are not to start with it.
	 */
	@Override
	public void start() {
		if (!this.decision.startsServer()) {
			if (this.stoppedWithContext) {
				this.stoppedWithContext = false;
				this.sidecar.forgetStop();
			}
			return;
		}
		this.started = true;
		// Asking again would try a launch that has failed meanwhile a second time.
		CompletableFuture<SidecarSnapshot> ready = (this.launched != null) ? this.launched : this.sidecar.startNow();
		this.launched = null;
		if (this.failFast) {
			await(ready);
		}
	}

	/**
	 * Without a limit of its own: the sidecar limits each step, transfers take their
	 * time.
	 */
	private static void await(CompletableFuture<SidecarSnapshot> ready) {
		try {
			ready.get();
		}
		catch (ExecutionException ex) {
			throw ShimmyException.causeOf(ex);
		}
		catch (InterruptedException ex) {
			// Ctrl-C: Spring interrupts a refresh that waits, and closes the context once
			// it ends.
			Thread.currentThread().interrupt();
			throw new ShimmyException(ShimmyErrorCode.NOT_READY, "The wait for the sidecar was interrupted", ex);
		}
	}

	@Override
	public void stop() {
		end().join();
	}

	@Override
	public void stop(Runnable callback) {
		end().whenComplete((ignored, failure) -> callback.run());
	}

	private CompletableFuture<SidecarSnapshot> end() {
		this.started = false;
		this.stoppedWithContext = this.stops;
		return this.stops ? this.sidecar.stop() : CompletableFuture.completedFuture(this.sidecar.snapshot());
	}

	/**
	 * Not whether the server runs: it was launched before, and this must be started all
	 * the same. A server that somebody started later is to be stopped in order too.
	 */
	@Override
	public boolean isRunning() {
		return this.started || (!this.decision.startsServer() && this.sidecar.snapshot().pid() != null);
	}

	@Override
	public boolean isAutoStartup() {
		return this.decision.startsServer();
	}

	/** A cached test context that is switched away from keeps its model in memory. */
	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	/**
	 * Closes the sidecar when the JVM ends before the context was complete: such a
	 * context is never closed. It cannot be taken off Spring Boot's list while the JVM
	 * ends, so it forgets its sidecar instead.
	 */
	static final class ExitHandler implements Runnable, DisposableBean {

		private volatile @Nullable ShimmySidecar sidecar;

		ExitHandler(ShimmySidecar sidecar) {
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

}
