package io.github.shimmy4j.model;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs programs as plain child processes. */
final class ProcessCommandRunner implements CommandRunner {

	private static final long TICK_MILLIS = 200;

	private static final long KILL_SECONDS = 5;

	@Override
	public CommandResult run(Command command, Runnable whileRunning) throws IOException, InterruptedException {
		Process process = start(command);
		OutputTail output = OutputTail.drain(process.getInputStream());
		boolean ended = false;
		try {
			process.getOutputStream().close();
			await(process, command, whileRunning);
			ended = true;
			return new CommandResult(process.exitValue(), output.lines());
		}
		finally {
			if (!ended) {
				kill(process);
			}
		}
	}

	private static Process start(Command command) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(command.arguments()).directory(command.directory().toFile())
			.redirectErrorStream(true);
		builder.environment().clear();
		builder.environment().putAll(command.environment());
		return builder.start();
	}

	private static void await(Process process, Command command, Runnable whileRunning)
			throws IOException, InterruptedException {
		long deadline = System.nanoTime() + command.timeout().toNanos();
		while (!process.waitFor(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
			if (System.nanoTime() - deadline > 0) {
				throw new IOException("'%s' was not done after %d s".formatted(command, command.timeout().toSeconds()));
			}
			whileRunning.run();
		}
	}

	/**
	 * Descendants are listed first: once their parent is gone they are not known any
	 * more.
	 */
	private static void kill(Process process) {
		Stream.concat(process.descendants(), Stream.of(process.toHandle()))
			.toList()
			.forEach(ProcessHandle::destroyForcibly);
		boolean interrupted = Thread.interrupted();
		try {
			process.waitFor(KILL_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			interrupted = true;
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

}
