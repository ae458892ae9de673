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
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.sidecar.PhaseChange;
import io.github.shimmy4j.sidecar.SidecarOptions;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.sidecar.machine.SidecarState.LaunchedProcess;
import io.github.shimmy4j.sidecar.machine.SidecarState.Ready;
import io.github.shimmy4j.sidecar.machine.SidecarState.Starting;
import io.github.shimmy4j.sidecar.use.SlotQueue;
import org.jspecify.annotations.Nullable;

/**
 * What is true of a sidecar and what was, as the state machine writes it down and
 * everybody else sees it. Holds the machine to the legal moves.
 */
final class LifeRecord {

	static final int MAX_CHANGES = 50;

	private final Clock clock;

	private final GpuMode requested;

	private final AcceleratorNews accelerators;

	private final SlotQueue<Ready> uses;

	private final Restarts restarts;

	private final Effects effects;

	/** The last moves, oldest first. */
	private final Deque<PhaseChange> changes = new ArrayDeque<>();

	private SidecarState state;

	private ModelReference model;

	private @Nullable ModelReference nextModel;

	private @Nullable ModelReference lastServed;

	private @Nullable ShimmyException lastFailure;

	private @Nullable Instant lastGoodGeneration;

	private @Nullable ShimmyException lastGenerationFailure;

	/**
	 * Of a sidecar that has not been started yet.
	 * @param options what the user wants
	 * @param clock tells when something happened
	 * @param accelerators what is known of this machine's accelerators
	 * @param uses who uses the server
	 * @param restarts how often it was started again
	 * @param effects lets everybody see what is written down
	 */
	LifeRecord(SidecarOptions options, Clock clock, AcceleratorNews accelerators, SlotQueue<Ready> uses,
			Restarts restarts, Effects effects) {
		this.clock = clock;
		this.requested = options.gpuMode();
		this.accelerators = accelerators;
		this.uses = uses;
		this.restarts = restarts;
		this.effects = effects;
		this.model = options.model();
		this.state = new SidecarState.Stopped(clock.instant(), options.use().startOnFirstUse());
	}

	SidecarState state() {
		return this.state;
	}

	/** The server that is ready, unless it is being killed. */
	Optional<Ready> present() {
		return (this.state instanceof Ready ready && ready.condemned() == null) ? Optional.of(ready) : Optional.empty();
	}

	/** The server of a launch, if it is ready and not being killed. */
	Optional<Ready> present(int launch) {
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
		if (this.changes.size() == MAX_CHANGES) {
			this.changes.removeFirst();
		}
		this.changes.addLast(new PhaseChange(target.since(), this.state.phase(), target.phase(), reason));
		this.state = target;
		publish();
	}

	/** The model of the present launch, or of the next one where there is none. */
	ModelReference model() {
		return this.model;
	}

	void model(ModelReference present) {
		this.model = present;
	}

	/** Writes down the model that is to come after the present one; null if none is. */
	void nextModel(@Nullable ModelReference next) {
		this.nextModel = next;
	}

	/** The present model is ready. */
	void served() {
		this.lastServed = this.model;
		generated();
	}

	/** Whether the present model was ready, and no other has served since. */
	boolean hasServed() {
		return this.model.equals(this.lastServed);
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
		this.effects.publish(snapshot(), List.copyOf(this.changes));
	}

	SidecarSnapshot snapshot() {
		RunningServer server = (this.state instanceof Ready ready) ? ready.server() : null;
		LaunchedProcess process = (server != null) ? new LaunchedProcess(server.pid(), server.port())
				: (this.state instanceof Starting starting) ? starting.process() : null;
		AcceleratorReport report = this.accelerators.report();
		return new SidecarSnapshot(this.state.phase(), this.state.since(), (process != null) ? process.pid() : null,
				(process != null) ? process.port() : null,
				(server != null) ? server.endpoint().capabilities().generation() : null,
				(server != null) ? server.version() : null, this.model.name(),
				(this.nextModel != null) ? this.nextModel.name() : null, this.requested,
				(report != null) ? report.recommended() : null, (report != null) ? report.reason() : null,
				(server != null) ? server.device().name() : null, this.uses.inFlight(), this.uses.waiting(),
				this.restarts.count(), this.lastFailure, this.lastGoodGeneration, this.lastGenerationFailure);
	}

}
