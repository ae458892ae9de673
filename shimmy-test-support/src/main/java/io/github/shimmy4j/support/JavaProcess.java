package io.github.shimmy4j.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** A separate JVM that runs a main class of the tests and can be killed. */
public final class JavaProcess implements AutoCloseable {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private final Process process;

	private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

	private JavaProcess(Process process) {
		this.process = process;
	}

	/** Starts a JVM on this class path; its stderr appears in the output of the tests. */
	public static JavaProcess start(Class<?> main, Object... arguments) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-XX:+UseSerialGC", "-Xmx128m", "-cp", System.getProperty("java.class.path"), main.getName()));
		for (Object argument : arguments) {
			command.add(argument.toString());
		}
		JavaProcess java = new JavaProcess(
				new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
		Thread reader = new Thread(java::read, "reader-of-" + java.process.pid());
		reader.setDaemon(true);
		reader.start();
		return java;
	}

	private void read() {
		try (BufferedReader out = this.process.inputReader(StandardCharsets.UTF_8)) {
			out.lines().forEach(this.lines::add);
		}
		catch (IOException | UncheckedIOException ex) {
			// It was killed.
		}
	}

	/** Skips lines until one begins with this word, and returns the rest of that line. */
	public String await(String word) throws InterruptedException {
		return await(word, LIMIT);
	}

	/** The same with a limit. */
	public String await(String word, Duration limit) throws InterruptedException {
		long deadline = System.nanoTime() + limit.toNanos();
		while (true) {
			String line = this.lines.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
			assertThat(line).as("line '%s …' of %s", word, this.process).isNotNull();
			if (line.equals(word) || line.startsWith(word + " ")) {
				return line.substring(word.length()).strip();
			}
		}
	}

	/** Writes a line to its standard input. */
	public void tell(String line) throws IOException {
		this.process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
		this.process.getOutputStream().flush();
	}

	public long pid() {
		return this.process.pid();
	}

	/** Ends it as {@code kill -9} does, and waits for its end. */
	public void kill() {
		this.process.destroyForcibly().onExit().join();
	}

	@Override
	public void close() {
		kill();
	}

}
