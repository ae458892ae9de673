package io.github.shimmy4j.sidecar.supervision;

import io.github.shimmy4j.accelerator.AcceleratorChoice;
import io.github.shimmy4j.failure.ShimmyException;
import io.github.shimmy4j.process.OutputLine;
import io.github.shimmy4j.sidecar.SidecarEvent;
import io.github.shimmy4j.sidecar.launch.LaunchReport;
import io.github.shimmy4j.sidecar.machine.RunningServer;
import io.github.shimmy4j.sidecar.machine.SidecarMachine;
import io.github.shimmy4j.sidecar.machine.SidecarState.LaunchedProcess;

/** Posts what a launch tells. */
final class PostedReport implements LaunchReport {

	private final int number;

	private final Mailbox mailbox;

	private final SidecarMachine machine;

	private final EventDispatcher events;

	private final Runnable onLost;

	/**
	 * Reports of one launch.
	 * @param number the launch
	 * @param mailbox where they are posted
	 * @param machine who reads them
	 * @param events hears of output
	 * @param onLost called on the mailbox's thread before the machine hears of a loss
	 */
	PostedReport(int number, Mailbox mailbox, SidecarMachine machine, EventDispatcher events, Runnable onLost) {
		this.number = number;
		this.mailbox = mailbox;
		this.machine = machine;
		this.events = events;
		this.onLost = onLost;
	}

	@Override
	public void acceleratorChosen(AcceleratorChoice choice) {
		this.mailbox.post(() -> this.machine.acceleratorChosen(this.number, choice));
	}

	@Override
	public void deviceHeard() {
		this.mailbox.post(() -> this.machine.deviceHeard(this.number));
	}

	@Override
	public void spawned(long pid, int port) {
		this.mailbox.post(() -> this.machine.spawned(this.number, new LaunchedProcess(pid, port)));
	}

	@Override
	public void launched(RunningServer server) {
		this.mailbox.post(() -> this.machine.launched(this.number, server));
	}

	@Override
	public void lost(ShimmyException reason) {
		this.mailbox.post(() -> {
			this.onLost.run();
			this.machine.lost(this.number, reason);
		});
	}

	@Override
	public void wrote(OutputLine line) {
		this.events.emitOutput(switch (line.channel()) {
			case STDOUT -> new SidecarEvent.Stdout(line.text());
			case STDERR -> new SidecarEvent.Stderr(line.text());
		});
	}

}
