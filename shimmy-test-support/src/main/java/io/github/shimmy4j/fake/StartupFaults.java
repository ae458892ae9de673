package io.github.shimmy4j.fake;

import java.io.IOException;
import java.io.UncheckedIOException;

import sun.misc.Signal;
import sun.misc.SignalHandler;

/** The faults between launch and listening. */
final class StartupFaults {

	private final Faults faults;

	private final Console console;

	private final StartLog starts;

	StartupFaults(Faults faults, Console console, StartLog starts) {
		this.faults = faults;
		this.console = console;
		this.starts = starts;
	}

	void onLaunch() {
		this.starts.add(ProcessHandle.current().pid());
		if (this.faults.has(Fault.IGNORE_TERM)) {
			Signal.handle(new Signal("TERM"), SignalHandler.SIG_IGN);
			Signal.handle(new Signal("INT"), SignalHandler.SIG_IGN);
		}
	}

	void beforeReady() {
		String message = this.faults.text(Fault.EXIT_MESSAGE, "fault: exit at start");
		if (this.faults.has(Fault.EXIT_AT_START)) {
			throw new ExitException((int) this.faults.number(Fault.EXIT_AT_START, 1), message);
		}
		if (this.starts.pids().size() <= this.faults.number(Fault.FIRST_STARTS_FAIL, 0)) {
			throw new ExitException(1, message);
		}
	}

	void beforeBind() {
		if (this.faults.has(Fault.LEAVE_GRANDCHILD)) {
			this.console.out("grandchild " + grandchild());
		}
		if (this.faults.has(Fault.INVALID_UTF8_OUTPUT)) {
			this.console.invalidUtf8();
		}
		this.console.flood(this.faults.number(Fault.FLOOD_OUTPUT, 0));
		if (this.faults.has(Fault.CLOSE_STDOUT)) {
			this.console.closeOut();
		}
		if (this.faults.has(Fault.NEVER_BIND)) {
			Pause.forEver();
		}
		Pause.of(this.faults.duration(Fault.BIND_DELAY));
	}

	/** It inherits the pipes, so the output ends only when the grandchild has exited. */
	private long grandchild() {
		try {
			return new ProcessBuilder("sleep", "600").inheritIO().start().pid();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
