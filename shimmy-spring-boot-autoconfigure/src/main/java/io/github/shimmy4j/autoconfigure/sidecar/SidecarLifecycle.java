package io.github.shimmy4j.autoconfigure.sidecar;

import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.concurrent.Waits;
import io.github.shimmy4j.sidecar.ShimmySidecar;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.aot.AbstractAotProcessor;

/**
 * Waits for the sidecar before the web server accepts requests, and stops the sidecar
 * after the web server has answered the last request.
 */
final class SidecarLifecycle implements SmartLifecycle {

	/** Lower than the web server's phase: started before it, stopped after it. */
	static final int PHASE = WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 1024;

	private final ShimmySidecar sidecar;

	private final StartDecision decision;

	private final boolean failFast;

	private final boolean stops;

	private volatile boolean started;

	/** Set by the context only: a stop in code survives a restart of the context. */
	private volatile boolean stoppedWithContext;

	private @Nullable CompletableFuture<SidecarSnapshot> launched;

	/**
	 * Binds a sidecar to the life of its context.
	 * @param decision whether the sidecar is started with the context
	 * @param failFast whether the context waits for the sidecar and fails with it
	 * @param stops whether the sidecar is stopped with the context
	 */
	SidecarLifecycle(ShimmySidecar sidecar, StartDecision decision, boolean failFast, boolean stops) {
		this.sidecar = sidecar;
		this.decision = decision;
		this.failFast = failFast;
		this.stops = stops;
	}

	/**
	 * Launches the sidecars before ordinary singletons are created, so that the servers
	 * load their models meanwhile. {@link #start()} waits for it.
	 */
	static void launchEarly(ConfigurableListableBeanFactory beans) {
		if (Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING)) {
			return;
		}
		for (String each : beans.getBeanNamesForType(SidecarLifecycle.class, true, false)) {
			SidecarLifecycle lifecycle = beans.getBean(each, SidecarLifecycle.class);
			if (lifecycle.isAutoStartup()) {
				for (String handler : beans.getBeanNamesForType(ExitHandler.class, true, false)) {
					beans.getBean(handler);
				}
				// A sidecar kept from an earlier context may be waiting for an obstacle
				// to
				// go away. This makes it look now.
				lifecycle.launched = lifecycle.sidecar.startNow();
			}
		}
	}

	/**
	 * Launches the sidecar if that has not happened, for instance when a context starts
	 * again. An explicit start of a context also calls this if the sidecar does not start
	 * with it.
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
		// A second request would repeat a launch that has failed meanwhile.
		CompletableFuture<SidecarSnapshot> ready = (this.launched != null) ? this.launched : this.sidecar.startNow();
		this.launched = null;
		if (this.failFast) {
			// Has no limit: the sidecar limits each step, and a download may be long.
			// Ctrl-C ends it: Spring interrupts a waiting refresh and closes the context.
			Waits.forResult(ready, "sidecar");
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
	 * Does not tell whether the server runs: after the early launch, {@link #start()}
	 * must still be called. A server started later in code must still be stopped in
	 * order.
	 */
	@Override
	public boolean isRunning() {
		return this.started || (!this.decision.startsServer() && this.sidecar.snapshot().pid() != null);
	}

	@Override
	public boolean isAutoStartup() {
		return this.decision.startsServer();
	}

	/** A paused test context keeps its server: loading the model again takes long. */
	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	/**
	 * Closes the sidecar when the JVM ends before the context is complete: such a context
	 * is never closed. A handler cannot be removed while the JVM ends, so this one drops
	 * its sidecar instead.
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
