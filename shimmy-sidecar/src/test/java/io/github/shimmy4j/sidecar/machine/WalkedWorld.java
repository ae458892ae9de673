package io.github.shimmy4j.sidecar.machine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.sidecar.PhaseChange;
import io.github.shimmy4j.sidecar.SidecarEvent;
import io.github.shimmy4j.sidecar.SidecarSnapshot;
import io.github.shimmy4j.sidecar.StartCause;

import static org.assertj.core.api.Assertions.assertThat;

/** Checks that the machine has one launch at a time, and records its requests. */
final class WalkedWorld implements Effects {

	static final int NONE = -1;

	int launched;

	int launches;

	int undead;

	String model;

	int fetches;

	int switched;

	int switchedBack;

	int running = NONE;

	boolean ending;

	boolean killing;

	boolean closing;

	SidecarSnapshot published;

	final List<Runnable> timers = new ArrayList<>();

	/** Another sidecar begins, which numbers its launches anew. */
	void begin(SidecarSnapshot snapshot) {
		this.published = snapshot;
		this.closing = false;
		this.launched = 0;
		this.fetches = 0;
		this.timers.clear();
	}

	@Override
	public void launch(int launch, ModelReference model, boolean fetched) {
		assertThat(this.running).as("launch under way when launch %d begins", launch).isEqualTo(NONE);
		assertThat(this.closing).as("launch %d of a sidecar that is to close", launch).isFalse();
		this.running = launch;
		this.launched = launch;
		this.launches++;
		this.killing = false;
		this.model = model.name();
	}

	@Override
	public void fetch(int number, ModelReference model) {
		assertThat(model.name()).as("model that is fetched").isNotEqualTo(this.published.model());
		this.fetches = number;
	}

	@Override
	public void end(int launch) {
		assertThat(this.running).as("launch under way when launch %d is to end", launch).isEqualTo(launch);
		assertThat(this.ending).as("launch %d is being ended already", launch).isFalse();
		this.ending = true;
	}

	@Override
	public void probe(int launch, RunningServer server) {
		assertThat(this.running).as("launch under way when launch %d is probed", launch).isEqualTo(launch);
	}

	@Override
	public void checkHealth(int launch) {
		assertThat(this.running).as("launch under way when the health of launch %d is checked", launch)
			.isEqualTo(launch);
	}

	@Override
	public void kill(int launch, ShimmyException reason) {
		assertThat(this.running).as("launch under way when launch %d is killed", launch).isEqualTo(launch);
		assertThat(this.killing).as("launch %d is being killed already", launch).isFalse();
		this.killing = true;
	}

	@Override
	public void later(Duration delay, Runnable call) {
		this.timers.add(call);
	}

	@Override
	public void publish(SidecarSnapshot snapshot, List<PhaseChange> changes) {
		this.published = snapshot;
		assertThat(changes).hasSizeLessThanOrEqualTo(SidecarStatus.MAX_CHANGES);
	}

	@Override
	public void warn(String message) {
		assertThat(message).isNotBlank();
	}

	@Override
	public void emit(SidecarEvent event) {
		assertThat(event).isNotNull();
		if (event instanceof SidecarEvent.Switched) {
			this.switched++;
		}
		else if (event instanceof SidecarEvent.Starting starting && starting.cause() == StartCause.SWITCH_BACK) {
			this.switchedBack++;
		}
	}

}
