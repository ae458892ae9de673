package io.github.shimmy4j.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.shimmy4j.concurrent.Threads;
import io.github.shimmy4j.text.PrintableText;

/**
 * A process started by shimmy4j. Its output is read to the end; the last lines are kept.
 */
public final class ChildProcess {

	/**
	 * Longest wait for the rest of the output: a grandchild that could not be killed may
	 * keep the pipe open.
	 */
	private static final Duration DRAIN = Duration.ofMillis(500);

	private final Process process;

	private final String nonce;

	private final Guard guard;

	private final OutputTail output = new OutputTail();

	private final CompletableFuture<Process> end;

	private final CompletableFuture<Integer> exit;

	private ChildProcess(Process process, String nonce, Consumer<OutputLine> listener, Guard guard) {
		this.process = process;
		this.nonce = nonce;
		this.guard = guard;
		CompletableFuture<Void> drained = CompletableFuture.allOf(
				read(OutputLine.Channel.STDOUT, process.getInputStream(), listener),
				read(OutputLine.Channel.STDERR, process.getErrorStream(), listener));
		this.end = endOf(process);
		this.exit = this.end.thenCompose((ended) -> guard.end()
			.thenCompose((gone) -> drained.copy().completeOnTimeout(null, DRAIN.toMillis(), TimeUnit.MILLISECONDS))
			.thenApply((ignored) -> ended.exitValue()));
	}

	/**
	 * Completes when the process has ended. It waits on a separate thread, because
	 * {@link Process#onExit()} uses the common pool, and is late if the application keeps
	 * that busy.
	 */
	static CompletableFuture<Process> endOf(Process process) {
		CompletableFuture<Process> end = new CompletableFuture<>();
		Threads.daemon("shimmy-exit-" + process.pid(), () -> {
			awaitEnd(process);
			end.complete(process);
		}).start();
		return end;
	}

	/** Waits until the process has ended, even if the thread is interrupted. */
	static void awaitEnd(Process process) {
		boolean interrupted = false;
		boolean ended = false;
		while (!ended) {
			try {
				process.waitFor();
				ended = true;
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	static ChildProcess adopt(Process process, String nonce, Secret input, Consumer<OutputLine> listener, Guard guard) {
		ChildProcess child = new ChildProcess(process, nonce, listener, guard);
		byte[] bytes = input.reveal().getBytes(StandardCharsets.UTF_8);
		if (bytes.length == 0) {
			child.write(bytes);
		}
		else {
			// A process that reads slowly, or not at all, must not block the caller.
			Threads.daemon("shimmy-stdin-" + process.pid(), () -> child.write(bytes)).start();
		}
		return child;
	}

	private void write(byte[] bytes) {
		try (OutputStream stream = this.process.getOutputStream()) {
			stream.write(bytes);
		}
		catch (IOException ex) {
			// The process has ended or closed its input: exit status and output say more.
		}
	}

	private CompletableFuture<Void> read(OutputLine.Channel channel, InputStream stream,
			Consumer<OutputLine> listener) {
		CompletableFuture<Void> end = new CompletableFuture<>();
		LineReader reader = new LineReader(stream, (text) -> {
			OutputLine line = new OutputLine(channel, text);
			this.output.add(line);
			listener.accept(line);
		});
		Threads.daemon("shimmy-" + channel.name().toLowerCase(Locale.ROOT) + "-" + this.process.pid(), () -> {
			try {
				reader.run();
			}
			finally {
				end.complete(null);
			}
		}).start();
		return end;
	}

	/** Its process id. */
	public long pid() {
		return this.process.pid();
	}

	/** The facts that identify it later, to other processes of shimmy4j too. */
	public ProcessIdentity identity() {
		return ProcessIdentity.of(this.process.toHandle(), this.nonce);
	}

	/** Whether it still runs. */
	public boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * Completes with the exit status (128 + n for signal n) once the process and all that
	 * it started are gone and their output was read. Cancelling does not affect the
	 * process.
	 */
	public CompletableFuture<Integer> onExit() {
		return this.exit.copy();
	}

	/** The last lines of its output so far, oldest first. */
	public List<String> outputTail() {
		return this.output.lines();
	}

	/**
	 * Asks it to end (SIGTERM). After its end or the grace period, kills it and all that
	 * it started (SIGKILL).
	 * @param grace time to end by itself; zero kills at once
	 * @return completes with the exit status once all are gone
	 */
	public CompletableFuture<Integer> stop(Duration grace) {
		// Process.destroy() would close the pipes that the process still writes to.
		ProcessHandle handle = this.process.toHandle();
		if (handle.isAlive()) {
			this.guard.endIsNear();
		}
		if (!grace.isZero()) {
			handle.destroy();
		}
		return this.end.copy()
			.completeOnTimeout(this.process, grace.toMillis(), TimeUnit.MILLISECONDS)
			.thenCompose((ended) -> this.guard.end())
			.thenCompose((gone) -> {
				// In case the guard has failed.
				handle.destroyForcibly();
				return onExit();
			});
	}

	/** The last lines of a process's output, made printable. Thread-safe. */
	static final class OutputTail {

		/**
		 * Enough for a panic with its stack trace; a load of a model logs some 450 lines.
		 */
		static final int MAX_LINES = 100;

		private final Deque<String> lines = new ArrayDeque<>();

		/** Adds a line, and drops the oldest if there are too many. */
		public synchronized void add(OutputLine line) {
			if (this.lines.size() == MAX_LINES) {
				this.lines.removeFirst();
			}
			this.lines.addLast(PrintableText.of(line.text()));
		}

		/** The kept lines, oldest first. */
		public synchronized List<String> lines() {
			return List.copyOf(this.lines);
		}

	}

}
