package io.github.shimmy4j.sidecar.machine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.sidecar.PhaseChange;
import io.github.shimmy4j.sidecar.SidecarEvent;
import io.github.shimmy4j.sidecar.SidecarSnapshot;

/** Records the effects that the machine asks for, and does nothing. */
final class RecordingEffects implements Effects {

	final List<Integer> launches = new ArrayList<>();

	final List<String> models = new ArrayList<>();

	final List<String> fetches = new ArrayList<>();

	final List<Integer> ends = new ArrayList<>();

	final List<Integer> probes = new ArrayList<>();

	final List<Integer> healthChecks = new ArrayList<>();

	final List<ShimmyException> kills = new ArrayList<>();

	final List<Duration> delays = new ArrayList<>();

	private final List<Runnable> timers = new ArrayList<>();

	final List<SidecarSnapshot> snapshots = new ArrayList<>();

	List<PhaseChange> changes = List.of();

	final List<String> warnings = new ArrayList<>();

	final List<SidecarEvent> events = new ArrayList<>();

	@Override
	public void launch(int launch, ModelReference model, boolean fetched) {
		this.launches.add(launch);
		this.models.add(model.name());
	}

	@Override
	public void fetch(int number, ModelReference model) {
		this.fetches.add(model.name());
	}

	@Override
	public void end(int launch) {
		this.ends.add(launch);
	}

	@Override
	public void probe(int launch, RunningServer server) {
		this.probes.add(launch);
	}

	@Override
	public void checkHealth(int launch) {
		this.healthChecks.add(launch);
	}

	@Override
	public void kill(int launch, ShimmyException reason) {
		this.kills.add(reason);
	}

	@Override
	public void later(Duration delay, Runnable call) {
		this.delays.add(delay);
		this.timers.add(call);
	}

	/** Makes all calls that were to be made later, however much later. */
	void elapse() {
		List<Runnable> due = List.copyOf(this.timers);
		this.timers.clear();
		due.forEach(Runnable::run);
	}

	@Override
	public void publish(SidecarSnapshot snapshot, List<PhaseChange> changes) {
		this.snapshots.add(snapshot);
		this.changes = changes;
	}

	@Override
	public void warn(String message) {
		this.warnings.add(message);
	}

	@Override
	public void emit(SidecarEvent event) {
		this.events.add(event);
	}

	/** The number of the last launch. */
	int launch() {
		return this.launches.get(this.launches.size() - 1);
	}

	SidecarSnapshot published() {
		return this.snapshots.get(this.snapshots.size() - 1);
	}

}
