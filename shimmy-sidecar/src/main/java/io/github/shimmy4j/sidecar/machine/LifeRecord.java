package io.github.shimmy4j.sidecar.machine;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.PhaseChange;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * What is true of a sidecar and what was, as the state machine writes it down and
 * everybody else sees it. Holds the machine to the legal moves.
 */
final class LifeRecord {

	private final Clock clock;

	private final SnapshotFactory snapshots;

	private final Effects effects;

	private final PhaseHistory history = new PhaseHistory();

	private SidecarState state;

	private @Nullable ShimmyException lastFailure;

	private @Nullable Instant lastGoodGeneration;

	private @Nullable ShimmyException lastGenerationFailure;

	LifeRecord(Clock clock, SnapshotFactory snapshots, Effects effects, boolean wakes) {
		this.clock = clock;
		this.snapshots = snapshots;
		this.effects = effects;
		this.state = new SidecarState.Stopped(clock.instant(), wakes);
	}

	SidecarState state() {
		return this.state;
	}

	/** The server that is ready, unless it is being killed. */
	Optional<SidecarState.Ready> present() {
		return (this.state instanceof SidecarState.Ready ready && ready.condemned() == null) ? Optional.of(ready)
				: Optional.empty();
	}

	/** The server of a launch, if it is ready and not being killed. */
	Optional<SidecarState.Ready> present(int launch) {
		return present().filter((ready) -> ready.launch() == launch);
	}

	/** Learns more of the same phase. */
	void learn(SidecarState more) {
		this.state = more;
		publish();
	}

	/**
	 * Goes to another phase.
	 * @param next makes the state that begins at an instant
	 * @param reason why
	 */
	void move(Function<Instant, SidecarState> next, String reason) {
		SidecarState target = next.apply(this.clock.instant());
		if (!this.state.phase().mayMoveTo(target.phase())) {
			throw new IllegalPhaseMoveException(this.state.phase(), target.phase());
		}
		this.history.add(new PhaseChange(target.since(), this.state.phase(), target.phase(), reason));
		this.state = target;
		publish();
	}

	void failed(ShimmyException reason) {
		this.lastFailure = reason;
	}

	void generated() {
		this.lastGoodGeneration = this.clock.instant();
		this.lastGenerationFailure = null;
	}

	/** The server generates, though no answer is whole yet. */
	void progressed() {
		this.lastGenerationFailure = null;
	}

	void failedToGenerate(ShimmyException reason) {
		this.lastGenerationFailure = reason;
	}

	void publish() {
		this.effects.publish(snapshot(), this.history.changes());
	}

	SidecarSnapshot snapshot() {
		return this.snapshots.of(this.state, this.lastFailure, this.lastGoodGeneration, this.lastGenerationFailure);
	}

}
