package io.github.shimmy4j.sidecar.machine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.sidecar.Phase;
import io.github.shimmy4j.sidecar.SidecarEvent;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.sidecar.StartCause;
import io.github.shimmy4j.sidecar.machine.SidecarState.Next;
import io.github.shimmy4j.sidecar.machine.SidecarState.Ready;
import io.github.shimmy4j.sidecar.machine.SidecarState.Stopping;
import org.jspecify.annotations.Nullable;

/**
 * The state machine's part that changes the model: it is fetched while the present one
 * serves, the calls under way end, the servers are swapped; and if the new one does not
 * start, the old one comes back. One switch at a time.
 */
public final class ModelSwitch {

	private final Duration drain;

	private final LifeRecord life;

	private final ReadyWatch watch;

	private final Effects effects;

	private final Consumer<String> replacement;

	private int switches;

	private @Nullable Underway underway;

	/**
	 * Switches nothing yet.
	 * @param drain longest time that calls under way are waited for
	 * @param life has the model of launches, which nobody else changes
	 * @param watch knows the calls under way
	 * @param effects does what the switch asks for
	 * @param replacement ends the launch that there is, for a reason, and starts anew;
	 * does nothing where nothing is to run
	 */
	ModelSwitch(Duration drain, LifeRecord life, ReadyWatch watch, Effects effects, Consumer<String> replacement) {
		this.drain = drain;
		this.life = life;
		this.watch = watch;
		this.effects = effects;
		this.replacement = replacement;
	}

	// What callers ask for

	public void requested(ModelReference model, CompletableFuture<SidecarSnapshot> waiter) {
		ShimmyException refusal = refusal(model);
		if (refusal != null) {
			waiter.completeExceptionally(refusal);
		}
		else if (model.equals(this.life.model())) {
			waiter.complete(this.life.snapshot());
		}
		else {
			this.underway = new Underway(++this.switches, this.life.model(), model, waiter);
			this.life.nextModel(model);
			this.life.publish();
			this.effects.fetch(this.switches, model);
		}
	}

	private @Nullable ShimmyException refusal(ModelReference model) {
		boolean closing = this.life.state() instanceof Stopping stopping && stopping.next() == Next.CLOSE;
		if (closing || this.life.state().phase() == Phase.CLOSED) {
			return NotRunning.since("was closed");
		}
		if (this.underway != null) {
			return new ShimmyException(ShimmyErrorCode.NOT_READY,
					"The model cannot be switched to '%s' now: a switch from '%s' to '%s' is under way"
						.formatted(model.shown(), this.underway.from.shown(), this.underway.to.shown()));
		}
		return null;
	}

	/** Nobody will start anything any more. */
	void abandon(ShimmyException reason) {
		if (this.underway != null) {
			fail(this.underway, reason);
		}
	}

	// What the world tells

	/** The new model is here and fits. */
	public void fetched(int number) {
		Underway known = this.underway;
		if (known == null || known.number != number) {
			return;
		}
		known.stage = Stage.DRAINING;
		switch (this.life.state().phase()) {
			case READY -> this.watch.drain((Ready) this.life.state(), this.drain, (left) -> drained(known, left));
			case STARTING, BACKING_OFF -> this.replacement.accept(known.why());
			case STOPPED, FAILED -> rested();
			case STOPPING, CLOSED -> {
				// Comes back as a start, or as a rest.
			}
		}
	}

	private void drained(Underway known, int left) {
		if (left > 0) {
			this.effects.warn("%d calls did not end within %s, and are lost with the server: %s".formatted(left,
					this.drain, known.why()));
		}
		this.replacement.accept(known.why());
	}

	/** The new model cannot be had, or does not fit; nothing has changed. */
	public void notFetched(int number, ShimmyException reason) {
		Underway known = this.underway;
		if (known != null && known.number == number) {
			this.effects.emit(new SidecarEvent.SwitchFailed(known.from.name(), known.to.name(), reason));
			fail(known, reason);
		}
	}

	// What the state machine tells

	/**
	 * A start begins, with whatever model is present when this returns.
	 * @param asked why, unless it is for the switch
	 * @return why
	 */
	StartCause starting(StartCause asked) {
		Underway known = this.underway;
		if (known != null && known.stage == Stage.DRAINING) {
			known.stage = Stage.TRYING;
			this.life.model(known.to);
			return StartCause.SWITCH;
		}
		return (known != null && known.stage == Stage.RETURNING) ? StartCause.SWITCH_BACK : asked;
	}

	/**
	 * A launch came to nothing, or its server ended.
	 * @return whether something else is to be started at once
	 */
	boolean lost(ShimmyException reason) {
		Underway known = this.underway;
		if (known == null || known.stage == Stage.FETCHING || known.stage == Stage.RETURNING) {
			return false;
		}
		if (known.stage == Stage.TRYING) {
			known.stage = Stage.RETURNING;
			known.reason = reason;
			this.life.model(known.from);
			this.life.nextModel(null);
			this.effects.emit(new SidecarEvent.SwitchFailed(known.from.name(), known.to.name(), reason));
		}
		return true;
	}

	/** The launch is proven. */
	void ready() {
		Underway known = this.underway;
		if (known != null && known.stage == Stage.TRYING) {
			succeed(known);
		}
		else if (known != null && known.stage == Stage.RETURNING) {
			fail(known, known.failure("serves again", null));
		}
	}

	/** Nothing runs, and nothing is to: a model that was fetched is the next start's. */
	void rested() {
		Underway known = this.underway;
		if (known == null || known.stage == Stage.FETCHING) {
			return;
		}
		if (known.stage == Stage.RETURNING) {
			fail(known, known.failure("was stopped before it served again", null));
			return;
		}
		this.life.model(known.to);
		succeed(known);
	}

	/**
	 * A start met an obstacle, which is waited for without a limit. A switch is not: the
	 * user may want a third model because the first cannot be had any more.
	 */
	void obstructed(ShimmyException reason) {
		Underway known = this.underway;
		if (known != null && known.stage == Stage.RETURNING) {
			fail(known, known.failure("cannot start again yet", reason));
		}
	}

	/** The sidecar has given up. */
	void failed(ShimmyException reason) {
		Underway known = this.underway;
		if (known != null && known.stage == Stage.RETURNING) {
			fail(known, known.failure("did not start again either", reason));
		}
		else if (known != null && known.stage != Stage.FETCHING) {
			fail(known, reason);
		}
	}

	private void succeed(Underway known) {
		over();
		this.effects.emit(new SidecarEvent.Switched(known.from.name(), known.to.name()));
		known.waiter.complete(this.life.snapshot());
	}

	private void fail(Underway known, ShimmyException reason) {
		over();
		known.waiter.completeExceptionally(reason);
	}

	private void over() {
		this.underway = null;
		this.life.nextModel(null);
		this.life.publish();
	}

	/** How far a switch is. */
	private enum Stage {

		/** The new model is being found or fetched; all else goes on. */
		FETCHING,

		/** The next start is the new model's. */
		DRAINING,

		/** The new model is being started. */
		TRYING,

		/** It did not start; the old one is being started. */
		RETURNING

	}

	/** One switch. */
	private static final class Underway {

		private final int number;

		private final ModelReference from;

		private final ModelReference to;

		private final CompletableFuture<SidecarSnapshot> waiter;

		private Stage stage = Stage.FETCHING;

		private @Nullable ShimmyException reason;

		Underway(int number, ModelReference from, ModelReference to, CompletableFuture<SidecarSnapshot> waiter) {
			this.number = number;
			this.from = from;
			this.to = to;
			this.waiter = waiter;
		}

		String why() {
			return "'%s' is to be served in the place of '%s'".formatted(this.to.name(), this.from.name());
		}

		/** The failure of the new model, and what became of the old one. */
		ShimmyException failure(String old, @Nullable ShimmyException another) {
			ShimmyException first = (this.reason != null) ? this.reason
					: new ShimmyException(ShimmyErrorCode.INTERNAL, "A switch failed for no reason");
			ShimmyException failure = new ShimmyException(first.code(), "'%s' could not be started, and '%s' %s: %s"
				.formatted(this.to.name(), this.from.name(), old, first.getMessage()), first, first.exitStatus(),
					first.outputTail());
			if (another != null) {
				failure.addSuppressed(another);
			}
			return failure;
		}

	}

}
