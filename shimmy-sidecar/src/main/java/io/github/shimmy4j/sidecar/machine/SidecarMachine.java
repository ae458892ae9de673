package io.github.shimmy4j.sidecar.machine;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

import io.github.shimmy4j.accelerator.AcceleratorChoice;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.SidecarEvent;
import io.github.shimmy4j.sidecar.SidecarOptions;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.sidecar.StartCause;
import io.github.shimmy4j.sidecar.machine.SidecarState.BackingOff;
import io.github.shimmy4j.sidecar.machine.SidecarState.Closed;
import io.github.shimmy4j.sidecar.machine.SidecarState.Failed;
import io.github.shimmy4j.sidecar.machine.SidecarState.LaunchedProcess;
import io.github.shimmy4j.sidecar.machine.SidecarState.Live;
import io.github.shimmy4j.sidecar.machine.SidecarState.Next;
import io.github.shimmy4j.sidecar.machine.SidecarState.Ready;
import io.github.shimmy4j.sidecar.machine.SidecarState.Starting;
import io.github.shimmy4j.sidecar.machine.SidecarState.Stopped;
import io.github.shimmy4j.sidecar.machine.SidecarState.Stopping;
import io.github.shimmy4j.sidecar.use.SlotQueue;

/**
 * Decides what happens to a sidecar. Each method reports an event or a request. All are
 * called on one thread, none blocks, and work goes out through {@link Effects}. A launch
 * has a number, so that reports about an earlier launch are not taken for the present
 * one.
 */
public final class SidecarMachine {

	private final Effects effects;

	private final ModelSwitch models;

	private final RestartPolicy restarts;

	private final AcceleratorWarnings accelerators;

	private final SlotQueue<Ready> uses = new SlotQueue<>();

	private final SidecarStatus status;

	private final ReadyWatch watch;

	private final Waiters readyWaiters = new Waiters();

	private final Waiters stopWaiters = new Waiters();

	private int launches;

	public SidecarMachine(SidecarOptions options, Clock clock, LongSupplier nanoTime, DoubleSupplier random,
			Effects effects) {
		this.effects = effects;
		this.restarts = new RestartPolicy(options.maxRestarts(), options.restartWindow(), random, nanoTime);
		this.accelerators = new AcceleratorWarnings(options.gpuMode(), effects::warn);
		this.status = new SidecarStatus(options, clock, this.accelerators, this.uses, this.restarts, effects);
		this.watch = new ReadyWatch(options, nanoTime, this.status, this.uses, effects,
				(idle) -> stopLaunch(Next.STOPPED_UNTIL_USE, "no call used it for %s".formatted(idle)));
		this.models = new ModelSwitch(options, this.status, this.watch, effects, this::replaceLaunch);
	}

	public SidecarState state() {
		return this.status.state();
	}

	/** The part that deals with a ready server. */
	public ReadyWatch watch() {
		return this.watch;
	}

	/** The part that switches the model. */
	public ModelSwitch models() {
		return this.models;
	}

	public SidecarSnapshot snapshot() {
		return this.status.snapshot();
	}

	public void startRequested(CompletableFuture<SidecarSnapshot> waiter) {
		switch (state().phase()) {
			case READY, STARTING, BACKING_OFF -> {
				this.readyWaiters.addStarter(waiter);
				this.status.healthy().ifPresent((ready) -> this.readyWaiters.complete(snapshot()));
			}
			case CLOSED -> waiter.completeExceptionally(SidecarState.notRunning("was closed"));
			case STOPPED, FAILED -> {
				this.readyWaiters.addStarter(waiter);
				startAnew(StartCause.REQUEST);
			}
			case STOPPING -> {
				if (mayStartAfterStop(Next.START, waiter)) {
					this.readyWaiters.addStarter(waiter);
				}
			}
		}
	}

	private boolean mayStartAfterStop(Next asked, CompletableFuture<?> waiter) {
		Stopping stopping = (Stopping) state();
		if (stopping.next() == Next.CLOSE) {
			waiter.completeExceptionally(SidecarState.notRunning("is being closed"));
			return false;
		}
		this.status.update(stopping.startedAfter(asked));
		return true;
	}

	/** Ends the present launch, if there is one, and starts anew. */
	public void restartRequested(CompletableFuture<SidecarSnapshot> waiter) {
		replaceLaunch("a restart was requested");
		startRequested(waiter);
	}

	private void replaceLaunch(String why) {
		switch (state().phase()) {
			case STARTING, READY -> stopLaunch(Next.START, why);
			case BACKING_OFF -> startAnew(StartCause.REQUEST);
			case STOPPED, FAILED, STOPPING, CLOSED -> {
				// There is no launch.
			}
		}
	}

	public void readinessAwaited(CompletableFuture<SidecarSnapshot> waiter) {
		ShimmyException refusal = state().refusal();
		if (refusal != null) {
			waiter.completeExceptionally(refusal);
		}
		else if (this.status.healthy().isPresent()) {
			waiter.complete(snapshot());
		}
		else {
			this.readyWaiters.add(waiter);
		}
	}

	/** A caller waits for a slot of the server. */
	public void useRequested(CompletableFuture<Ready> waiter) {
		ShimmyException refusal = state().refusal();
		if (refusal == null) {
			this.watch.enqueue(waiter);
		}
		else if (state() instanceof Stopped stopped && stopped.startsOnUse()) {
			this.watch.enqueue(waiter);
			startAnew(StartCause.USE);
		}
		else if (state() instanceof Stopping stopping && stopping.next() != Next.STAY_STOPPED) {
			if (mayStartAfterStop(Next.START_FOR_USE, waiter)) {
				this.watch.enqueue(waiter);
			}
		}
		else {
			waiter.completeExceptionally(refusal);
		}
	}

	public void stopRequested(CompletableFuture<SidecarSnapshot> waiter) {
		stop(waiter, Next.STAY_STOPPED, "a stop was requested");
	}

	public void closeRequested(CompletableFuture<SidecarSnapshot> waiter) {
		this.models.closing(SidecarState.notRunning("was closed"));
		stop(waiter, Next.CLOSE, "the sidecar is closed");
	}

	private void stop(CompletableFuture<SidecarSnapshot> waiter, Next next, String why) {
		this.stopWaiters.add(waiter);
		switch (state().phase()) {
			case STARTING, READY -> stopLaunch(next, why);
			case STOPPING -> {
				this.status.update(((Stopping) state()).endedAfter(next));
				failWaiters(SidecarState.notRunning("was stopped while it was to start"));
			}
			case STOPPED -> {
				this.status.update(new Stopped(state().since(), false));
				rest(next, why);
			}
			case CLOSED -> rest(next, why);
			case BACKING_OFF, FAILED -> {
				this.status.move((now) -> new Stopped(now, false), why);
				this.effects.emit(new SidecarEvent.Stopped());
				rest(next, why);
			}
		}
	}

	private void stopLaunch(Next next, String why) {
		int launch = ((Live) state()).launch();
		this.status.move((now) -> new Stopping(now, launch, next), why);
		if (next == Next.STAY_STOPPED || next == Next.CLOSE) {
			failWaiters(SidecarState.notRunning("was stopped while it was starting"));
		}
		this.effects.end(launch);
	}

	private void rest(Next next, String why) {
		if (next == Next.CLOSE && state().phase() != Phase.CLOSED) {
			this.status.move(Closed::new, why);
		}
		failWaiters(SidecarState.notRunning("was stopped"));
		this.models.stopped();
		this.stopWaiters.complete(snapshot());
	}

	private void failWaiters(ShimmyException reason) {
		this.readyWaiters.fail(reason);
		this.uses.fail(reason);
	}

	// Reports of a launch

	public void acceleratorChosen(int launch, AcceleratorChoice choice) {
		if (state() instanceof Starting starting && starting.launch() == launch) {
			this.accelerators.chosen(choice);
			this.status.publish();
		}
	}

	public void deviceHeard(int launch) {
		this.status.healthy(launch).ifPresent((ready) -> {
			this.accelerators.loaded(ready.server().device());
			this.status.publish();
		});
	}

	public void spawned(int launch, LaunchedProcess process) {
		if (state() instanceof Starting starting && starting.launch() == launch) {
			this.status.update(new Starting(starting.since(), launch, process));
		}
	}

	public void launched(int launch, RunningServer server) {
		if (state() instanceof Starting starting && starting.launch() == launch) {
			this.restarts.served();
			this.status.generated();
			this.status.move((now) -> new Ready(now, launch, server, null),
					"it was proven after %d ms".formatted(server.startup().toMillis()));
			this.accelerators.loaded(server.device());
			this.effects.emit(new SidecarEvent.Ready(snapshot(), server.startup()));
			this.models.ready();
			// Before callers are answered: they must not use a server that is not
			// watched.
			this.watch.begin(launch);
			this.readyWaiters.complete(snapshot());
		}
	}

	/** The launch failed, or its server ended; the process is gone. */
	public void lost(int launch, ShimmyException reason) {
		if (!(state() instanceof Live live) || live.launch() != launch) {
			return;
		}
		this.watch.end();
		this.status.failed(reason);
		if (this.models.lost(reason)) {
			this.status.move((now) -> new BackingOff(now, launch, reason, Duration.ZERO), reason.getMessage());
			startAnew(StartCause.REQUEST);
			return;
		}
		RestartPolicy.Decision decision = this.restarts.failed(reason);
		if (decision instanceof RestartPolicy.Restart restart) {
			this.status.move((now) -> new BackingOff(now, launch, reason, restart.delay()), reason.getMessage());
			this.effects.emit(new SidecarEvent.Restarting(reason, restart.delay()));
			if (RestartPolicy.isPermanent(reason, false)) {
				// Callers that asked for the start can act on it.
				this.readyWaiters.failStarters(reason);
			}
			if (!restart.counts()) {
				this.models.obstructed(reason);
			}
			this.effects.later(restart.delay(), () -> {
				if (state() instanceof BackingOff backingOff && backingOff.launch() == launch) {
					startLaunch(StartCause.RESTART);
				}
			});
		}
		else if (decision instanceof RestartPolicy.GiveUp giveUp) {
			fail(giveUp.reason());
		}
	}

	private void fail(ShimmyException reason) {
		this.status.failed(reason);
		this.status.move((now) -> new Failed(now, reason), reason.getMessage());
		this.effects.emit(new SidecarEvent.Error(reason));
		failWaiters(reason);
		this.models.failed(reason);
	}

	/** The process ended, as requested. */
	public void ended(int launch) {
		if (!(state() instanceof Stopping stopping) || stopping.launch() != launch) {
			return;
		}
		this.watch.end();
		this.status.move((now) -> new Stopped(now, stopping.next() == Next.STOPPED_UNTIL_USE), "its process is gone");
		this.effects.emit(new SidecarEvent.Stopped());
		if (stopping.next().isStart()) {
			this.stopWaiters.complete(snapshot());
			startAnew((stopping.next() == Next.START_FOR_USE) ? StartCause.USE : StartCause.REQUEST);
		}
		else {
			rest(stopping.next(), "the sidecar is closed");
		}
	}

	/** The process could not be ended, not even by SIGKILL. */
	public void endFailed(int launch, ShimmyException reason) {
		if (state() instanceof Stopping stopping && stopping.launch() == launch) {
			fail(reason);
			if (stopping.next() == Next.CLOSE) {
				this.status.move(Closed::new, "the sidecar is closed");
			}
			this.stopWaiters.fail(reason);
		}
	}

	/** The time to wait for the end of the process during a close is over. */
	public void closeOverdue(ShimmyException reason) {
		if (state() instanceof Stopping stopping) {
			endFailed(stopping.launch(), reason);
		}
	}

	/** A requested start, as opposed to a restart. */
	private void startAnew(StartCause requested) {
		StartCause cause = this.models.starting(requested);
		// A switch goes back to a model that has served before.
		this.restarts.begin(cause == StartCause.SWITCH_BACK || this.models.hasServed());
		this.accelerators.startAnew();
		startLaunch(cause);
	}

	private void startLaunch(StartCause cause) {
		int launch = ++this.launches;
		this.status.move((now) -> new Starting(now, launch, null), cause.clause());
		this.effects.emit(new SidecarEvent.Starting(snapshot().model(), cause));
		this.models.launch(launch, cause);
	}

}
