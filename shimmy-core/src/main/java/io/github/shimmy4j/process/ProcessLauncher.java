package io.github.shimmy4j.process;

import java.io.IOException;
import java.util.function.Consumer;

/**
 * The one place where processes of ours begin, so that whatever must hold for all of them
 * is done once.
 */
@FunctionalInterface
public interface ProcessLauncher {

	/**
	 * Starts a process and begins to read its output.
	 * @param spec what to start
	 * @param listener called with every line of output, on a thread of the reader
	 * @return the running process
	 * @throws IOException if there is no such program or directory, or the operating
	 * system refuses to start it; where it is found too late that the program cannot run,
	 * the process ends with 126 or 127
	 */
	ChildProcess launch(ProcessSpec spec, Consumer<OutputLine> listener) throws IOException;

	/**
	 * The launcher of this machine: none of its processes, nor anything that those start,
	 * outlives this JVM, however it ends, or is left when the process itself has ended.
	 * @return the one for this operating system
	 */
	static ProcessLauncher system() {
		return System.getProperty("os.name", "").startsWith("Windows") ? WindowsLauncher.ofThisMachine()
				: PosixLauncher.ofThisMachine();
	}

}
