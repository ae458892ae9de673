package io.github.shimmy4j.sidecar.machine;

import java.time.Duration;
import java.util.List;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.sidecar.PhaseChange;
import io.github.shimmy4j.sidecar.SidecarEvent;
import io.github.shimmy4j.sidecar.SidecarSnapshot;

/**
 * Work that the state machine asks for. No method blocks. The result of a launch, an end,
 * a fetch, a health check or a probe comes back later as a call of the machine.
 */
public interface Effects {

	/**
	 * Begins a launch; comes back as spawned, launched or lost.
	 * @param launch number of the launch
	 * @param model model to serve
	 * @param fetched whether the model was just fetched for this launch
	 */
	void launch(int launch, ModelReference model, boolean fetched);

	/** Fetches the model of a switch; comes back as fetched or notFetched. */
	void fetch(int number, ModelReference model);

	/** Ends a launch and its process; comes back as ended or endFailed. */
	void end(int launch);

	/** Kills the process of a ready server; comes back as lost, for this reason. */
	void kill(int launch, ShimmyException reason);

	/** Checks the health of a ready server; comes back as healthChecked. */
	void checkHealth(int launch);

	/** Asks a ready server for one token; comes back as probed. */
	void probe(int launch, RunningServer server);

	/** Makes a call of the machine after a delay. */
	void later(Duration delay, Runnable call);

	/** Publishes the new snapshot and the phase changes that led to it. */
	void publish(SidecarSnapshot snapshot, List<PhaseChange> changes);

	/** Logs a warning. */
	void warn(String message);

	/** Tells listeners. */
	void emit(SidecarEvent event);

}
