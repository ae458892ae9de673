package io.github.shimmy4j.sidecar;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.github.shimmy4j.accelerator.AcceleratorChoice;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.SidecarState.BackingOff;
import io.github.shimmy4j.sidecar.SidecarState.Closed;
import io.github.shimmy4j.sidecar.SidecarState.Failed;
import io.github.shimmy4j.sidecar.SidecarState.LaunchedProcess;
import io.github.shimmy4j.sidecar.SidecarState.Next;
import io.github.shimmy4j.sidecar.SidecarState.Ready;
import io.github.shimmy4j.sidecar.SidecarState.Starting;
import io.github.shimmy4j.sidecar.SidecarState.Stopped;
import io.github.shimmy4j.sidecar.SidecarState.Stopping;
import org.jspecify.annotations.Nullable;

/**
 * Decides what happens to a sidecar. Every method is one thing that happened; all are
 * called on one thread, none blocks, and the work they ask for goes out through
 * {@link Effects}. A launch is known by its number, so that news of an earlier one cannot
 * be taken for news of the present one.
 */
final class SidecarMachine {

	private static final int NONE = 0;

	private final Clock clock;

	private final RestartPolicy policy;

	private final RestartHistory restarts;

	private final SnapshotFactory snapshots;

	private final Effects effects;

	private final AcceleratorNews accelerators;

	private final Waiters readyWaiters = new Waiters();

	private final Waiters stopWaiters = new Waiters();

	private SidecarState state;

	private int launches;

	/** Launch that is being asked for a token: never twice before it has answered. */
	private int probing = NONE;

	private boolean everReady;

	private @Nullable ShimmyException lastFailure;

	private @Nullable Instant lastGoodGeneration;

	private @Nullable ShimmyException lastGenerationFailure;

	SidecarMachine(Clock clock, RestartPolicy policy, RestartHistory restarts, SnapshotFactory snapshots,
			Effects effects) {
		this.clock = clock;
		this.policy = policy;
		this.restarts = restarts;
		this.snapshots = snapshots;
		this.effects = effects;
		this.accelerators = new AcceleratorNews(snapshots.accelerator(), effects::warn);
		this.state = new Stopped(clock.instant());
	}

	SidecarState state() {
		return this.state;
	}

	// What callers ask for

	void startRequested(CompletableFuture<SidecarSnapshot> waiter) {
		switch (this.state.phase()) {
			case READY -> waiter.complete(snapshot());
			case CLOSED -> waiter.completeExceptionally(notRunning("was closed"));
			case STARTING, BACKING_OFF -> this.readyWaiters.add(waiter);
			case STOPPED, FAILED -> {
				this.readyWaiters.add(waiter);
				startAnew();
			}
			case STOPPING -> startAfterStop(waiter);
		}
	}

	private void startAfterStop(CompletableFuture<SidecarSnapshot> waiter) {
		Stopping stopping = (Stopping) this.state;
		if (stopping.next() == Next.CLOSE) {
			waiter.completeExceptionally(notRunning("is being closed"));
			return;
		}
		this.readyWaiters.add(waiter);
		this.state = new Stopping(stopping.since(), stopping.launch(), Next.START);
	}

	void readinessAwaited(CompletableFuture<SidecarSnapshot> waiter) {
		switch (this.state.phase()) {
			case READY -> waiter.complete(snapshot());
			case STARTING, BACKING_OFF -> this.readyWaiters.add(waiter);
			case FAILED -> waiter.completeExceptionally(((Failed) this.state).reason());
			case STOPPED -> waiter.completeExceptionally(notRunning("was not started, or was stopped"));
			case STOPPING -> waiter.completeExceptionally(notRunning("is being stopped"));
			case CLOSED -> waiter.completeExceptionally(notRunning("was closed"));
		}
	}

	void stopRequested(CompletableFuture<SidecarSnapshot> waiter) {
		stop(waiter, Next.REST);
	}

	void closeRequested(CompletableFuture<SidecarSnapshot> waiter) {
		stop(waiter, Next.CLOSE);
	}

	private void stop(CompletableFuture<SidecarSnapshot> waiter, Next next) {
		this.stopWaiters.add(waiter);
		switch (this.state.phase()) {
			case STARTING -> stopLaunch(((Starting) this.state).launch(), next);
			case READY -> stopLaunch(((Ready) this.state).launch(), next);
			case STOPPING -> {
				Stopping stopping = (Stopping) this.state;
				boolean closing = stopping.next() == Next.CLOSE || next == Next.CLOSE;
				this.state = new Stopping(stopping.since(), stopping.launch(), closing ? Next.CLOSE : Next.REST);
				this.readyWaiters.fail(notRunning("was stopped while it was to start"));
			}
			case STOPPED, CLOSED -> rest(next);
			case BACKING_OFF, FAILED -> {
				move(Stopped::new);
				this.effects.emit(new SidecarEvent.Stopped());
				rest(next);
			}
		}
	}

	private void stopLaunch(int launch, Next next) {
		move((now) -> new Stopping(now, launch, next));
		this.readyWaiters.fail(notRunning("was stopped while it was starting"));
		this.effects.end(launch);
	}

	private void rest(Next next) {
		if (next == Next.CLOSE && this.state.phase() != Phase.CLOSED) {
			move(Closed::new);
		}
		this.readyWaiters.fail(notRunning("was stopped"));
		this.stopWaiters.complete(snapshot());
	}

	// What a launch tells

	void acceleratorChosen(int launch, AcceleratorChoice choice) {
		if (this.state instanceof Starting starting && starting.launch() == launch) {
			this.accelerators.chosen(choice);
			publish();
		}
	}

	void deviceHeard(int launch) {
		if (this.state instanceof Ready ready && ready.launch() == launch) {
			this.accelerators.loaded(ready.server().device());
			publish();
		}
	}

	void spawned(int launch, LaunchedProcess process) {
		if (this.state instanceof Starting starting && starting.launch() == launch) {
			this.state = new Starting(starting.since(), launch, process);
			publish();
		}
	}

	void launched(int launch, RunningServer server) {
		if (this.state instanceof Starting starting && starting.launch() == launch) {
			this.everReady = true;
			this.lastGoodGeneration = this.clock.instant();
			this.lastGenerationFailure = null;
			move((now) -> new Ready(now, launch, server));
			this.accelerators.loaded(server.device());
			this.effects.emit(new SidecarEvent.Ready(snapshot(), server.startup()));
			this.readyWaiters.complete(snapshot());
		}
	}

	/**
	 * The launch came to nothing, or its server ended; either way its process is gone.
	 */
	void lost(int launch, ShimmyException reason) {
		boolean current = (this.state instanceof Starting starting && starting.launch() == launch)
				|| (this.state instanceof Ready ready && ready.launch() == launch);
		if (!current) {
			return;
		}
		this.lastFailure = reason;
		RestartPolicy.Decision decision = this.policy.decide(reason, this.everReady, this.restarts.count());
		if (decision instanceof RestartPolicy.Restart restart) {
			this.restarts.add();
			move((now) -> new BackingOff(now, launch, reason, restart.delay()));
			this.effects.emit(new SidecarEvent.Restarting(reason, restart.delay()));
			this.effects.wakeAfter(restart.delay(), launch);
		}
		else if (decision instanceof RestartPolicy.GiveUp giveUp) {
			fail(giveUp.reason());
		}
	}

	private void fail(ShimmyException reason) {
		this.lastFailure = reason;
		move((now) -> new Failed(now, reason));
		this.effects.emit(new SidecarEvent.Error(reason));
		this.readyWaiters.fail(reason);
	}

	void backoffOver(int launch) {
		if (this.state instanceof BackingOff backingOff && backingOff.launch() == launch) {
			startLaunch();
		}
	}

	/** The end that was asked for has come. */
	void ended(int launch) {
		if (!(this.state instanceof Stopping stopping) || stopping.launch() != launch) {
			return;
		}
		move(Stopped::new);
		this.effects.emit(new SidecarEvent.Stopped());
		if (stopping.next() == Next.START) {
			this.stopWaiters.complete(snapshot());
			startAnew();
		}
		else {
			rest(stopping.next());
		}
	}

	/** The process would not die, not even of SIGKILL. */
	void endFailed(int launch, ShimmyException reason) {
		if (this.state instanceof Stopping stopping && stopping.launch() == launch) {
			fail(reason);
			this.stopWaiters.fail(reason);
		}
	}

	// What callers of the server tell

	void generationSucceeded() {
		this.lastGoodGeneration = this.clock.instant();
		this.lastGenerationFailure = null;
		publish();
	}

	void generationFailed(ShimmyException failure) {
		if (this.state instanceof Ready ready) {
			this.lastGenerationFailure = failure;
			publish();
			if (this.probing != ready.launch()) {
				this.probing = ready.launch();
				this.effects.probe(ready.launch(), ready.server());
			}
		}
	}

	/**
	 * One question that the server cannot answer must not make it look broken until the
	 * next.
	 */
	void probed(int launch, boolean generates) {
		if (this.probing == launch) {
			this.probing = NONE;
		}
		if (generates && this.state instanceof Ready ready && ready.launch() == launch) {
			generationSucceeded();
		}
	}

	/** A start that somebody asked for, as against a restart. */
	private void startAnew() {
		this.everReady = false;
		this.restarts.clear();
		this.accelerators.startAnew();
		startLaunch();
	}

	private void startLaunch() {
		int launch = ++this.launches;
		move((now) -> new Starting(now, launch, null));
		this.effects.emit(new SidecarEvent.Starting(this.snapshots.model()));
		this.effects.launch(launch);
	}

	private void move(Function<Instant, SidecarState> next) {
		SidecarState target = next.apply(this.clock.instant());
		if (!this.state.phase().mayMoveTo(target.phase())) {
			throw new IllegalPhaseMoveException(this.state.phase(), target.phase());
		}
		this.state = target;
		publish();
	}

	private void publish() {
		this.effects.publish(snapshot());
	}

	SidecarSnapshot snapshot() {
		return this.snapshots.of(this.state, this.accelerators.report(), this.restarts.count(), this.lastFailure,
				this.lastGoodGeneration, this.lastGenerationFailure);
	}

	private static ShimmyException notRunning(String why) {
		return new ShimmyException(ShimmyErrorCode.NOT_RUNNING, "The sidecar does not run: it " + why);
	}

}
