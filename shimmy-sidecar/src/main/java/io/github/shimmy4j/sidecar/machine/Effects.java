package io.github.shimmy4j.sidecar.machine;

import java.time.Duration;
import java.util.List;

import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.model.ModelReference;
import io.github.shimmy4j.sidecar.PhaseChange;
import io.github.shimmy4j.sidecar.SidecarEvent;
import io.github.shimmy4j.sidecar.SidecarSnapshot;

/**
 * What the state machine asks the world to do. None of these may block; each launch, end,
 * look and question comes back later as a call of the machine.
 */
public interface Effects {

	/**
	 * Begins a launch of a model; comes back as spawned, launched or lost.
	 * @param launch number of the launch
	 * @param model which model to serve
	 * @param fetched whether it was fetched for this launch a moment ago
	 */
	void launch(int launch, ModelReference model, boolean fetched);

	/** Finds, or fetches, the model of a switch; comes back as fetched or notFetched. */
	void fetch(int number, ModelReference model);

	/** Ends a launch and its process; comes back as ended. */
	void end(int launch);

	/** Kills the process of a ready server; comes back as lost, for this reason. */
	void kill(int launch, ShimmyException reason);

	/** Looks at the health of a ready server; comes back as looked. */
	void look(int launch);

	/** Asks a ready server for one token; comes back as probed. */
	void probe(int launch, RunningServer server);

	/** Makes a call of the machine after a while. */
	void later(Duration delay, Runnable call);

	/** Lets everybody see the new snapshot, and how it came about. */
	void publish(SidecarSnapshot snapshot, List<PhaseChange> changes);

	/** Tells whoever reads the log of something that goes on nevertheless. */
	void warn(String message);

	/** Tells listeners. */
	void emit(SidecarEvent event);

}
