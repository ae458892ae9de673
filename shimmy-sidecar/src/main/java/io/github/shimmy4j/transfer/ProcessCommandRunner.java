package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import io.github.shimmy4j.process.ChildProcess;
import io.github.shimmy4j.process.OutputLine;
import io.github.shimmy4j.process.OutputTail;
import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.process.ProcessSpec;

/** Runs programs as child processes of ours. */
final class ProcessCommandRunner implements CommandRunner {

	private static final Duration TICK = Duration.ofMillis(200);

	private static final Duration KILL = Duration.ofSeconds(5);

	private final ProcessLauncher launcher;

	ProcessCommandRunner() {
		this(ProcessLauncher.system());
	}

	ProcessCommandRunner(ProcessLauncher launcher) {
		this.launcher = launcher;
	}

	@Override
	public CommandResult run(Command command, Runnable whileRunning) throws IOException, InterruptedException {
		ProcessSpec spec = new ProcessSpec(command.arguments(), command.directory(), command.environment(), Map.of());
		OutputTail output = new OutputTail();
		OutputTail errors = new OutputTail();
		ChildProcess child = this.launcher.launch(spec,
				(line) -> ((line.channel() == OutputLine.Channel.STDERR) ? errors : output).add(line));
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
