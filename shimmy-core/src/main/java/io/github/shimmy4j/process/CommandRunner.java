package io.github.shimmy4j.process;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.github.shimmy4j.process.ChildProcess.OutputTail;

/**
 * Runs programs to their end, each within a time limit. Leaves none of their processes
 * behind, whatever happens.
 */
public final class CommandRunner {

	/**
	 * Most characters of standard output that are kept. The longest output is a list of
	 * models: shimmy prints at most 10,000 of about 150 characters each.
	 */
	public static final int MAX_OUTPUT_CHARACTERS = 4_000_000;

	private static final Duration TICK = Duration.ofMillis(200);

	private static final Duration KILL = Duration.ofSeconds(5);

	private final ProcessLauncher launcher;

	public CommandRunner(ProcessLauncher launcher) {
		this.launcher = launcher;
	}

	/**
	 * Runs a program without listening to it; otherwise as
	 * {@link #run(ProcessSpec, Duration, Consumer, Runnable)}.
	 * @param spec the program
	 * @param limit time after which it is killed
	 * @return how it ended
	 * @throws IOException if it cannot be started, or does not end within the limit
	 * @throws InterruptedException if the thread was interrupted
	 */
	public CommandResult run(ProcessSpec spec, Duration limit) throws IOException, InterruptedException {
		return run(spec, limit, (line) -> {
		}, () -> {
		});
	}

	/**
	 * Runs a program, listens to it, and waits for its end.
	 * @param spec the program
	 * @param limit time after which it is killed
	 * @param lines receives each line of its output, on other threads
	 * @param whileRunning called a few times a second by the calling thread
	 * @return how it ended
	 * @throws CommandTimeoutException if it has not ended within the limit
	 * @throws IOException if it cannot be started
	 * @throws InterruptedException if the thread was interrupted
	 */
	public CommandResult run(ProcessSpec spec, Duration limit, Consumer<OutputLine> lines, Runnable whileRunning)
			throws IOException, InterruptedException {
		Output output = new Output();
		ChildProcess child = this.launcher.launch(spec, lines.andThen(output::add));
		try {
			return output.result(await(child, System.nanoTime() + limit.toNanos(), whileRunning));
		}
		catch (TimeoutException ex) {
			throw new CommandTimeoutException(spec, limit, output.tail());
		}
		finally {
			child.stop(Duration.ZERO).completeOnTimeout(null, KILL.toMillis(), TimeUnit.MILLISECONDS).join();
		}
	}

	private static int await(ChildProcess child, long deadline, Runnable whileRunning)
			throws InterruptedException, TimeoutException {
		while (true) {
			long left = Math.max(0, deadline - System.nanoTime());
			try {
				return child.onExit().get(Math.min(left, TICK.toNanos()), TimeUnit.NANOSECONDS);
			}
			catch (TimeoutException ex) {
				if (left <= TICK.toNanos()) {
					throw ex;
				}
				whileRunning.run();
			}
			catch (ExecutionException ex) {
				throw new IllegalStateException(ex);
			}
		}
	}

	/** The kept part of a program's output. Thread-safe. */
	private static final class Output {

		private final List<String> lines = new ArrayList<>();

		private final OutputTail end = new OutputTail();

		private final OutputTail errors = new OutputTail();

		private int characters;

		private boolean cut;

		synchronized void add(OutputLine line) {
			if (line.channel() == OutputLine.Channel.STDERR) {
				this.errors.add(line);
				return;
			}
			this.end.add(line);
			this.characters += this.cut ? 0 : line.text().length() + 1;
			this.cut |= this.characters > MAX_OUTPUT_CHARACTERS;
			if (!this.cut) {
				this.lines.add(line.text());
			}
		}

		/**
		 * Errors come last: two pipes have no common order, and the last line is the
		 * reason.
		 */
		List<String> tail() {
			return Stream.concat(this.end.lines().stream(), this.errors.lines().stream())
				.filter((line) -> !line.isBlank())
				.toList();
		}

		synchronized CommandResult result(int exitStatus) {
			return new CommandResult(exitStatus, this.lines, this.cut, tail());
		}

	}

}
