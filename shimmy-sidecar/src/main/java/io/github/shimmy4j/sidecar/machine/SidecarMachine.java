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
 * Decides what happens to a sidecar. Every method is one thing that happened; all are
 * called on one thread, none blocks, and the work they ask for goes out through
 * {@link Effects}. A launch is known by its number, so that news of an earlier one cannot
 * be taken for news of the present one.
 */
public final class SidecarMachine {

	private final Effects effects;

	private final ModelSwitch models;

	private final Restarts restarts;

	private final AcceleratorNews accelerators;

	private final SlotQueue<Ready> uses = new SlotQueue<>();

	private final LifeRecord life;

	private final ReadyWatch watch;

	private final Waiters readyWaiters = new Waiters();

	private final Waiters stopWaiters = new Waiters();

	private int launches;

	public SidecarMachine(SidecarOptions options, Clock clock, LongSupplier nanoTime, DoubleSupplier random,
			Effects effects) {
		this.effects = effects;
		this.restarts = new Restarts(new RestartPolicy(options.maxRestarts(), options.restartWindow(), random),
				options.restartWindow(), nanoTime);
		this.accelerators = new AcceleratorNews(options.gpuMode(), effects::warn);
		this.life = new LifeRecord(options, clock, this.accelerators, this.uses, this.restarts, effects);
		this.watch = new ReadyWatch(options, nanoTime, this.life, this.uses, effects,
				(idle) -> stopLaunch(Next.SLEEP, "nobody used it for %s".formatted(idle)));
		this.models = new ModelSwitch(options.use().idleTimeout(), this.life, this.watch, effects, this::replaceLaunch);
	}

	public SidecarState state() {
		return this.life.state();
	}

	/** Hears of the server while it is ready. */
	public ReadyWatch watch() {
		return this.watch;
	}

	/** Hears of the switch of the model. */
	public ModelSwitch models() {
		return this.models;
	}

	public SidecarSnapshot snapshot() {
		return this.life.snapshot();
	}

	public void startRequested(CompletableFuture<SidecarSnapshot> waiter) {
		switch (state().phase()) {
			case READY, STARTING, BACKING_OFF -> {
				this.readyWaiters.addStarter(waiter);
				this.life.present().ifPresent((ready) -> this.readyWaiters.complete(snapshot()));
			}
			case CLOSED -> waiter.completeExceptionally(NotRunning.since("was closed"));
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
			waiter.completeExceptionally(NotRunning.since("is being closed"));
			return false;
		}
		this.life.learn(stopping.startedAfter(asked));
		return true;
	}

	/** Ends what runs, if anything does, and starts anew. */
	public void restartRequested(CompletableFuture<SidecarSnapshot> waiter) {
		replaceLaunch("a restart was asked for");
		startRequested(waiter);
	}

	private void replaceLaunch(String why) {
		switch (state().phase()) {
			case STARTING, READY -> stopLaunch(Next.START, why);
			case BACKING_OFF -> startAnew(StartCause.REQUEST);
			case STOPPED, FAILED, STOPPING, CLOSED -> {
				// There is none.
			}
		}
	}

	public void readinessAwaited(CompletableFuture<SidecarSnapshot> waiter) {
		ShimmyException refusal = NotRunning.in(state());
		if (refusal != null) {
			waiter.completeExceptionally(refusal);
		}
		else if (this.life.present().isPresent()) {
			waiter.complete(snapshot());
		}
		else {
			this.readyWaiters.add(waiter);
		}
	}

	/** Somebody wants to use the server, in turn. */
	public void useRequested(CompletableFuture<Ready> waiter) {
		ShimmyException refusal = NotRunning.in(state());
		if (refusal == null) {
			this.watch.enqueue(waiter);
		}
		else if (state() instanceof Stopped stopped && stopped.wakes()) {
			this.watch.enqueue(waiter);
			startAnew(StartCause.USE);
		}
		else if (state() instanceof Stopping stopping && stopping.next() != Next.REST) {
			if (mayStartAfterStop(Next.WAKE, waiter)) {
				this.watch.enqueue(waiter);
			}
		}
		else {
			waiter.completeExceptionally(refusal);
		}
	}

	public void stopRequested(CompletableFuture<SidecarSnapshot> waiter) {
		stop(waiter, Next.REST, "a stop was asked for");
	}

	public void closeRequested(CompletableFuture<SidecarSnapshot> waiter) {
		this.models.abandon(NotRunning.since("was closed"));
		stop(waiter, Next.CLOSE, "the sidecar is closed");
	}

	private void stop(CompletableFuture<SidecarSnapshot> waiter, Next next, String why) {
		this.stopWaiters.add(waiter);
		switch (state().phase()) {
			case STARTING, READY -> stopLaunch(next, why);
			case STOPPING -> {
				this.life.learn(((Stopping) state()).endedAfter(next));
				failWaiters(NotRunning.since("was stopped while it was to start"));
			}
			case STOPPED -> {
				this.life.learn(new Stopped(state().since(), false));
				rest(next, why);
			}
			case CLOSED -> rest(next, why);
			case BACKING_OFF, FAILED -> {
				this.life.move((now) -> new Stopped(now, false), why);
				this.effects.emit(new SidecarEvent.Stopped());
				rest(next, why);
			}
		}
	}

	private void stopLaunch(Next next, String why) {
		int launch = ((Live) state()).launch();
		this.life.move((now) -> new Stopping(now, launch, next), why);
		if (next == Next.REST || next == Next.CLOSE) {
			failWaiters(NotRunning.since("was stopped while it was starting"));
		}
		this.effects.end(launch);
	}

	private void rest(Next next, String why) {
		if (next == Next.CLOSE && state().phase() != Phase.CLOSED) {
			this.life.move(Closed::new, why);
		}
		failWaiters(NotRunning.since("was stopped"));
		this.models.rested();
		this.stopWaiters.complete(snapshot());
	}

	private void failWaiters(ShimmyException reason) {
		this.readyWaiters.fail(reason);
		this.uses.fail(reason);
	}

	// What a launch tells

	public void acceleratorChosen(int launch, AcceleratorChoice choice) {
		if (state() instanceof Starting starting && starting.launch() == launch) {
			this.accelerators.chosen(choice);
			this.life.publish();
		}
	}

	public void deviceHeard(int launch) {
		this.life.present(launch).ifPresent((ready) -> {
			this.accelerators.loaded(ready.server().device());
			this.life.publish();
		});
	}

	public void spawned(int launch, LaunchedProcess process) {
		if (state() instanceof Starting starting && starting.launch() == launch) {
			this.life.learn(new Starting(starting.since(), launch, process));
		}
	}

	public void launched(int launch, RunningServer server) {
		if (state() instanceof Starting starting && starting.launch() == launch) {
			this.restarts.served();
			this.life.served();
			this.life.move((now) -> new Ready(now, launch, server, null),
					"it was proven after %d ms".formatted(server.startup().toMillis()));
			this.accelerators.loaded(server.device());
			this.effects.emit(new SidecarEvent.Ready(snapshot(), server.startup()));
			this.models.ready();
			// First, so that nobody acts on a ready server that is not watched yet.
			this.watch.begin(launch);
			this.readyWaiters.complete(snapshot());
		}
	}

	/**
	 * The launch came to nothing, or its server ended; either way its process is gone.
	 */
	public void lost(int launch, ShimmyException reason) {
		if (!(state() instanceof Live live) || live.launch() != launch) {
			return;
		}
		this.watch.end();
		this.life.failed(reason);
		if (this.models.lost(reason)) {
			this.life.move((now) -> new BackingOff(now, launch, reason, Duration.ZERO), reason.getMessage());
			startAnew(StartCause.REQUEST);
			return;
		}
		RestartPolicy.Decision decision = this.restarts.decide(reason);
		if (decision instanceof RestartPolicy.Restart restart) {
			this.life.move((now) -> new BackingOff(now, launch, reason, restart.delay()), reason.getMessage());
			this.effects.emit(new SidecarEvent.Restarting(reason, restart.delay()));
			Restarts.newsForStarters(reason).ifPresent(this.readyWaiters::failStarters);
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
		this.life.failed(reason);
		this.life.move((now) -> new Failed(now, reason), reason.getMessage());
		this.effects.emit(new SidecarEvent.Error(reason));
		failWaiters(reason);
		this.models.failed(reason);
	}

	/** The end that was asked for has come. */
	public void ended(int launch) {
		if (!(state() instanceof Stopping stopping) || stopping.launch() != launch) {
			return;
		}
		this.watch.end();
		this.life.move((now) -> new Stopped(now, stopping.next() == Next.SLEEP), "its process is gone");
		this.effects.emit(new SidecarEvent.Stopped());
		if (stopping.next().isStart()) {
			this.stopWaiters.complete(snapshot());
			startAnew((stopping.next() == Next.WAKE) ? StartCause.USE : StartCause.REQUEST);
		}
		else {
			rest(stopping.next(), "the sidecar is closed");
		}
	}

	/** The process would not die, not even of SIGKILL. */
	public void endFailed(int launch, ShimmyException reason) {
		if (state() instanceof Stopping stopping && stopping.launch() == launch) {
			fail(reason);
			if (stopping.next() == Next.CLOSE) {
				this.life.move(Closed::new, "the sidecar is closed");
			}
			this.stopWaiters.fail(reason);
		}
	}

	/** Nobody waits any longer for the end that a close has asked for. */
	public void closeOverdue(ShimmyException reason) {
		if (state() instanceof Stopping stopping) {
			endFailed(stopping.launch(), reason);
		}
	}

	/** A start that somebody asked for, as against a restart. */
	private void startAnew(StartCause asked) {
		StartCause cause = this.models.starting(asked);
		// What is gone back to has served before.
		this.restarts.begin(cause == StartCause.SWITCH_BACK || this.life.hasServed());
		this.accelerators.startAnew();
		startLaunch(cause);
	}

	private void startLaunch(StartCause cause) {
		int launch = ++this.launches;
		this.life.move((now) -> new Starting(now, launch, null), cause.clause());
		this.effects.emit(new SidecarEvent.Starting(snapshot().model(), cause));
		this.effects.launch(launch, this.life.model(), cause == StartCause.SWITCH);
	}

}
