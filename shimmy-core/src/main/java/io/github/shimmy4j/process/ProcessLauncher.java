package io.github.shimmy4j.process;

import java.io.IOException;
import java.util.function.Consumer;

/** Starts all processes of shimmy4j: the rules for all of them are implemented once. */
@FunctionalInterface
public interface ProcessLauncher {

	/**
	 * Starts a process and begins to read its output.
	 * @param spec the process
	 * @param listener receives every line of output, on a thread of the reader
	 * @return the running process
	 * @throws IOException if the program or directory does not exist, or the operating
	 * system refuses the start; if the program proves not to be runnable later, the
	 * process ends with 126 or 127
	 */
	ChildProcess launch(ProcessSpec spec, Consumer<OutputLine> listener) throws IOException;

	/**
	 * The launcher for this operating system. Its processes, and all that they start, are
	 * killed when this JVM ends, however it ends. When one of its processes ends, all
	 * that it started are killed.
	 */
	static ProcessLauncher system() {
		return System.getProperty("os.name", "").startsWith("Windows") ? WindowsLauncher.ofThisMachine()
				: PosixLauncher.ofThisMachine();
	}

}
