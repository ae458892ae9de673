package io.github.shimmy4j.binary;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import io.github.shimmy4j.process.ChildProcess;
import io.github.shimmy4j.process.OutputLine;
import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.process.ProcessSpec;

/**
 * Runs programs to their end. None of their processes is left, whatever happens.
 *
 * @param launcher starts them
 */
record GuardedRun(ProcessLauncher launcher) {

	private static final Duration TICK = Duration.ofMillis(200);

	private static final Duration KILL = Duration.ofSeconds(5);

	/**
	 * Runs one.
	 * @param spec what to run
	 * @param timeout time after which it is killed
	 * @param lines is given its output, on other threads
	 * @param whileRunning called a few times a second by this thread
	 * @return how it ended
	 * @throws IOException if it cannot be started, or is not done in time
	 * @throws InterruptedException if the thread was interrupted
	 */
	Ended run(ProcessSpec spec, Duration timeout, Consumer<OutputLine> lines, Runnable whileRunning)
			throws IOException, InterruptedException {
		ChildProcess child = this.launcher.launch(spec, lines);
		try {
			return new Ended(await(child, spec, timeout, whileRunning), child.outputTail());
		}
		finally {
			child.stop(Duration.ZERO).completeOnTimeout(null, KILL.toMillis(), TimeUnit.MILLISECONDS).join();
		}
	}

	private static int await(ChildProcess child, ProcessSpec spec, Duration timeout, Runnable whileRunning)
			throws IOException, InterruptedException {
		long deadline = System.nanoTime() + timeout.toNanos();
		while (true) {
			try {
				return child.onExit().get(TICK.toMillis(), TimeUnit.MILLISECONDS);
			}
			catch (TimeoutException ex) {
				if (System.nanoTime() - deadline > 0) {
					throw new IOException(
							"'%s' was not done after %d s".formatted(spec.commandLine(), timeout.toSeconds()), ex);
				}
				whileRunning.run();
			}
			catch (ExecutionException ex) {
				throw new IllegalStateException(ex);
			}
		}
	}

	/**
	 * How a program ended.
	 *
	 * @param status exit status, 128 + n for signal n
	 * @param outputTail last lines of its output
	 */
	record Ended(int status, List<String> outputTail) {

		/** The last line that is not blank. */
		String lastLine() {
			return this.outputTail.stream().filter((line) -> !line.isBlank()).reduce("no output", (all, next) -> next);
		}

	}

}
