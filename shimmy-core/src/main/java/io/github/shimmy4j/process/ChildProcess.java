package io.github.shimmy4j.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.shimmy4j.concurrent.Threads;

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
		this.end = ProcessEnd.of(process);
		this.exit = this.end.thenCompose((ended) -> guard.end()
			.thenCompose((gone) -> drained.copy().completeOnTimeout(null, DRAIN.toMillis(), TimeUnit.MILLISECONDS))
			.thenApply((ignored) -> ended.exitValue()));
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

}
