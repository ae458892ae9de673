package io.github.shimmy4j.transfer;

import java.io.IOException;

/** Starts programs, so that this package starts none itself. */
@FunctionalInterface
interface CommandRunner {

	/**
	 * Runs a program with no input and waits for its end. None of its processes is left
	 * when this ends in an exception.
	 * @param command what to run
	 * @param whileRunning called a few times a second by the calling thread
	 * @return how it ended
	 * @throws IOException if it cannot be started, or is not done in time
	 * @throws InterruptedException if the thread was interrupted
	 */
	CommandResult run(Command command, Runnable whileRunning) throws IOException, InterruptedException;

}
