package io.github.shimmy4j.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A JVM to kill. It writes to its standard output what it is about to do. Its children
 * have a mark in their {@code PATH}, so they can be found however early it is killed.
 */
public final class OtherJvm implements AutoCloseable {

	/** The line that it writes before it waits for {@link #goOn()}. */
	public static final String RUNNING = "running";

	/** Longest life of its children after it was killed. */
	private static final Duration SOON = Duration.ofSeconds(2);

	private final String mark = "/shimmy4j-test-" + UUID.randomUUID();

	private final Process process;

	private final BufferedReader output;

	private OtherJvm(List<String> command) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.INHERIT);
		builder.environment().compute("PATH", (name, path) -> path + ":" + this.mark);
		this.process = builder.start();
		this.output = this.process.inputReader();
	}

	/** Starts a JVM on this class path, with the directory as its only argument. */
	public static OtherJvm start(Class<?> main, Path directory) throws IOException {
		return start(main, directory, List.of());
	}

	/** The same with options of the JVM. */
	public static OtherJvm start(Class<?> main, Path directory, List<String> options) throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(options);
		command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-cp",
				System.getProperty("java.class.path"), main.getName(), directory.toString()));
		return new OtherJvm(command);
	}

	/** In the other JVM: writes {@link #RUNNING} and waits for {@link #goOn()}. */
	public static void run() throws IOException {
		System.out.println(RUNNING);
		System.in.read();
	}

	/**
	 * Returns when it has written this word so many times. Lets it go on after
	 * {@link #RUNNING}, unless that is the last awaited word.
	 */
	public void awaitWord(String word, int times) throws IOException {
		int heard = 0;
		while (true) {
			String line = this.output.readLine();
			assertThat(line).as("output of the other JVM").isNotNull();
			if (line.equals(word) && ++heard == times) {
				return;
			}
			if (line.equals(RUNNING)) {
				goOn();
			}
		}
	}

	/** Tells it, once it is {@link #RUNNING}, to go on. */
	public void goOn() throws IOException {
		this.process.getOutputStream().write('\n');
		this.process.getOutputStream().flush();
	}

	/** After its end: the last of these words that it wrote, or the known one. */
	public String lastWord(String known, Collection<String> words) {
		return this.output.lines().filter(words::contains).reduce(known, (earlier, later) -> later);
	}

	/** Kills it after this delay, and requires that all its children end soon. */
	public void killAfter(Duration delay) {
		CompletableFuture
			// Process.destroyForcibly would also close the output, which is not read yet.
			.runAsync(this.process.toHandle()::destroyForcibly,
					CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS))
			.thenCompose((killed) -> this.process.onExit())
			.join();
		Promptly.holds(SOON, () -> family().isEmpty(), () -> "processes left: " + family());
	}

	/** Stops it and its children for this long, as the suspension of a machine does. */
	public void suspend(Duration duration) {
		List<Long> family = family();
		signal("STOP", family);
		CompletableFuture
			.runAsync(() -> signal("CONT", family),
					CompletableFuture.delayedExecutor(duration.toNanos(), TimeUnit.NANOSECONDS))
			.join();
	}

	private static void signal(String name, List<Long> processes) {
		List<String> command = new ArrayList<>(List.of("/bin/kill", "-" + name));
		processes.forEach((pid) -> command.add(pid.toString()));
		try {
			assertThat(new ProcessBuilder(command).inheritIO().start().onExit().join().exitValue()).isZero();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The pids of it and of its children. */
	private List<Long> family() {
		return ProcessTable.marked(this.mark);
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
		family().forEach((pid) -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
	}

}
