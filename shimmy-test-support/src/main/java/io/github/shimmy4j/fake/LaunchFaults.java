package io.github.shimmy4j.fake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import sun.misc.Signal;
import sun.misc.SignalHandler;

/** The faults of a launch, in the order in which a server meets them. */
final class LaunchFaults {

	private static final Duration LOOK = Duration.ofMillis(10);

	private final Faults faults;

	private final Console console;

	LaunchFaults(Faults faults, Console console) {
		this.faults = faults;
		this.console = console;
	}

	/** Before anything is printed. */
	void atStart() {
		StartLog.ofThisProcess().add(ProcessHandle.current().pid());
		if (this.faults.has(Fault.IGNORE_TERM)) {
			Signal.handle(new Signal("TERM"), SignalHandler.SIG_IGN);
			Signal.handle(new Signal("INT"), SignalHandler.SIG_IGN);
		}
	}

	/** After the first lines of output. */
	void beforeReady() {
		String message = this.faults.text(Fault.EXIT_MESSAGE, "fault: exit at start");
		if (this.faults.has(Fault.EXIT_AT_START)) {
			throw new ExitException((int) this.faults.number(Fault.EXIT_AT_START, 1), message);
		}
		if (StartLog.ofThisProcess().pids().size() <= this.faults.number(Fault.FIRST_STARTS_FAIL, 0)) {
			throw new ExitException(1, message);
		}
	}

	/** Returns only if the server shall answer requests on this address. */
	void beforeBind(InetSocketAddress address, int backlog) throws IOException {
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
		if (this.faults.has(Fault.BIND_HELD_BY)) {
			awaitNo(Path.of(this.faults.text(Fault.BIND_HELD_BY, "")));
		}
		if (this.faults.has(Fault.BIND_BUT_NEVER_ANSWER)) {
			bindOnly(address, backlog);
		}
	}

	private static void awaitNo(Path file) {
		while (Files.exists(file)) {
			Pause.of(LOOK);
		}
	}

	private static void bindOnly(InetSocketAddress address, int backlog) throws IOException {
		try (ServerSocket socket = new ServerSocket()) {
			socket.bind(address, backlog);
			Pause.forEver();
		}
	}

	/** It inherits the pipes, so the output ends only when the grandchild has exited. */
	private static long grandchild() {
		try {
			return new ProcessBuilder("sleep", "600").inheritIO().start().pid();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
