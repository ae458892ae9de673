package io.github.shimmy4j.sidecar.launch;

import io.github.shimmy4j.accelerator.AcceleratorChoice;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.process.OutputLine;
import io.github.shimmy4j.sidecar.machine.RunningServer;

/** What a launch tells of itself. Called on threads of the launch. */
public interface LaunchReport {

	/** What this machine could compute with is known. */
	void acceleratorChosen(AcceleratorChoice choice);

	/** A process exists. */
	void spawned(long pid, int port);

	/** Its server is proven. */
	void launched(RunningServer server);

	/** The server told what it loaded the model on, or told it anew. */
	void deviceHeard();

	/** The launch failed or its server ended; the process is gone. */
	void lost(ShimmyException reason);

	/** The server wrote a line. */
	void wrote(OutputLine line);

}
