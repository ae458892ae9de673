package io.github.shimmy4j.sidecar.launch;

import io.github.shimmy4j.accelerator.AcceleratorChoice;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.process.OutputLine;
import io.github.shimmy4j.sidecar.ExpectedServer;
import io.github.shimmy4j.sidecar.machine.RunningServer;

/** Is told the events of a launch, on threads of the launch. */
public interface LaunchReport {

	/** The accelerators of this machine are known. */
	void acceleratorChosen(AcceleratorChoice choice);

	/**
	 * A program was chosen. Called again once the model's file is there, which says more.
	 */
	void expects(ExpectedServer server);

	/** A process exists. */
	void spawned(long pid, int port);

	/** The server is ready. */
	void launched(RunningServer server);

	/** The server's output named the device of the model, or another one. */
	void deviceHeard();

	/** The launch failed or its server ended; the process is gone. */
	void lost(ShimmyException reason);

	/** The server wrote a line. */
	void wrote(OutputLine line);

}
