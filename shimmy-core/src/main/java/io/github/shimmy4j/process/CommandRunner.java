package io.github.shimmy4j.process;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Runs programs to their end, without input. None of their processes is left, whatever
 * happens.
 *
 * @param launcher starts them
 */
public record CommandRunner(ProcessLauncher launcher) {

	private static final Duration TICK = Duration.ofMillis(200);

	private static final Duration KILL = Duration.ofSeconds(5);

	/**
	 * Runs a program and waits for its end.
	 * @param command what to run
	 * @param whileRunning called a few times a second by the calling thread
	 * @return how it ended
	 * @throws IOException if it cannot be started, or is not done in time
	 * @throws InterruptedException if the thread was interrupted
	 */
	public CommandResult run(Command command, Runnable whileRunning) throws IOException, InterruptedException {
		return run(command, (line) -> {
		}, whileRunning);
	}

	/**
	 * Runs a program, listens to it, and waits for its end.
	 * @param command what to run
	 * @param lines is given its output and its errors, on other threads
	 * @param whileRunning called a few times a second by the calling thread
	 * @return how it ended
	 * @throws IOException if it cannot be started, or is not done in time
	 * @throws InterruptedException if the thread was interrupted
	 */
	public CommandResult run(Command command, Consumer<OutputLine> lines, Runnable whileRunning)
			throws IOException, InterruptedException {
		ProcessSpec spec = new ProcessSpec(command.arguments(), command.directory(), command.environment(), Map.of());
		OutputTail output = new OutputTail();
		OutputTail errors = new OutputTail();
		ChildProcess child = this.launcher.launch(spec,
				lines.andThen((line) -> ((line.channel() == OutputLine.Channel.STDERR) ? errors : output).add(line)));
		try {
			int status = await(child, command, whileRunning);
			// Errors last: two pipes have no common order, and the last line is taken for
			// the reason.
			return new CommandResult(status,
					Stream.concat(output.lines().stream(), errors.lines().stream())
						.filter((line) -> !line.isBlank())
						.toList());
		}
		finally {
			child.stop(Duration.ZERO).completeOnTimeout(null, KILL.toMillis(), TimeUnit.MILLISECONDS).join();
		}
	}

	private static int await(ChildProcess child, Command command, Runnable whileRunning)
			throws IOException, InterruptedException {
		long deadline = System.nanoTime() + command.timeout().toNanos();
		while (true) {
			try {
				return child.onExit().get(TICK.toMillis(), TimeUnit.MILLISECONDS);
			}
			catch (TimeoutException ex) {
				if (System.nanoTime() - deadline > 0) {
					throw new IOException(
							"'%s' was not done after %d s".formatted(command, command.timeout().toSeconds()), ex);
				}
				whileRunning.run();
			}
			catch (ExecutionException ex) {
				throw new IllegalStateException(ex);
			}
		}
	}

}
