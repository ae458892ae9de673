package io.github.shimmy4j.sidecar;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Does nothing but remember what it was asked for. */
final class RecordingEffects implements Effects {

	final List<Integer> launches = new ArrayList<>();

	final List<Integer> ends = new ArrayList<>();

	final List<Integer> probes = new ArrayList<>();

	final List<Duration> delays = new ArrayList<>();

	final List<SidecarSnapshot> snapshots = new ArrayList<>();

	final List<String> warnings = new ArrayList<>();

	final List<SidecarEvent> events = new ArrayList<>();

	@Override
	public void launch(int launch) {
		this.launches.add(launch);
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
	public void wakeAfter(Duration delay, int launch) {
		this.delays.add(delay);
	}

	@Override
	public void publish(SidecarSnapshot snapshot) {
		this.snapshots.add(snapshot);
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
