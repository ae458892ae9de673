package io.github.shimmy4j.sidecar.machine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.probe.TokenAnswer;
import io.github.shimmy4j.sidecar.LivenessOptions;
import io.github.shimmy4j.sidecar.SidecarOptions;
import io.github.shimmy4j.sidecar.UseOptions;
import io.github.shimmy4j.sidecar.machine.SidecarState.Ready;
import io.github.shimmy4j.sidecar.machine.SidecarState.Stopped;
import io.github.shimmy4j.sidecar.use.SlotQueue;
import org.jspecify.annotations.Nullable;

/**
 * The state machine's part that deals with a ready server: who uses it, whether it is
 * still well, and whether anybody needs it. News of any other server changes nothing.
 */
public final class ReadyWatch {

	private final LivenessOptions livenessOptions;

	private final UseOptions useOptions;

	private final LongSupplier nanoTime;

	private final LifeRecord life;

	private final Effects effects;

	private final Consumer<Duration> unneeded;

	private final Liveness liveness;

	private final SlotQueue<Ready> uses;

	private final Progress progress;

	private long lookBegan;

	private boolean workingAtLook;

	private long lastUse;

	/** Hears that nobody uses the server any more, or null while others are let in. */
	private @Nullable IntConsumer drained;

	/**
	 * Watches nothing yet.
	 * @param options how to watch and share
	 * @param nanoTime monotonic time in nanoseconds
	 * @param life what is true of the sidecar
	 * @param uses those who use it
	 * @param effects does what the watch asks for
	 * @param unneeded stops a server that nobody used for a time
	 */
	ReadyWatch(SidecarOptions options, LongSupplier nanoTime, LifeRecord life, SlotQueue<Ready> uses, Effects effects,
			Consumer<Duration> unneeded) {
		this.livenessOptions = options.liveness();
		this.useOptions = options.use();
		this.nanoTime = nanoTime;
		this.life = life;
		this.uses = uses;
		this.effects = effects;
		this.unneeded = unneeded;
		this.liveness = new Liveness(options.liveness(), nanoTime);
		this.progress = new Progress(nanoTime);
	}

	/** A server became ready. */
	void begin(int launch) {
		this.liveness.begin();
		this.progress.begin(launch);
		this.lastUse = this.nanoTime.getAsLong();
		this.drained = null;
		if (!this.livenessOptions.interval().isZero()) {
			this.effects.later(this.livenessOptions.interval(), () -> lookDue(launch));
		}
		if (!this.useOptions.idleStopAfter().isZero()) {
			this.effects.later(this.useOptions.idleStopAfter(), () -> idleDue(launch));
		}
		admit();
	}

	/** It is gone, and so are the generations on it; those who wait go on waiting. */
	void end() {
		this.uses.clear();
		this.progress.clear();
	}

	// Use

	/** Lets somebody wait for the server, or have it at once. */
	void enqueue(CompletableFuture<Ready> waiter) {
		this.uses.add(waiter);
		admit();
	}

	/**
	 * Lets nobody else in; those who wait go on waiting, for the next server.
	 * @param ready the server
	 * @param limit longest time that those who use it are waited for
	 * @param drained hears how many still do, usually 0; called once, unless the server
	 * ends before
	 */
	void drain(Ready ready, Duration limit, IntConsumer drained) {
		this.drained = drained;
		if (this.uses.inFlight() == 0 || ready.condemned() != null) {
			drained.accept(0);
		}
		else {
			this.effects.later(limit, () -> this.life.present(ready.launch())
				.ifPresent((overdue) -> drained.accept(this.uses.inFlight())));
		}
	}

	/**
	 * Lets those in who may come in. A server whose last answers failed is left to itself
	 * until it has answered our own question, which takes a slot like any other.
	 */
	private void admit() {
		if (!this.liveness.isDoubtful() && this.drained == null) {
			this.life.present().ifPresent((ready) -> {
				int own = ready.server().endpoint().capabilities().maxConcurrent();
				int limit = (this.useOptions.maxConcurrent() > 0) ? this.useOptions.maxConcurrent() : own;
				this.uses.grant(this.liveness.isProbing() ? limit - 1 : limit, () -> ready);
			});
		}
		this.life.publish();
	}

	/** Somebody needs the server no longer. */
	public void useEnded(int launch) {
		this.life.present(launch).ifPresent((ready) -> {
			this.uses.release();
			this.lastUse = this.nanoTime.getAsLong();
			if (this.drained != null && this.uses.inFlight() == 0) {
				this.drained.accept(0);
				return;
			}
			probeIfNeeded(ready);
			admit();
		});
	}

	/** That somebody stopped it keeps a use from starting it no longer. */
	public void forgetStop() {
		if (this.life.state() instanceof Stopped stopped) {
			this.life.learn(new Stopped(stopped.since(), stopped.wakes() || this.useOptions.startOnFirstUse()));
		}
	}

	/** Somebody gave up waiting. */
	public void useAbandoned() {
		this.life.publish();
	}

	private void idleDue(int launch) {
		this.life.present(launch).ifPresent((ready) -> {
			boolean unused = this.uses.inFlight() == 0 && this.uses.waiting() == 0;
			Duration limit = this.useOptions.idleStopAfter();
			Duration idle = unused ? Duration.ofNanos(this.nanoTime.getAsLong() - this.lastUse) : Duration.ZERO;
			if (idle.compareTo(limit) >= 0) {
				this.unneeded.accept(idle);
			}
			else {
				this.effects.later(limit.minus(idle), () -> idleDue(launch));
			}
		});
	}

	// Generations

	/** Somebody has the server, and may wait for a first token now. On any thread. */
	public void granted(int launch, Object use) {
		this.progress.reading(launch, use, this.useOptions.firstTokenTimeout());
	}

	/** Where uses mark that their answers grow, on any thread. */
	public Progress progress() {
		return this.progress;
	}

	/** An answer grew after another had failed. */
	public void generationProgressed(int launch) {
		this.life.present(launch).ifPresent((ready) -> {
			this.life.progressed();
			this.liveness.failedBesideOthers();
			admit();
		});
	}

	public void generationSucceeded(int launch) {
		this.life.present(launch).ifPresent((ready) -> {
			this.life.generated();
			this.liveness.generated();
			admit();
		});
	}

	/**
	 * A server that was silent for one caller while it generated for others was slow, or
	 * busy: that is nothing to be held against it. One of its slots may be lost, which
	 * shows when the others are done. While it reads for others it may be busy as well:
	 * it is left to them, but after a second such silence nobody else is let in.
	 * @param failure what was wrong
	 * @param use whose generation it was
	 */
	public void generationFailed(int launch, ShimmyException failure, Object use) {
		this.life.present(launch).ifPresent((ready) -> {
			boolean silent = failure.code() == ShimmyErrorCode.GENERATION_TIMEOUT;
			if (silent && this.progress.besides(use, this.useOptions.idleTimeout())) {
				this.liveness.failedBesideOthers();
				probeIfNeeded(ready);
				this.life.publish();
				return;
			}
			this.liveness.failedToGenerate();
			this.progress.doubt();
			if (silent && this.progress.isReadingBesides(use)) {
				this.life.publish();
				return;
			}
			this.life.failedToGenerate(failure);
			if (silent && isStuck(ready)) {
				condemn(ready, "it cannot be told to give up a generation: " + failure.getMessage());
				return;
			}
			probeIfNeeded(ready);
			this.life.publish();
		});
	}

	/** After a silence: one that cannot be told to give up would go on with it. */
	private static boolean isStuck(Ready silent) {
		return !silent.server().endpoint().capabilities().cancelsOnDisconnect();
	}

	/** The answer to our own question came, or did not come. */
	public void probed(int launch, TokenAnswer answer) {
		this.life.present(launch).ifPresent((ready) -> {
			this.liveness.probed(answer);
			if (answer == TokenAnswer.GENERATED) {
				// One question that the server cannot answer must not make it look
				// broken.
				this.life.generated();
			}
			else if (answer == TokenAnswer.NONE && isStuck(ready) && this.uses.inFlight() == 0) {
				condemn(ready, "it cannot be told to give up a generation, and our own had no answer within %s"
					.formatted(this.useOptions.firstTokenTimeout()));
				return;
			}
			else if (this.liveness.isDoubtful() && this.uses.inFlight() == 0) {
				condemn(ready, "it generated nothing any more, though it said that it was healthy");
				return;
			}
			probeIfNeeded(ready);
			admit();
		});
	}

	private void probeIfNeeded(Ready ready) {
		if (this.liveness.wantsProbe(this.uses.inFlight())) {
			this.liveness.probeBegan();
			this.effects.probe(ready.launch(), ready.server());
		}
	}

	// Health

	private void lookDue(int launch) {
		this.life.present(launch).ifPresent((ready) -> {
			this.lookBegan = this.nanoTime.getAsLong();
			this.workingAtLook = isSilentOfWork(ready);
			this.effects.look(launch);
		});
	}

	/** The health endpoint answered, or did not. */
	public void looked(int launch, boolean answered) {
		this.life.present(launch).ifPresent((ready) -> {
			boolean alive = answered || this.progress.since(this.lookBegan);
			if (alive || !(this.workingAtLook || isSilentOfWork(ready))) {
				this.liveness.looked(alive);
			}
			if (this.liveness.isHung()) {
				condemn(ready,
						"it hung: /health had no answer %d times in a row".formatted(this.livenessOptions.failures()));
				return;
			}
			Duration took = Duration.ofNanos(this.nanoTime.getAsLong() - this.lookBegan);
			Duration rest = this.livenessOptions.interval().minus(took);
			this.effects.later(rest.isNegative() ? Duration.ZERO : rest, () -> lookDue(launch));
			probeIfNeeded(ready);
		});
	}

	/**
	 * A server that cannot answer while it generates is not known to hang, nor is one
	 * that reads a prompt, which may take all of the machine; the callers' own patience
	 * tells, and they know since when it is silent.
	 */
	private boolean isSilentOfWork(Ready ready) {
		return this.progress.isReading()
				|| (isBusy() && !ready.server().endpoint().capabilities().healthWhileGenerating());
	}

	private boolean isBusy() {
		return this.uses.inFlight() > 0 || this.liveness.isProbing();
	}

	private void condemn(Ready server, String why) {
		ShimmyException reason = new ShimmyException(ShimmyErrorCode.SIDECAR_LOST,
				"The server was killed, because " + why);
		// So that health does not call it well while it is being killed.
		this.life.failedToGenerate(reason);
		this.life.learn(new Ready(server.since(), server.launch(), server.server(), reason));
		this.effects.kill(server.launch(), reason);
	}

}
