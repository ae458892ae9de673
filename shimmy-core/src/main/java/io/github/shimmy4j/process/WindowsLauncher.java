package io.github.shimmy4j.process;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

import com.sun.jna.Native;
import io.github.shimmy4j.text.PrintableLogger;

/** Starts processes on Windows, each in its own job. */
final class WindowsLauncher implements ProcessLauncher {

	private static final PrintableLogger logger = PrintableLogger.of(WindowsLauncher.class);

	private final AtomicBoolean warned = new AtomicBoolean();

	private final Supplier<JobObject.Api> api;

	private final int pointerBytes;

	/** Loads the functions of Windows only when they are needed. */
	WindowsLauncher(Supplier<JobObject.Api> api, int pointerBytes) {
		this.api = api;
		this.pointerBytes = pointerBytes;
	}

	static WindowsLauncher ofThisMachine() {
		return new WindowsLauncher(() -> Native.load("kernel32", JobObject.Api.class),
				System.getProperty("os.arch", "").contains("64") ? Long.BYTES : Integer.BYTES);
	}

	@Override
	public ChildProcess launch(ProcessSpec spec, Consumer<OutputLine> listener) throws IOException {
		Spawn spawn = new Spawn(spec, spec.command(), listener);
		Process process = spawn.start(spawn.command());
		return spawn.adopt(process, guard(process));
	}

	private Guard guard(Process process) {
		try {
			return JobObject.around(this.api.get(), process.pid(), this.pointerBytes);
		}
		// The process has ended already, or another version of JNA is present.
		catch (IOException | LinkageError ex) {
			if (process.isAlive() && this.warned.compareAndSet(false, true)) {
				logger.warn("Processes that this application starts may outlive it: {}", ex.getMessage());
			}
			return new Descendants(process.toHandle());
		}
	}

}
