package io.github.shimmy4j.sidecar.machine;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import io.github.shimmy4j.accelerator.AcceleratorReport;
import io.github.shimmy4j.accelerator.GpuMode;
import io.github.shimmy4j.failure.ShimmyErrorCode;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.sidecar.PhaseChange;
import io.github.shimmy4j.sidecar.SidecarOptions;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.sidecar.machine.SidecarState.LaunchedProcess;
import io.github.shimmy4j.sidecar.machine.SidecarState.Ready;
import io.github.shimmy4j.sidecar.machine.SidecarState.Starting;
import io.github.shimmy4j.sidecar.use.SlotQueue;
import org.jspecify.annotations.Nullable;

/**
 * State and recent history of a sidecar, from which snapshots are made. Refuses moves
 * that the table of phases does not have.
 */
final class SidecarStatus {

	static final int MAX_CHANGES = 50;

	private final Clock clock;

	private final GpuMode requested;

	private final AcceleratorWarnings accelerators;

	private final SlotQueue<Ready> uses;

	private final RestartPolicy restarts;

	private final Effects effects;

	/** The last moves, oldest first. */
	private final Deque<PhaseChange> changes = new ArrayDeque<>();

	private SidecarState state;

	private String model;

	private @Nullable String nextModel;

	private @Nullable ShimmyException lastFailure;

	private @Nullable Instant lastGoodGeneration;

	private @Nullable ShimmyException lastGenerationFailure;

	SidecarStatus(SidecarOptions options, Clock clock, AcceleratorWarnings accelerators, SlotQueue<Ready> uses,
			RestartPolicy restarts, Effects effects) {
		this.clock = clock;
		this.requested = options.gpuMode();
		this.accelerators = accelerators;
		this.uses = uses;
		this.restarts = restarts;
		this.effects = effects;
		this.model = options.model().name();
		this.state = new SidecarState.Stopped(clock.instant(), options.use().startOnFirstUse());
	}

	SidecarState state() {
		return this.state;
	}

	/** The ready server, unless it is being killed. */
	Optional<Ready> healthy() {
		return (this.state instanceof Ready ready && ready.killReason() == null) ? Optional.of(ready)
				: Optional.empty();
	}

	/** The ready server if it is of this launch and is not being killed. */
	Optional<Ready> healthy(int launch) {
		return healthy().filter((ready) -> ready.launch() == launch);
	}

	/** Replaces the state by one of the same phase. */
	void update(SidecarState changed) {
		this.state = changed;
		publish();
	}

	/**
	 * Moves to another phase.
	 * @param next makes the state that begins at an instant
	 * @param reason why, as a clause that follows "because"
	 */
	void move(Function<Instant, SidecarState> next, String reason) {
		SidecarState target = next.apply(this.clock.instant());
		if (!this.state.phase().mayMoveTo(target.phase())) {
			throw new ShimmyException(ShimmyErrorCode.INTERNAL,
					"The sidecar may not move from %s to %s".formatted(this.state.phase(), target.phase()));
		}
		if (this.changes.size() == MAX_CHANGES) {
			this.changes.removeFirst();
		}
		this.changes.addLast(new PhaseChange(target.since(), this.state.phase(), target.phase(), reason));
		this.state = target;
		publish();
	}

	/** Names of the present model and of the one that is switched to, if any. */
	void models(String present, @Nullable String next) {
		this.model = present;
		this.nextModel = next;
	}

	void failed(ShimmyException reason) {
		this.lastFailure = reason;
	}

	void generated() {
		this.lastGoodGeneration = this.clock.instant();
		this.lastGenerationFailure = null;
	}

	/** The server generates, but no answer is complete yet. */
	void progressed() {
		this.lastGenerationFailure = null;
	}

	void failedToGenerate(ShimmyException reason) {
		this.lastGenerationFailure = reason;
	}

	void publish() {
		this.effects.publish(snapshot(), List.copyOf(this.changes));
	}

	private static @Nullable Integer contextTokens(@Nullable RunningServer server) {
		int tokens = (server != null) ? server.endpoint().capabilities().limits().contextTokens() : 0;
		return (tokens > 0) ? tokens : null;
	}

	SidecarSnapshot snapshot() {
		RunningServer server = (this.state instanceof Ready ready) ? ready.server() : null;
		LaunchedProcess process = (server != null) ? new LaunchedProcess(server.pid(), server.port())
				: (this.state instanceof Starting starting) ? starting.process() : null;
		AcceleratorReport report = this.accelerators.report();
		return new SidecarSnapshot(this.state.phase(), this.state.since(), (process != null) ? process.pid() : null,
				(process != null) ? process.port() : null,
				(server != null) ? server.endpoint().capabilities().kind() : null,
				(server != null) ? server.version() : null, this.model, this.nextModel, contextTokens(server),
				this.requested, (report != null) ? report.recommended() : null,
				(report != null) ? report.reason() : null, (server != null) ? server.device().name() : null,
				this.uses.inFlight(), this.uses.waiting(), this.restarts.count(), this.lastFailure,
				this.lastGoodGeneration, this.lastGenerationFailure);
	}

}
