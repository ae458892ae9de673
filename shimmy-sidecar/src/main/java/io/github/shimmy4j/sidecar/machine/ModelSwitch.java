package io.github.shimmy4j.sidecar.machine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.SidecarEvent;
import io.github.shimmy4j.sidecar.SidecarOptions;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.sidecar.StartCause;
import io.github.shimmy4j.sidecar.machine.SidecarState.Next;
import io.github.shimmy4j.sidecar.machine.SidecarState.Ready;
import io.github.shimmy4j.sidecar.machine.SidecarState.Stopping;
import org.jspecify.annotations.Nullable;

/**
 * The part of the state machine that knows which model to launch, and switches it. The
 * new model is fetched while the present one is served; then running answers end, and the
 * server is replaced. If the new model does not start, the previous one is started again.
 * One switch at a time.
 */
public final class ModelSwitch {

	private final Duration drainLimit;

	private final SidecarStatus status;

	private final ReadyWatch watch;

	private final Effects effects;

	private final Consumer<String> replaceLaunch;

	/** Model of the present launch, else of the next one. */
	private ModelReference model;

	private @Nullable ModelReference lastServed;

	private int switches;

	private @Nullable Switch underway;

	/**
	 * No switch is under way.
	 * @param replaceLaunch ends the present launch, for a reason, and starts anew; does
	 * nothing if there is no launch
	 */
	ModelSwitch(SidecarOptions options, SidecarStatus status, ReadyWatch watch, Effects effects,
			Consumer<String> replaceLaunch) {
		this.model = options.model();
		this.drainLimit = options.use().idleTimeout();
		this.status = status;
		this.watch = watch;
		this.effects = effects;
		this.replaceLaunch = replaceLaunch;
	}

	// Calls of users

	public void requested(ModelReference wanted, CompletableFuture<SidecarSnapshot> waiter) {
		ShimmyException refusal = refusal(wanted);
		if (refusal != null) {
			waiter.completeExceptionally(refusal);
		}
		else if (wanted.equals(this.model)) {
			waiter.complete(this.status.snapshot());
		}
		else {
			this.underway = new Switch(++this.switches, this.model, wanted, waiter);
			showModels(wanted);
			this.status.publish();
			this.effects.fetch(this.switches, wanted);
		}
	}

	/**
	 * Nobody waits for the new model any more. A switch whose model is still being
	 * fetched is abandoned; a later one goes on.
	 * @return whether the switch has ended
	 */
	public boolean abandon() {
		Switch current = this.underway;
		if (current == null || current.stage != Stage.FETCHING) {
			return false;
		}
		notFetched(current.number,
				new ShimmyException(ShimmyErrorCode.NOT_READY,
						"The switch from '%s' to '%s' was given up, since nobody waits for it any more"
							.formatted(current.from.shown(), current.to.shown())));
		return true;
	}

	private @Nullable ShimmyException refusal(ModelReference wanted) {
		boolean closing = this.status.state() instanceof Stopping stopping && stopping.next() == Next.CLOSE;
		if (closing || this.status.state().phase() == Phase.CLOSED) {
			return SidecarState.notRunning("was closed");
		}
		if (this.underway != null) {
			return new ShimmyException(ShimmyErrorCode.NOT_READY,
					"The model cannot be switched to '%s' now: a switch from '%s' to '%s' is under way"
						.formatted(wanted.shown(), this.underway.from.shown(), this.underway.to.shown()));
		}
		return null;
	}

	/** The sidecar is being closed, so no server will start any more. */
	void closing(ShimmyException reason) {
		if (this.underway != null) {
			fail(this.underway, reason);
		}
	}

	// Results of effects

	/** The new model is on the disk and fits a server. */
	public void fetched(int number) {
		Switch current = this.underway;
		if (current == null || current.number != number) {
			return;
		}
		current.stage = Stage.DRAINING;
		switch (this.status.state().phase()) {
			case READY ->
				this.watch.drain((Ready) this.status.state(), this.drainLimit, (left) -> drained(current, left));
			case STARTING, BACKING_OFF -> this.replaceLaunch.accept(current.why());
			case STOPPED, FAILED -> stopped();
			case STOPPING, CLOSED -> {
				// The end of the stop comes back as starting or stopped.
			}
		}
	}

	private void drained(Switch current, int left) {
		if (left > 0) {
			this.effects.warn("%d calls did not end within %s, and are lost with the server: %s".formatted(left,
					this.drainLimit, current.why()));
		}
		this.replaceLaunch.accept(current.why());
	}

	/** The new model cannot be fetched or fits no server; the present one stays. */
	public void notFetched(int number, ShimmyException reason) {
		Switch current = this.underway;
		if (current != null && current.number == number) {
			this.effects.emit(new SidecarEvent.SwitchFailed(current.from.name(), current.to.name(), reason));
			fail(current, reason);
		}
	}

	// Calls of the state machine

	/** A start begins; decides its model, and returns its cause. */
	StartCause starting(StartCause requested) {
		Switch current = this.underway;
		if (current != null && current.stage == Stage.DRAINING) {
			current.stage = Stage.STARTING;
			this.model = current.to;
			showModels(current.to);
			return StartCause.SWITCH;
		}
		return (current != null && current.stage == Stage.GOING_BACK) ? StartCause.SWITCH_BACK : requested;
	}

	void launch(int launch, StartCause cause) {
		this.effects.launch(launch, this.model, cause == StartCause.SWITCH);
	}

	/** Whether the present model was ready, and no other has served since. */
	boolean hasServed() {
		return this.model.equals(this.lastServed);
	}

	/** A launch or its server ended; true if the next start must follow at once. */
	boolean lost(ShimmyException reason) {
		Switch current = this.underway;
		if (current == null || current.stage == Stage.FETCHING || current.stage == Stage.GOING_BACK) {
			return false;
		}
		if (current.stage == Stage.STARTING) {
			current.stage = Stage.GOING_BACK;
			current.reason = reason;
			this.model = current.from;
			showModels(null);
			this.effects.emit(new SidecarEvent.SwitchFailed(current.from.name(), current.to.name(), reason));
		}
		return true;
	}

	/** The server of the present model is ready. */
	void ready() {
		this.lastServed = this.model;
		Switch current = this.underway;
		if (current != null && current.stage == Stage.STARTING) {
			succeed(current);
		}
		else if (current != null && current.stage == Stage.GOING_BACK) {
			fail(current, current.failure("serves again", null));
		}
	}

	/** No server runs or is due; the next start uses a model that was fetched. */
	void stopped() {
		Switch current = this.underway;
		if (current == null || current.stage == Stage.FETCHING) {
			return;
		}
		if (current.stage == Stage.GOING_BACK) {
			fail(current, current.failure("was stopped before it served again", null));
			return;
		}
		this.model = current.to;
		succeed(current);
	}

	/**
	 * A start met an obstacle, which the sidecar retries without a limit. The switch ends
	 * here, because the user may want a third model if the first is gone for good.
	 */
	void obstructed(ShimmyException reason) {
		Switch current = this.underway;
		if (current != null && current.stage == Stage.GOING_BACK) {
			fail(current, current.failure("cannot start again yet", reason));
		}
	}

	/** The sidecar has given up. */
	void failed(ShimmyException reason) {
		Switch current = this.underway;
		if (current != null && current.stage == Stage.GOING_BACK) {
			fail(current, current.failure("did not start again either", reason));
		}
		else if (current != null && current.stage != Stage.FETCHING) {
			fail(current, reason);
		}
	}

	private void succeed(Switch current) {
		finish();
		this.effects.emit(new SidecarEvent.Switched(current.from.name(), current.to.name()));
		current.waiter.complete(this.status.snapshot());
	}

	private void fail(Switch current, ShimmyException reason) {
		finish();
		current.waiter.completeExceptionally(reason);
	}

	private void finish() {
		this.underway = null;
		showModels(null);
		this.status.publish();
	}

	private void showModels(@Nullable ModelReference next) {
		this.status.models(this.model.name(), (next != null) ? next.name() : null);
	}

	/** Progress of a switch. */
	private enum Stage {

		/** The new model is being located or downloaded; everything else goes on. */
		FETCHING,

		/** Running answers end; the next start is that of the new model. */
		DRAINING,

		/** The new model is being started. */
		STARTING,

		/** The new model did not start; the previous one is being started. */
		GOING_BACK

	}

	/** A switch under way. */
	private static final class Switch {

		private final int number;

		private final ModelReference from;

		private final ModelReference to;

		private final CompletableFuture<SidecarSnapshot> waiter;

		private Stage stage = Stage.FETCHING;

		private @Nullable ShimmyException reason;

		Switch(int number, ModelReference from, ModelReference to, CompletableFuture<SidecarSnapshot> waiter) {
			this.number = number;
			this.from = from;
			this.to = to;
			this.waiter = waiter;
		}

		String why() {
			return "switching from '%s' to '%s'".formatted(this.from.name(), this.to.name());
		}

		/** The failure of the new model, and what became of the previous one. */
		ShimmyException failure(String previous, @Nullable ShimmyException another) {
			ShimmyException first = (this.reason != null) ? this.reason
					: new ShimmyException(ShimmyErrorCode.INTERNAL, "The switch failed; its reason was not recorded");
			ShimmyException failure = new ShimmyException(
					first.code(), "'%s' could not be started, and '%s' %s: %s".formatted(this.to.name(),
							this.from.name(), previous, first.getMessage()),
					first, first.exitStatus(), first.outputTail());
			if (another != null) {
				failure.addSuppressed(another);
			}
			return failure;
		}

	}

}
