package io.github.shimmy4j.sidecar;

import java.time.Duration;

/**
 * What the state machine asks the world to do. None of these may block; each launch, end
 * and delay comes back later as a call of the machine.
 */
interface Effects {

	/** Begins a launch; comes back as spawned, launched or launchFailed. */
	void launch(int launch);

	/** Ends a launch and its process; comes back as ended. */
	void end(int launch);

	/** Asks a ready server for one token; comes back as probed. */
	void probe(int launch, RunningServer server);

	/** Comes back as backoffOver. */
	void wakeAfter(Duration delay, int launch);

	/** Lets everybody see the new snapshot. */
	void publish(SidecarSnapshot snapshot);

	/** Tells whoever reads the log of something that goes on nevertheless. */
	void warn(String message);

	/** Tells listeners. */
	void emit(SidecarEvent event);

}
