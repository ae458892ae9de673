package io.github.shimmy4j.sidecar;

import io.github.shimmy4j.accelerator.AcceleratorChoice;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.process.OutputLine;

/** What a launch tells of itself. Called on threads of the launch. */
interface LaunchReport {

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
