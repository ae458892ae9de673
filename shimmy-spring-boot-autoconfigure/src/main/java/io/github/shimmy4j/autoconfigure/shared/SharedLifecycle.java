package io.github.shimmy4j.autoconfigure.shared;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.github.shimmy4j.autoconfigure.shared.DaemonStatus.State;
import io.github.shimmy4j.autoconfigure.sidecar.StartDecision;
import io.github.shimmy4j.concurrent.Pause;
import io.github.shimmy4j.concurrent.Waits;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.text.PrintableLogger;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Finds or starts the daemon before the web server accepts requests, and waits until its
 * model is ready. Stops nothing: the daemon outlives the application.
 */
final class SharedLifecycle implements SmartLifecycle {

	private static final PrintableLogger logger = PrintableLogger.of(SharedLifecycle.class);

	private static final int PHASE = WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 1024;

	private static final Duration POLL = Duration.ofMillis(100);

	/**
	 * A daemon may be replaced while its model loads. A third that ends shows a fault
	 * that another start would repeat.
	 */
	private static final int MOST_DAEMONS = 3;

	/** The daemon has ended, or is slow. */
	private static final Set<ShimmyErrorCode> UNANSWERED = EnumSet.of(ShimmyErrorCode.DAEMON_NOT_RUNNING,
			ShimmyErrorCode.SIDECAR_LOST);

	private final SharedDaemon daemon;

	private final StartDecision decision;

	private final SharedModel model;

	private final boolean failFast;

	private final Pause pause;

	/** The wait that was logged last, by the thread that starts the context. */
	private String told = "";

	/** Whether this start has asked a model that had failed. */
	private boolean asked;

	private volatile boolean running;

	/**
	 * Binds the use of the daemon to the life of a context.
	 * @param daemon the daemon
	 * @param decision whether it is looked for with the context
	 * @param model model of the application's requests
	 * @param failFast whether the context waits for the daemon's model and fails with it
	 * @param pause the wait between two questions
	 */
	SharedLifecycle(SharedDaemon daemon, StartDecision decision, SharedModel model, boolean failFast, Pause pause) {
		this.daemon = daemon;
		this.decision = decision;
		this.model = model;
		this.failFast = failFast;
		this.pause = pause;
	}

	@Override
	public void start() {
		if (!this.decision.startsServer()) {
			return;
		}
		this.running = true;
		CompletableFuture<FoundDaemon> found = this.daemon.running();
		if (this.failFast) {
			awaitModel(Waits.forResult(found, "daemon"));
		}
	}

	/**
	 * Has no limit, as in the owned mode: the daemon limits each step of a start. Goes on
	 * with the next daemon if this one is replaced meanwhile.
	 */
	private void awaitModel(FoundDaemon first) {
		FoundDaemon found = first;
		int ended = 0;
		while (!isReady(found)) {
			this.daemon.examine(found);
			if (!found.hasEnded()) {
				tell("it does not answer");
			}
			else if (++ended == MOST_DAEMONS) {
				throw new ShimmyException(ShimmyErrorCode.SIDECAR_LOST,
						"The %s has ended while its model was awaited, and so have %d before it"
							.formatted(found.record(), ended - 1));
			}
			pause();
			found = Waits.forResult(this.daemon.running(), "daemon");
		}
	}

	/** False if the daemon does not answer, or ends before its model is ready. */
	private boolean isReady(FoundDaemon found) {
		DaemonStatus now = settled();
		ShimmyException failure = now.failure();
		if (failure != null && isFinal(now, failure)) {
			if (this.asked || now.state() != State.DOWN || !now.answered()) {
				throw failure;
			}
			// The cause may have been repaired since then, and a request starts the
			// server.
			this.asked = true;
			tell("its model has failed before, and is asked again");
			this.daemon.askModel();
			return isReady(found);
		}
		return now.answered() && found.isAlive();
	}

	private DaemonStatus settled() {
		DaemonStatus now = this.daemon.status();
		while (now.state() == State.STARTING && !now.isStuck()) {
			tell(now.activity());
			pause();
			now = this.daemon.status();
		}
		return now;
	}

	/** A model that cannot be served does not matter to an application with another. */
	private boolean isFinal(DaemonStatus now, ShimmyException failure) {
		return now.answered() ? now.isStuck() && now.serves(this.model.asked()) : !UNANSWERED.contains(failure.code());
	}

	private void tell(String wait) {
		if (!wait.equals(this.told)) {
			this.told = wait;
			logger.info("Waiting for the daemon: {}", wait);
		}
	}

	private void pause() {
		try {
			this.pause.await(POLL);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new ShimmyException(ShimmyErrorCode.NOT_READY, "The wait for the daemon's model was interrupted", ex);
		}
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isAutoStartup() {
		return this.decision.startsServer();
	}

	/** There is nothing to pause. */
	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
