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
 * The part of the state machine that deals with a ready server: who uses it, whether it
 * is healthy, and whether it is still needed. Reports about any other server are ignored.
 */
public final class ReadyWatch {

	private final LivenessOptions livenessOptions;

	private final UseOptions useOptions;

	private final LongSupplier nanoTime;

	private final SidecarStatus status;

	private final Effects effects;

	private final Consumer<Duration> idleStop;

	private final Liveness liveness;

	private final SlotQueue<Ready> uses;

	private final Liveness.AnswerProgress progress;

	private long healthCheckBegan;

	private boolean silenceExpectedAtHealthCheck;

	private long lastUse;

	/** Is told that the last use ended; null while new uses are granted. */
	private @Nullable IntConsumer drained;

	/** Calls {@code idleStop} when the server had no use for the given time. */
	ReadyWatch(SidecarOptions options, LongSupplier nanoTime, SidecarStatus status, SlotQueue<Ready> uses,
			Effects effects, Consumer<Duration> idleStop) {
		this.livenessOptions = options.liveness();
		this.useOptions = options.use();
		this.nanoTime = nanoTime;
		this.status = status;
		this.uses = uses;
		this.effects = effects;
		this.idleStop = idleStop;
		this.liveness = new Liveness(options.liveness(), nanoTime);
		this.progress = this.liveness.progress();
	}

	/** A server became ready. */
	void begin(int launch) {
		this.liveness.begin(launch);
		this.lastUse = this.nanoTime.getAsLong();
		this.drained = null;
		if (!this.livenessOptions.interval().isZero()) {
			this.effects.later(this.livenessOptions.interval(), () -> healthCheckDue(launch));
		}
		if (!this.useOptions.idleStopAfter().isZero()) {
			this.effects.later(this.useOptions.idleStopAfter(), () -> idleDue(launch));
		}
		grantSlots();
	}

	/** The server is gone, and so are the uses of it. Waiting callers keep waiting. */
	void end() {
		this.uses.clear();
		this.liveness.end();
	}

	// Use

	void enqueue(CompletableFuture<Ready> waiter) {
		this.uses.add(waiter);
		grantSlots();
	}

	/**
	 * Grants no more uses of this server; waiting callers get the next one.
	 * @param ready the server
	 * @param limit longest wait for the uses under way
	 * @param drained is told the number of uses still under way, usually 0; called once,
	 * unless the server ends before
	 */
	void drain(Ready ready, Duration limit, IntConsumer drained) {
		this.drained = drained;
		if (this.uses.inFlight() == 0 || ready.killReason() != null) {
			drained.accept(0);
		}
		else {
			this.effects.later(limit, () -> this.status.healthy(ready.launch())
				.ifPresent((overdue) -> drained.accept(this.uses.inFlight())));
		}
	}

	/**
	 * Grants free slots. A doubtful server gets no new use until it has answered our
	 * probe, which takes a slot as well.
	 */
	private void grantSlots() {
		if (!this.liveness.isDoubtful() && this.drained == null) {
			this.status.healthy().ifPresent((ready) -> {
				int own = ready.server().endpoint().capabilities().maxConcurrent();
				int limit = (this.useOptions.maxConcurrent() > 0) ? this.useOptions.maxConcurrent() : own;
				this.uses.grant(this.liveness.isProbing() ? limit - 1 : limit, () -> ready);
			});
		}
		this.status.publish();
	}

	/** A use was closed. */
	public void useEnded(int launch) {
		this.status.healthy(launch).ifPresent((ready) -> {
			this.uses.release();
			this.lastUse = this.nanoTime.getAsLong();
			if (this.drained != null && this.uses.inFlight() == 0) {
				this.drained.accept(0);
				return;
			}
			probeIfNeeded(ready);
			grantSlots();
		});
	}

	/** Lets a use start the server again after a stop. */
	public void forgetStop() {
		if (this.status.state() instanceof Stopped stopped) {
			this.status
				.update(new Stopped(stopped.since(), stopped.startsOnUse() || this.useOptions.startOnFirstUse()));
		}
	}

	/** A waiting caller left the queue. */
	public void useAbandoned() {
		this.status.publish();
	}

	private void idleDue(int launch) {
		this.status.healthy(launch).ifPresent((ready) -> {
			boolean unused = this.uses.inFlight() == 0 && this.uses.waiting() == 0;
			Duration limit = this.useOptions.idleStopAfter();
			Duration idle = unused ? Duration.ofNanos(this.nanoTime.getAsLong() - this.lastUse) : Duration.ZERO;
			if (idle.compareTo(limit) >= 0) {
				this.idleStop.accept(idle);
			}
			else {
				this.effects.later(limit.minus(idle), () -> idleDue(launch));
			}
		});
	}

	// Generations

	/** A use was granted, and may wait for its first token from now on. On any thread. */
	public void granted(int launch, Object use) {
		this.progress.reading(launch, use, this.useOptions.firstTokenTimeout());
	}

	/** Where uses report that their answers grow, on any thread. */
	public Liveness.AnswerProgress progress() {
		return this.progress;
	}

	/** An answer grew after another had failed. */
	public void generationProgressed(int launch) {
		this.status.healthy(launch).ifPresent((ready) -> {
			this.status.progressed();
			this.liveness.probeOnceIdle();
			grantSlots();
		});
	}

	public void generationSucceeded(int launch) {
		this.status.healthy(launch).ifPresent((ready) -> {
			this.status.generated();
			this.liveness.generated();
			grantSlots();
		});
	}

	/**
	 * A generation failed. Silence for one caller is no failure of a server that
	 * generates for others: it may be slow. One of its slots may be lost, so it is probed
	 * when the others have finished. A server that reads the prompts of others may be
	 * slow as well, but after two such silences it grants no more uses.
	 * @param use use that failed
	 */
	public void generationFailed(int launch, ShimmyException failure, Object use) {
		this.status.healthy(launch).ifPresent((ready) -> {
			boolean silent = failure.code() == ShimmyErrorCode.GENERATION_TIMEOUT;
			if (silent && this.progress.grewBesides(use, this.useOptions.idleTimeout())) {
				this.liveness.probeOnceIdle();
				probeIfNeeded(ready);
				this.status.publish();
				return;
			}
			this.liveness.failedToGenerate();
			this.progress.doubt();
			if (silent && this.progress.isReadingBesides(use)) {
				this.status.publish();
				return;
			}
			this.status.failedToGenerate(failure);
			if (silent && keepsGenerating(ready)) {
				kill(ready, "it cannot cancel a generation that is stuck: " + failure.getMessage());
				return;
			}
			probeIfNeeded(ready);
			this.status.publish();
		});
	}

	/** Whether a silent server goes on with a generation that its caller has left. */
	private static boolean keepsGenerating(Ready silent) {
		return !silent.server().endpoint().capabilities().cancelsOnDisconnect();
	}

	/** Our own one-token generation ended, or had no answer. */
	public void probed(int launch, TokenAnswer answer) {
		this.status.healthy(launch).ifPresent((ready) -> {
			this.liveness.probed(answer);
			if (answer == TokenAnswer.GENERATED) {
				// One request that the server cannot answer must not make it look broken.
				this.status.generated();
			}
			else if (answer == TokenAnswer.NONE && keepsGenerating(ready) && this.uses.inFlight() == 0) {
				kill(ready, "it cannot cancel a generation that is stuck, and our own request had no answer within %s"
					.formatted(this.useOptions.firstTokenTimeout()));
				return;
			}
			else if (this.liveness.isDoubtful() && this.uses.inFlight() == 0) {
				kill(ready, "it no longer generated, though it reported that it was healthy");
				return;
			}
			probeIfNeeded(ready);
			grantSlots();
		});
	}

	private void probeIfNeeded(Ready ready) {
		if (this.liveness.wantsProbe(this.uses.inFlight())) {
			this.liveness.probeBegan();
			this.effects.probe(ready.launch(), ready.server());
		}
	}

	// Health

	private void healthCheckDue(int launch) {
		this.status.healthy(launch).ifPresent((ready) -> {
			this.healthCheckBegan = this.nanoTime.getAsLong();
			this.silenceExpectedAtHealthCheck = isSilenceExpected(ready);
			this.effects.checkHealth(launch);
		});
	}

	/** A health check ended, with or without an answer. */
	public void healthChecked(int launch, boolean answered) {
		this.status.healthy(launch).ifPresent((ready) -> {
			boolean alive = answered || this.progress.grewSince(this.healthCheckBegan);
			if (alive || !(this.silenceExpectedAtHealthCheck || isSilenceExpected(ready))) {
				this.liveness.healthChecked(alive);
			}
			if (this.liveness.isHung()) {
				kill(ready,
						"it hung: /health had no answer %d times in a row".formatted(this.livenessOptions.failures()));
				return;
			}
			Duration took = Duration.ofNanos(this.nanoTime.getAsLong() - this.healthCheckBegan);
			Duration rest = this.livenessOptions.interval().minus(took);
			this.effects.later(rest.isNegative() ? Duration.ZERO : rest, () -> healthCheckDue(launch));
			probeIfNeeded(ready);
		});
	}

	/**
	 * Whether a missing answer may be due to work: the server reads a prompt, which may
	 * take all of the machine, or its kind does not answer while it generates. The
	 * callers' own limits on silence end such work.
	 */
	private boolean isSilenceExpected(Ready ready) {
		return this.progress.isReading()
				|| (isBusy() && !ready.server().endpoint().capabilities().healthWhileGenerating());
	}

	private boolean isBusy() {
		return this.uses.inFlight() > 0 || this.liveness.isProbing();
	}

	private void kill(Ready server, String why) {
		ShimmyException reason = new ShimmyException(ShimmyErrorCode.SIDECAR_LOST,
				"The server was killed, because " + why);
		// Otherwise health would report the server as well while it is being killed.
		this.status.failedToGenerate(reason);
		this.status.update(new Ready(server.since(), server.launch(), server.server(), reason));
		this.effects.kill(server.launch(), reason);
	}

}
